#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""One kernel under the host and its containers: those of our own, and real ones."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree
from watch import DEADLINE, HERE, wait_until

PLACES = ["host", "container 1", "container 2"]
CALLS = dict(zip(PLACES, (1000, 2000, 3000)))
CGROUPS = "/sys/fs/cgroup"
SMALL_TABLE = 64
ID = "0123456789abcdef" * 4

# How engines call the cgroup of a container: engine, path, name that is shown
REAL = [
    ("docker", "/docker/" + ID, ID[:12]),
    ("podman", "/libpod_parent/libpod-" + ID, ID[:12]),
]
NAMED = REAL + [
    ("docker", "/system.slice/docker-%s.scope" % ID, ID[:12]),
    ("podman", "/machine.slice/libpod-%s.scope/container" % ID, ID[:12]),
    ("containerd", "/kubepods.slice/kubepods-pod1.slice/cri-containerd-%s.scope" % ID, ID[:12]),
    ("cri-o", "/kubepods.slice/crio-%s.scope" % ID, ID[:12]),
    ("lxc", "/lxc.payload.web", "web"),
    ("lxc", "/lxc/web", "web"),
    ("systemd-nspawn", "/machine.slice/machine-web.scope/payload", "web"),
    ("systemd-nspawn", "/machine.slice/systemd-nspawn@web.service/payload", "web"),
    (None, "/some/folder", "folder"),
]


def read(path):
    with open(path) as file:
        return file.read()


