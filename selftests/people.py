#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Who crosses: by thread, process, command, pid namespace and cgroup."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree
from watch import DEADLINE, HERE, wait_until

THREADS = 5
CALLS, PAGES, UD2S, DENIED = 1009, 211, 31, 17  # as in ways.c
IN_READ = "0 0x"
COUNTERS = ("crossings", "entries", "errors", "denied", "faults", "exceptions", "interrupts")
FOLDER = "ringside-people"


def shown(program, *args):
    done = subprocess.run([program, "-j", "tasks"] + list(args), stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)["tasks"]


def threads_of(pid):
    return sorted(map(int, os.listdir("/proc/%d/task" % pid)))


def minor_faults(tid):
    with open("/proc/%d/task/%d/stat" % (tid, tid)) as file:
        return int(file.read().rpartition(")")[2].split()[7])


class Crew:
    """ways, whose threads wait until they are let go."""

    def __init__(self, before=()):
        pipes = [os.pipe() for _ in range(THREADS)]
        self.reads, self.writes = zip(*pipes)
        self.process = subprocess.Popen(
            list(before) + [HERE + "/ways"] + [str(end) for end in self.reads],
            pass_fds=self.reads, stdout=subprocess.PIPE)
        self.pid = self.process.pid
        self.await_all()

    def find(self):
        """Itself or, of a command before it, the child."""
        pid = self.process.pid
        while True:
            with open("/proc/%d/comm" % pid) as file:
                if file.read().strip() == "ways":
                    return pid
            with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
                children = file.read().split()
            if not children:
                return None
            pid = int(children[0])

    def waiting(self):
        self.pid = self.find()
        if not self.pid:
            return 0
        calls = []
        for tid in threads_of(self.pid):
            with open("/proc/%d/syscall" % tid) as file:
                calls.append(file.read())
        return sum(call.startswith(IN_READ) for call in calls)

    def cross(self):
        for end in self.writes:
            os.write(end, b".")
        self.await_all()

    def await_all(self):
        for _ in range(THREADS):
            self.process.stdout.read(1)
        wait_until(lambda: self.waiting() == THREADS, "ways does not wait")

    def end(self):
        for end in self.reads + self.writes:
            os.close(end)
        self.process.wait()


def by_thread(out, program, crew):
    before = {row["pid"]: row for row in shown(program)}
    faults = {tid: minor_faults(tid) for tid in threads_of(crew.pid)}
    crew.cross()
    faults = {tid: minor_faults(tid) - n for tid, n in faults.items()}
    wrong = []
    rows = [row for row in shown(program) if row["tgid"] == crew.pid and row["pid"] != crew.pid]
    for row in rows:
        old = before[row["pid"]]
        more = {key: row[key] - old[key] for key in COUNTERS}
        me = int(row["command"].partition("-")[2])
        # Each signal is returned from; then a write, and the read that it is in.
        wanted = {"entries": CALLS + me + UD2S + 2, "errors": 0, "denied": DENIED,
                  "faults": PAGES, "exceptions": UD2S}
        if ({key: more[key] for key in wanted} != wanted or more["faults"] != faults[row["pid"]]
                or more["crossings"] != sum(more[key] for key in COUNTERS) - more["crossings"]
                - more["errors"] or row["in_flight"] != "read" or not row["in_flight_ns"]):
            wrong.append((more, wanted, faults[row["pid"]], row))
    out.check(len(rows) == THREADS and not wrong,
              "each thread has crossed as often as it did, by kind", "%s" % wrong[:2])
    return rows


def by_process(out, program, crew, rows):
    all_rows = [row for row in shown(program) if row["tgid"] == crew.pid]
    row = [row for row in shown(program, "--by", "process") if row["pid"] == crew.pid]
    sums = {key: sum(thread[key] for thread in all_rows) for key in COUNTERS}
    youngest = min(rows, key=lambda thread: thread["in_flight_ns"])
    out.check(
        len(row) == 1 and {key: row[0][key] for key in COUNTERS} == sums
        and row[0]["threads"] == THREADS + 1 and row[0]["command"] == "ways"
        and row[0]["in_flight"] == youngest["in_flight"],
        "a process is the sum of its threads", "%s, its threads %s" % (row, sums))


def by_command(out, program, crew):
    row = [row for row in shown(program, "--by", "command", "way-*") if row["command"] == "way-2"]
    threads = [row for row in shown(program) if row["command"] == "way-2"]
    out.check(
        len(row) == 1 and row[0]["threads"] == len(threads) == 2 and row[0]["pid"] is None
        and row[0]["entries"] == sum(thread["entries"] for thread in threads),
        "a command is the sum of the threads of that name", "%s, %s" % (row, threads))


