#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""The program ringside with the module: numbers, JSON, exit codes, endings."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
import tree
from watch import HERE, Family, wait_until

X86_64, QUIET = 0, 146  # sched_get_priority_max
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
CALLS = [HERE + "/calls", str(QUIET), "23"]

# Commands whose JSON must be valid, and the exit status
JSON_CASES = [
    ("", 0),
    ("status", 0),
    ("syscalls", 0),
    ("syscalls --sort errors -n 3 %file", 0),
    ("syscalls -a ia32", 0),
    ("syscalls -i 0.2 -c 2", 0),
    ("errors", 0),
    ("errors -n 2 open*", 0),
    ("tasks", 0),
    ("tasks --sort entries", 0),
    ("run -- %s" % " ".join(CALLS), 0),
    ("reset", 0),
    ("config", 0),
    ("config errnos=0", 0),
    ("config errnos=1", 0),
    ("config timing=off", 0),
    ("syscalls -t", 0),
    ("tasks -t", 0),
    ("tasks --by process", 0),
    ("tasks --by command -i 0.2 -c 1", 0),
    ("tasks --by cgroup", 0),
    ("top -i 0.2 -c 2", 0),
    ("mark", 0),
    ("since", 0),
    ("run -- /bin/true", 0),
    ("config timing=on", 0),
    ("syscalls -H read", 0),
    ("config faults=off", 0),
    ("ledger", 0),
    ("status", 0),
    ("creds", 0),
    ("config creds=off", 0),
    ("creds", 2),
    ("config creds=on", 0),
    ("config faults=on", 0),
    ("config tasks=on", 1),
    ("rings", 0),
    ("boundary", 0),
    ("containers", 0),
    ("fail", 0),
    ("fail user null-write", 0),
    ("fail kernel oops", 3),
    ("records /nothing/here", 1),
    ("card /nothing/here", 1),
    ("oops", 0),
    ("oops /nothing/here", 1),
    ("oops --ko /nothing/here", 1),
    ("cross getppid -R 50", 0),
    ("cross no-such-thing", 1),
    ("trace -- /bin/true", 0),
    ("trace --class %%file -- %s" % " ".join(CALLS), 0),
    ("trace", 1),
    ("story -- /bin/true", 0),
    ("story --full -- %s" % " ".join(CALLS), 0),
    ("story", 1),
    ("trace --class no_such_call -- /bin/true", 1),
    ("cost -R 10", 0),
    ("doctor", None),
    ("help", 0),
    ("help classes", 0),
    ("--version", 0),
    ("syscalls no_such_call", 1),
    ("no-such-command", 1),
    ("run -- /nothing/here", 127),
]

# Of these the ones that ask nothing of the module, or that other tests here run: not
# where all takes many times as long
ASIDE = ("fail", "boundary", "containers", "doctor", "help", "--version", "no-such-command")

# Commands that run runs, and how both must end
ENDINGS = [
    (["/bin/sh", "-c", "exit 0"], 0),
    (["/bin/sh", "-c", "exit 7"], 7),
    (["/bin/sh", "-c", "kill -TERM $$"], -signal.SIGTERM),
    (["/bin/sh", "-c", "kill -SEGV $$"], -signal.SIGSEGV),
    (["/bin/sh", "-c", "kill -KILL $$"], -signal.SIGKILL),
    (["/nothing/here"], 127),
    (["/"], 126),
]


class Program:
    def __init__(self, path):
        self.path = path

    def __call__(self, *args, become=(), **options):
        return subprocess.run(
            list(become) + [self.path] + list(args), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, **options)

    def commands(self):
        return [c["name"] for c in json.loads(self("help", "-j").stdout)["commands"]]


class Anything:
    """Where all takes many times as long, JSON is enough."""

    def iter_errors(self, document):
        return []


def validator(source):
    if ktap.checks_itself():
        return Anything()
    ktap.add_packages()
    import jsonschema

    with open(source + "/Documentation/json/ringside.schema.json") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def first_error(valid, text):
    """Why a line of the output is not as the schema says, or nothing."""
    lines = text.splitlines()
    if not lines:
        return "no output"
    for line in lines:
        try:
            errors = sorted(valid.iter_errors(json.loads(line)), key=str)
        except ValueError as failure:
            return "no JSON: %s" % failure
        if errors:
            return errors[0].message[:200]
    return ""


def valid_json(out, program, source):
    try:
        valid = validator(source)
    except ImportError:
        out.skip("JSON as the schema says", "needs python3-jsonschema")
        return
    for words, status in JSON_CASES:
        if ktap.checks_itself() and words.split()[:1] and words.split()[0] in ASIDE:
            continue
        done = program("-j", *words.split())
        why = first_error(valid, done.stdout or done.stderr)
        out.check(
            not why and status in (None, done.returncode),
            "JSON of: ringside -j " + words,
            "%s; status %d %s" % (why, done.returncode, done.stderr[:200]),
        )
    for wrong in () if ktap.checks_itself() else (
            "{}", '{"ringside": {"schema": 1}}', '{"ringside": {"schema": 2}}'):
        out.check(first_error(valid, wrong), "the schema refuses " + wrong, "it does not")