def run(program, *before):
    return subprocess.run(list(before) + [program, "-j", "containers"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)


def by_place(document, key):
    return {row["place"]: row for row in document[key]}


def left_over():
    return [name for name in os.listdir(CGROUPS) if name.startswith("ringside-")]


def sees_one_kernel(out, document):
    rows = by_place(document, "places")
    boot = read("/proc/sys/kernel/random/boot_id").strip()
    wrong = [row for row in rows.values()
             if row["release"] != os.uname().release or row["boot_id"] != boot]
    out.check(list(rows) == PLACES and not wrong and document["one_kernel"],
              "all see the release and the boot that uname and /proc say", "%s" % wrong)
    host, first, second = (rows[name] for name in PLACES)
    out.check(host["pidns"] == os.stat("/proc/self/ns/pid").st_ino and
              len({row["pidns"] for row in rows.values()}) == 3 and
              host["own_pid"] == host["pid"] and first["own_pid"] == second["own_pid"] == 1,
              "each container has pids of its own", "%s" % rows)
    out.check(host["host_name"] == os.uname().nodename and
              [first["host_name"], second["host_name"]] == ["container-1", "container-2"] and
              first["cgroup"] != second["cgroup"] and
              host["cgroup"] == read("/proc/self/cgroup").strip().rpartition("::")[2],
              "and a name and a cgroup", "%s" % rows)


def counts_each(out, document):
    rows = by_place(document, "ledger")
    wrong = [row for name, row in rows.items() if name in CALLS and
             not (row["syscalls"] == row["made"] > CALLS[name] and
                  row["touched"] <= row["faults"] < row["touched"] + 16)]
    out.check(document["exact"] and not wrong, "the ledger has a row for each, and it is exact",
              "%s" % document["ledger"])
    whole = rows["the machine"]
    parts = [rows[name] for name in PLACES]
    out.check(all(whole[key] >= sum(row[key] for row in parts)
                  for key in ("syscalls", "faults", "signals")),
              "the machine's own row has all of them", "%s" % document["ledger"])
    out.check([row["signals"] for row in parts] == [0, 1, 0],
              "one of them had an address that is none", "%s" % parts)


def stops_one(out, document, log):
    rows = by_place(document, "failure")
    out.check(document["stops_one"] and
              [rows[name]["after"] for name in PLACES] == ["answers", "died", "answers"] and
              rows["container 1"]["signal"] == "SEGV",
              "a failure in one container stops that one", "%s" % document["failure"])
    pid = by_place(document, "places")["container 1"]["pid"]
    out.check(any("[%d]: segfault at 0 " % pid in line for line in log.read()),
              "the kernel log knows of the same one", "no line of pid %d" % pid)


class Histogram:
    """ftrace's own count of getppid() by task, while inside."""

    EVENT = "/sys/kernel/tracing/events/raw_syscalls/sys_enter/"
    WHAT = "hist:keys=common_pid if id == 110"

    def __enter__(self):
        with open(self.EVENT + "trigger", "w") as file:
            file.write(self.WHAT)
        return self

    def by_pid(self):
        return {int(pid): int(count) for pid, count in re.findall(
            r"common_pid: +(\d+) \} hitcount: +(\d+)", read(self.EVENT + "hist"))}

    def __exit__(self, *failure):
        with open(self.EVENT + "trigger", "w") as file:
            file.write("!" + self.WHAT)


def ftrace_agrees(out, program):
    name = "ftrace has counted the same calls of each"
    if not os.path.exists(Histogram.EVENT + "hist"):
        out.skip(name, "needs CONFIG_HIST_TRIGGERS")
        return
    with Histogram() as histogram:
        done = run(program)
        counts = histogram.by_pid()
    pids = {row["pid"]: row["place"] for row in json.loads(done.stdout)["places"]}
    seen = {place: counts.get(pid) for pid, place in pids.items()}
    out.check(done.returncode == 0 and seen == CALLS, name,
              "%s, status %d" % (seen, done.returncode))


def leaves_nothing(out, program):
    """Also when it is killed, while it waits for the one that fails: the next one cleans up."""
    out.check(not left_over(), "no cgroup is left", "%s" % left_over())
    name = "one that was killed leaves no process, and the next one removes its cgroups"
    if not shutil.which("strace"):
        out.skip(name, "needs strace")
        return
    one = subprocess.Popen(["strace", "-o", "/dev/null", "-e",
                            "inject=wait4:delay_enter=%d" % (DEADLINE * 1000000), program,
                            "containers"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: len(left_over()) == 2, "no cgroups are made")
    os.kill(int(read("/proc/%d/task/%d/children" % (one.pid, one.pid)).split()[0]), signal.SIGKILL)
    one.wait()
    wait_until(lambda: not any("populated 1" in read("%s/%s/cgroup.events" % (CGROUPS, folder))
                               for folder in left_over()), "its children live on")
    left = left_over()
    done = run(program)
    out.check(len(left) == 2 and done.returncode == 0 and not left_over(), name,
              "%s %s %s" % (left, left_over(), done.stderr))


def reset_meanwhile(out, program):
    """It is stopped where it waits for the one that has failed, and goes on after a reset."""
    name = "a reset meanwhile is said"
    if not shutil.which("strace"):
        out.skip(name, "needs strace")
        return
    one = subprocess.Popen(["strace", "-o", "/dev/null", "-e", "inject=wait4:signal=SIGSTOP:when=1",
                            program, "-j", "containers"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True)
    # The second is made when the first is there, and the first fails when both are.
    folders = lambda end: [folder for folder in left_over() if folder.endswith(end)]
    wait_until(lambda: folders("-2") and "populated 0" in read(
        "%s/%s/cgroup.events" % (CGROUPS, folders("-1")[0])), "container 1 does not fail")
    subprocess.run([program, "reset"], check=True, stdout=subprocess.DEVNULL)
    tracee = int(read("/proc/%d/task/%d/children" % (one.pid, one.pid)).split()[0])

    def goes_on():
        """It may be on its way to where it stops."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(tracee, signal.SIGCONT)
        return one.poll() is not None

    wait_until(goes_on, "it does not go on")
    said = one.communicate()[0]
    out.check(one.returncode == 2 and "reset meanwhile" in said and not left_over(), name,
              "%d %s" % (one.returncode, said))


def refusals(out, program):
    done = run(program, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    document = json.loads(done.stdout)
    out.check(done.returncode == 0 and document["one_kernel"] and document["stops_one"] and
              document["exact"] is None and len(document["warnings"]) == 1 and
              not any(row["syscalls"] for row in document["ledger"]),
              "who may not count sees the rest", "%d %s" % (done.returncode, document))
    done = run(program, "unshare", "--user", "--map-root-user", "sh", "-c",
               "echo 0 >/proc/sys/user/max_pid_namespaces && exec \"$@\"", "-")
    out.check(done.returncode == 2 and "a container cannot be made here" in done.stdout +
              done.stderr, "no namespaces, no containers",
              "%d %s" % (done.returncode, done.stderr))


class Sleeper:
    """A process in a pid namespace of its own and in a cgroup that is called like that."""

    def __init__(self, path):
        self.folder = CGROUPS + path
        os.makedirs(self.folder, exist_ok=True)
        self.process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child", "sh", "-c",
             "echo 0 >%s/cgroup.procs; echo in; exec sleep 1000" % self.folder],
            stdout=subprocess.PIPE)
        self.process.stdout.readline()
        self.pid = int(read("/proc/%d/task/%d/children" % ((self.process.pid,) * 2)).split()[0])
        self.pidns = os.stat("/proc/%d/ns/pid" % self.pid).st_ino
        wait_until(lambda: read("/proc/%d/comm" % self.pid) == "sleep\n", "it does not sleep")

    def end(self):
        self.process.kill()
        self.process.communicate()
        wait_until(lambda: "populated 0" in read(self.folder + "/cgroup.events"), "it lives on")
        folder = self.folder
        while folder != CGROUPS:
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)


def recognises(out, program):
    for engine, path, name in NAMED:
        sleeper = Sleeper(path)
        document = json.loads(run(program).stdout)
        rows = [row for row in document["found"] if row["pidns"] == sleeper.pidns]
        sleeper.end()
        out.check(len(rows) == 1 and (rows[0]["engine"], rows[0]["name"]) == (engine, name) and
                  rows[0]["pid"] == sleeper.pid and rows[0]["command"] == "sleep" and
                  rows[0]["cgroup"] == path and rows[0]["syscalls"] > 0 and
                  rows[0]["processes"] == 1,
                  "%s is a container of %s" % (path.replace(ID, "ID"), engine),
                  "%s" % document["found"])


class Bundle:
    """What an engine gives to its OCI runtime."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder + "/rootfs/bin")
        os.makedirs(folder + "/rootfs/proc")
        shutil.copy(shutil.which("busybox"), folder + "/rootfs/bin/busybox")

    def configure(self, path):
        config_file = self.folder + "/config.json"
        if os.path.exists(config_file):
            os.remove(config_file)
        subprocess.run(["crun", "spec"], cwd=self.folder, check=True)
        config = json.loads(read(config_file))
        # The guest's root cannot be changed for another one by pivot_root(2).
        config["process"].update(args=["/bin/busybox", "sleep", "1000"], terminal=False)
        config["root"] = {"path": "rootfs", "readonly": False}
        config["linux"]["cgroupsPath"] = path
        with open(config_file, "w") as file:
            json.dump(config, file)

    def run(self, *args, stdout=subprocess.DEVNULL):
        return subprocess.run(["crun", "--cgroup-manager=cgroupfs"] + list(args), cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=stdout, text=True)

    def state(self, name):
        return json.loads(self.run("state", name, stdout=subprocess.PIPE).stdout)


def real_ones(out, program, folder):
    why_not = None
    if not shutil.which("crun"):
        why_not = "needs crun"
    elif not os.path.exists("/proc/self/ns/ipc"):
        why_not = "needs CONFIG_IPC_NS, which crun asks for"
    if why_not:
        for engine, _, _ in REAL:
            out.skip("a container as %s makes them" % engine, why_not)
        return
    bundle = Bundle(folder)
    for engine, path, name in REAL:
        bundle.configure(path)
        started = bundle.run("run", "--no-pivot", "-d", "it")
        pid = bundle.state("it")["pid"]
        wait_until(lambda: read("/proc/%d/comm" % pid) == "busybox\n", "it does not run")
        document = json.loads(run(program).stdout)
        bundle.run("delete", "-f", "it")
        rows = [row for row in document["found"] if row["pid"] == pid]
        out.check(started.returncode == 0 and len(rows) == 1 and
                  (rows[0]["engine"], rows[0]["name"]) == (engine, name) and
                  rows[0]["command"] == "busybox" and rows[0]["syscalls"] > 0,
                  "a container as %s makes them" % engine, "%s" % document["found"])


def full_table(out, program):
    """Then the calls of whom the table has are not all that was called."""
    loaded = not subprocess.run(["rmmod", "ringside"]).returncode and not subprocess.run(
        ["insmod", ktap.module_path(), "tasks=%d" % SMALL_TABLE]).returncode
    sleeper = Sleeper(REAL[0][1])
    sums = []
    for _ in range(2):
        done = run(program)
        sums += [row["syscalls"] for row in json.loads(done.stdout)["found"]
                 if row["pidns"] == sleeper.pidns]
        subprocess.run([HERE + "/crowd", "threads", "1", "%d" % (4 * SMALL_TABLE)], check=True)
    sleeper.end()
    out.check(loaded and not done.returncode and len(sums) == 2 and sums[0] and sums[1] is None,
              "after a full task table the calls of a container are not known", "%s" % sums)


def names_the_vm(out, program):
    done = subprocess.run([program, "containers"], stdout=subprocess.PIPE, text=True)
    out.check("ringside-vm fail --from-container kernel " in done.stdout.splitlines()[-1],
              "the last line leads to a failure of the kernel", done.stdout)


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        log = ktap.Log()
        done = run(program)
        document = json.loads(done.stdout)
        out.check(done.returncode == 0 and not document["found"], "nothing is wrong, and no other "
                  "container is here", "%d %s %s" % (done.returncode, done.stderr, document))
        sees_one_kernel(out, document)
        counts_each(out, document)
        stops_one(out, document, log)
        ftrace_agrees(out, program)
        leaves_nothing(out, program)
        reset_meanwhile(out, program)
        refusals(out, program)
        recognises(out, program)
        with tempfile.TemporaryDirectory() as folder:
            real_ones(out, program, folder)
        names_the_vm(out, program)
        full_table(out, program)
    out.finish()


main()