def by_pidns(out, program, crew):
    inode = os.stat("/proc/%d/ns/pid" % crew.pid).st_ino
    row = [row for row in shown(program, "--by", "pidns") if row["pidns"] == inode]
    out.check(
        inode != os.stat("/proc/self/ns/pid").st_ino and len(row) == 1
        and row[0]["threads"] == THREADS + 1,
        "a pid namespace has the number that /proc says, and its threads", "%d: %s" % (inode, row))


def mounted():
    with open("/proc/self/mounts") as file:
        found = [line.split()[1] for line in file if line.split()[2] == "cgroup2"]
    if found:
        return found[0], False
    os.makedirs("/tmp/cgroup2", exist_ok=True)
    subprocess.run(["mount", "-t", "cgroup2", "none", "/tmp/cgroup2"], check=True)
    return "/tmp/cgroup2", True


class Cgroup:
    """A cgroup of our own while inside."""

    def __init__(self):
        self.root, self.ours = mounted()
        self.folder = "%s/%s" % (self.root, FOLDER)

    def __enter__(self):
        os.makedirs(self.folder)
        return self

    @staticmethod
    def move(crew, folder):
        with open(folder + "/cgroup.procs", "w") as file:
            file.write("%d" % crew.pid)

    def __exit__(self, *failure):
        os.rmdir(self.folder)
        if self.ours:
            subprocess.run(["umount", self.root], check=True)


def by_cgroup(out, program, crew, cgroup):
    cgroup.move(crew, cgroup.folder)
    row = [row for row in shown(program, "--by", "cgroup") if row["cgroup_path"] == "/" + FOLDER]
    text = subprocess.run([program, "tasks", "--by", "cgroup"], stdout=subprocess.PIPE, text=True)
    out.check(
        len(row) == 1 and row[0]["threads"] == THREADS + 1
        and row[0]["cgroup"] == os.stat(cgroup.folder).st_ino
        and "\n/" + FOLDER + " " in text.stdout,
        "a cgroup has its folder and its threads", "%s %s" % (row, text.stdout[:500]))
    cgroup.move(crew, cgroup.root)


def moves(out, program, crew, cgroup):
    """Between two looks, to another cgroup: nothing of before belongs to the interval."""
    looks = subprocess.Popen([program, "-j", "tasks", "-i", "1", "-c", str(DEADLINE), "way-*"],
                             stdout=subprocess.PIPE, text=True)
    looks.stdout.readline()
    cgroup.move(crew, cgroup.folder)
    crew.cross()
    wanted, seen, cgroups = {}, {}, set()
    for tid in threads_of(crew.pid):
        with open("/proc/%d/comm" % tid) as file:
            name, _, me = file.read().strip().partition("-")
        if name == "way":
            # As in by_thread().
            wanted[tid] = CALLS + int(me) + UD2S + 2
    while sum(seen.values()) < sum(wanted.values()):
        for row in json.loads(looks.stdout.readline())["tasks"]:
            if row["tgid"] == crew.pid:
                seen[row["pid"]] = seen.get(row["pid"], 0) + row["entries"]
                cgroups.add(row["cgroup_path"])
    looks.terminate()
    looks.communicate()
    out.check(seen == wanted and "/" + FOLDER in cgroups,
              "a thread that moves to another cgroup keeps its history",
              "%s, wanted %s, in %s" % (seen, wanted, cgroups))
    cgroup.move(crew, cgroup.root)


def of_run(out, program):
    """Where there is nothing to read, ways ends after the first time."""
    done = subprocess.run([program, "run", "-j", "--", HERE + "/ways"] + ["0"] * THREADS,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    report = json.loads(done.stderr.splitlines()[-1])
    counts = {row["name"]: row["count"] for row in report["ledger"]}
    calls = sum(row["entries"] for row in report["syscalls"])
    wanted = {"exception #UD": THREADS * UD2S, "denied x86_64": THREADS * DENIED,
              "syscall x86_64": calls, "fork": THREADS, "exec": 1, "exit": THREADS + 1}
    out.check(
        {key: counts.get(key) for key in wanted} == wanted
        and counts["page_fault"] >= THREADS * PAGES and report["user_ns"] and report["work_ns"],
        "run shows the ledger of its command", "%s, wanted %s" % (counts, wanted))


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        crew, apart = Crew(), Crew(["unshare", "--pid", "--fork"])
        by_process(out, program, crew, by_thread(out, program, crew))
        by_command(out, program, crew)
        by_pidns(out, program, apart)
        with Cgroup() as cgroup:
            by_cgroup(out, program, crew, cgroup)
            moves(out, program, crew, cgroup)
        of_run(out, program)
        crew.end()
        apart.end()
    out.finish()


main()