def lists(out, program, source):
    commands = program.commands()
    text = program("help").stdout
    with open(source + "/tool/completion/ringside.bash") as file:
        completion = file.read()
    words = completion.split("commands='", 1)[-1].split("'", 1)[0].split()
    for command in commands:
        # The kernel has nothing to do with that.
        helped = ktap.checks_itself() or not program("help", command).returncode
        out.check("\n  " + command in text and command in words and helped,
                  "help and completion know " + command, "%s" % words)
    out.check(len(commands) > 7 and set(words) == set(commands),
              "completion knows nothing else", "%s, %s" % (words, commands))


def endings(out, program):
    for command, status in ENDINGS:
        done = program("run", "--", *command)
        out.check(done.returncode == status, "run ends as: " + " ".join(command),
                  "%d, expected %d" % (done.returncode, status))


def exact(out, program, family):
    done = program("run", "-j", "--", *CALLS)
    report = json.loads(done.stderr.splitlines()[-1])
    rows = [r for r in report["syscalls"] if r["nr"] == QUIET and r["abi"] == "x86_64"]
    out.check(
        rows and rows[0]["entries"] == rows[0]["exits"] == 23
        and rows[0]["name"] == "sched_get_priority_max",
        "run counts 23 calls", "%s" % rows)
    row = family.syscalls()[X86_64, QUIET]
    shown = json.loads(program("-j", "syscalls", "sched_get_priority_max").stdout)
    shown = shown["syscalls"][0]
    out.check(
        all(shown[key] == row[key] for key in ("entries", "exits", "errors", "denied")),
        "syscalls shows what netlink says", "%s, netlink %s" % (shown, row))
    before = family.status()["generation"]
    done = program("reset")
    out.check(
        not done.returncode and family.status()["generation"] == before + 1,
        "reset begins the next generation", done.stderr)


def since(out, program):
    """Another process makes calls that nobody else makes."""
    program("mark")
    subprocess.run(CALLS)
    shown = json.loads(program("-j", "since").stdout)
    rows = [row for row in shown["syscalls"] if row["name"] == "sched_get_priority_max"]
    crossed = {row["name"]: row["count"] for row in shown["ledger"]}
    out.check(
        rows == [{"abi": "x86_64", "name": "sched_get_priority_max", "entries": 23, "errors": 0}]
        and crossed["exec"] >= 1 and crossed["page_fault"] > 0,
        "since shows the 23 calls since the mark", "%s, %s" % (rows, crossed))
    program("reset")
    done = program("since")
    out.check(done.returncode == 2 and "reset in between" in done.stderr,
              "since refuses what a reset ended", done.stderr)
    program("mark")
    subprocess.run(["rmmod", "ringside"])
    subprocess.run(["insmod", ktap.module_path()])
    done = program("since")
    out.check(done.returncode == 2 and "loaded anew" in done.stderr,
              "since refuses what another load has counted", done.stderr)


def killed(out, program, family):
    """What a killed run leaves behind: nothing that counts."""
    start = subprocess.Popen(
        [program.path, "run", "--", "/bin/sh", "-c", "read line"],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    wait_until(lambda: family.rows("watch-get"), "run never watches")
    start.kill()
    start.wait()
    try:
        wait_until(lambda: not family.rows("watch-get"), "the watch stays")
        out.check(True, "a killed run leaves no watch")
    except TimeoutError as failure:
        out.check(False, "a killed run leaves no watch", str(failure))
    start.stdin.close()


def refused(out, program):
    """The command must not run when it cannot be counted."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as public:
        os.chmod(folder, 0o777)
        # The checkout may be below root's home.
        os.chmod(public, 0o755)
        copy = shutil.copy(program.path, public)
        touch = ["run", "--", "/usr/bin/touch", folder + "/ran"]
        done = Program(copy)(*touch, become=NOBODY)
        out.check(
            done.returncode == 2 and "CAP_PERFMON" in done.stderr
            and not os.listdir(folder),
            "nobody is refused, and nothing runs",
            "%d %s" % (done.returncode, done.stderr))
        subprocess.run(["rmmod", "ringside"])
        done = program(*touch)
        out.check(
            done.returncode == 3 and "insmod" in done.stderr and not os.listdir(folder),
            "without the module nothing runs",
            "%d %s" % (done.returncode, done.stderr))
        for command in ("status", "syscalls", "errors", "tasks", "reset", "config"):
            done = program(command)
            out.check(
                done.returncode == 3 and "insmod" in done.stderr,
                command + " without the module says what to type",
                "%d %s" % (done.returncode, done.stderr))
        subprocess.run(["insmod", ktap.module_path()])


def main():
    source = tree.need_source()
    program = Program(tree.need_program())
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        family = Family(spec.Spec())
        valid_json(out, program, source)
        lists(out, program, source)
        endings(out, program)
        exact(out, program, family)
        killed(out, program, family)
        family.sock.sock.close()
        since(out, program)
        refused(out, program)
    out.finish()


main()
