#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Families of hooks: off they are gone, on again they count from then on."""

import errno
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import genl
import kcore
import spec
from watch import HERE, Family, Held

QUIET, CALLS = 146, 23  # sched_get_priority_max
OFF, ON, UNAVAILABLE = 0, 1, 2
# Each family at least once
SWITCHES = max(10, ktap.repeats(20))
ROUNDS = 20

# The hooks of each family, with those of others that go with it
HOOKS = {
    "syscalls": ("sys_enter", "sys_exit", "signal_deliver"),
    "timing": (),
    "faults": ("page_fault_user",),
    "exceptions": (),
    "interrupts": ("irq_handler_entry", "local_timer_entry", "reschedule_entry"),
    "signals": ("signal_deliver",),
    "switches": (),
    "processes": (),
    "tracking": ("user_enter", "user_exit"),
    "creds": ("cap_capable",),
}
SHARED = {
    "sched_switch": ("switches", "timing", "tracking"),
    "sched_process_fork": ("syscalls", "processes"),
    "sched_process_exec": ("processes", "signals"),
    "signal_generate": ("faults", "exceptions"),
}
# Kinds and events that a family counts
KINDS = {
    "syscalls": ("syscall",),
    "faults": ("fault", "fault-signal"),
    "exceptions": ("exception",),
    "interrupts": ("interrupt", "line"),
}
EVENTS = {
    "syscalls": ("signal-delivered", "signal-returned"),
    "signals": ("signal-delivered", "signal-returned", "signal-abandoned"),
    "switches": ("switch-voluntary", "switch-involuntary"),
    "processes": ("exec", "fork", "exit"),
    "creds": ("credentials",),
}
SUMMED = ("syscalls", "faults", "exceptions", "interrupts", "tracking")


class Switched(Family):
    def text(self, nest):
        """name, state and reason of a family"""
        parts = dict(genl.attrs(nest))
        reason = parts[3].rstrip(b"\0").decode() if 3 in parts else ""
        return parts[1].rstrip(b"\0").decode(), genl.number(parts[2]), reason

    def states(self):
        return {name: (state, reason)
                for name, state, reason in map(self.text, self.rows("status-get")[0]["family"])}

    def set(self, **values):
        return self.call("config-set", **values)[1]

    def entry(self, definition, number):
        entries = next(d for d in self.spec.tree["definitions"] if d["name"] == definition)
        return entries["entries"][number]

    def ledger(self, **asked):
        """{kind or event: counts}, None where it says why there is none

        Interrupts of every origin: none may have met user mode where that is known.
        """
        found = {}
        for row in self.rows("ledger-get", **asked):
            name = self.entry("kind", row["kind"])
            if name == "event":
                name = self.entry("event", row["event"])
            parts = [row[part] for part in ("count", "kernel", "unknown") if part in row]
            found.setdefault(name, []).append(sum(parts) if parts else None)
        return found

    def balance(self):
        """What does not balance, of all ABIs."""
        wrong = []
        for abi in self.status()["abi"]:
            parts = [abi.get(k, 0) for k in ("exits", "never", "in-flight", "untracked")]
            if abi.get("entries", 0) != sum(parts) or abi.get("lost-exits"):
                wrong.append(abi)
        return wrong

    def residuals(self):
        return [row["residual"] for row in self.rows("ledger-get") if "residual" in row]


def page(name):
    with open("/proc/ringside/" + name) as file:
        return file.read()


def insmod(*params):
    return subprocess.run(["insmod", ktap.module_path()] + list(params)).returncode


def rmmod():
    return subprocess.run(["rmmod", "ringside"]).returncode


def cross_a_little():
    """Calls, faults, exceptions, a fork, an exec."""
    subprocess.run([HERE + "/gates"], stdout=subprocess.DEVNULL)


def cross():
    """Some of everything: signals and credentials, too."""
    cross_a_little()
    subprocess.run(["setpriv", "--clear-groups", "--reuid=65534", "true"])
    subprocess.run(["/bin/sh", "-c", "trap : USR1; kill -USR1 $$"])


def mistaken_hooks(points, off):
    """Of the hooks those that are not as they should be."""
    gone = {hook for name in off for hook in HOOKS[name]}
    gone |= {hook for hook, users in SHARED.items() if set(users) <= set(off)}
    every = {hook for hooks in HOOKS.values() for hook in hooks} | set(SHARED)
    if "cap_capable" not in points.addresses:  # came with 6.18 or so
        every.discard("cap_capable")
    return [hook for hook in every if points.listened_to(hook) == (hook in gone)]


def silent(family, name):
    """Which rows of a family count, or say nothing, though it is off."""
    ledger = family.ledger()
    rows = KINDS.get(name, ()) + EVENTS.get(name, ())
    return [(row, ledger.get(row)) for row in rows
            if not ledger.get(row) or set(ledger[row]) != {None}]


def cross_until_counted(family, name):
    """Rows of the family without a count after a while: an interrupt comes when it likes."""
    for _ in range(ROUNDS):
        cross()
        ledger = family.ledger()
        missing = [row for row in KINDS.get(name, ())[:1] + EVENTS.get(name, ())[:1]
                   if not any(ledger.get(row, [0]))]
        if not missing:
            break
    return missing


def off_and_on(out, family, points, tracked):
    for name in HOOKS:
        if name == "tracking" and not tracked:
            out.skip("%s off" % name, "no CPU tracks its crossings")
            continue
        goes = [name] + (["timing", "signals", "creds"] if name == "syscalls" else [])
        began = family.status()["generation"]
        reply = family.set(**{name: 0})
        cross_a_little()
        state = family.states()[name]
        out.check(
            not reply.errno and state == (OFF, "switched off: ringside config %s=on" % name)
            and family.status()["generation"] == began + 1,
            "%s off: its state says so, in a new generation" % name, "%s %s" % (reply, state))
        wrong = mistaken_hooks(points, goes)
        out.check(not wrong, "%s off: nobody listens to its hooks" % name, "%s" % wrong)
        wrong = silent(family, name)
        out.check(not wrong, "%s off: its rows say why they have no number" % name, "%s" % wrong)
        residuals = family.residuals()
        out.check(not residuals or name not in SUMMED,
                  "%s off: no sum is checked that lacks it" % name, "%s" % residuals)
        reply = family.set(**{name: 1})
        missing = cross_until_counted(family, name)
        wrong, unbalanced = mistaken_hooks(points, []), family.balance()
        out.check(
            not reply.errno and family.states()[name][0] == ON and not wrong and not missing
            and not unbalanced, "%s on again: it listens, counts and balances" % name,
            "%s, hooks %s, not counted %s, %s" % (reply.sentence, wrong, missing, unbalanced))


def exact(out, family, when):
    held = Held([HERE + "/calls", str(QUIET), str(CALLS)])
    watch = family.watch_add(held.pid)
    held.let_go()
    held.finish()
    rows = family.syscalls(watch)
    count = rows[0, QUIET]["exits"]
    family.watch_del(watch)
    out.check(count == CALLS, "%d calls are counted %s" % (CALLS, when), "%d" % count)


def refusals(out, family):
    held = Held(["/bin/true"])
    watch = family.watch_add(held.pid)
    reply = family.set(syscalls=0)
    out.check(reply.errno == errno.EBUSY and reply.sentence,
              "syscalls stay for as long as there is a watch", reply.sentence)
    family.set(faults=0)
    family.set(faults=1)
    rows = family.ledger(watch=watch)
    out.check(
        rows["fault"] == [None] and rows["exec"] != [None],
        "a watch does not know what was off meanwhile, and knows the rest", "%s" % rows)
    family.watch_del(watch)
    held.let_go()
    held.finish()
    family.set(syscalls=0)
    state = family.states()
    out.check(
        [state[n][0] for n in ("timing", "signals", "faults")] == [UNAVAILABLE, UNAVAILABLE, ON]
        and "syscalls" in state["timing"][1],
        "what needs syscalls says so when they are off", "%s" % state)
    wrong = [name for name, values in (
        ("config-set", {"timing": 1}), ("syscall-get", {}), ("error-get", {}),
        ("watch-add", {"pid": os.getpid()}))
        if family.call(name, **values)[1].errno != errno.EOPNOTSUPP]
    out.check(not wrong, "what needs syscalls is refused then", "%s" % wrong)
    abi = family.status()["abi"][0]
    out.check(set(abi) == {"abi"}, "and no number of them is given", "%s" % abi)
    wrong = [name for name in ("syscalls", "errors", "self", "creds")
             if "not available: " not in page(name)]
    out.check(not wrong, "nor in a file, which says why", "%s" % wrong)
    reply = family.set(syscalls=1, timing=1)
    state = family.states()
    out.check(not reply.errno and state["timing"][0] == ON and state["signals"][0] == ON,
              "two are switched at once, and what waited for them comes back", "%s" % state)


def in_flight(out, family):
    """It is inside while syscalls go off and on, and returns then."""
    held = Held(["/bin/true"])
    family.set(syscalls=0)
    family.set(syscalls=1)
    inside = family.status()["abi"][0]["still-inside"]
    held.let_go()
    held.finish()
    abi = family.status()["abi"][0]
    out.check(
        inside and abi["earlier"] and not family.balance(),
        "a call that was in flight meanwhile returns as an earlier one", "%s" % abi)


def under_load(out, family, points):
    busy = subprocess.Popen([HERE + "/busy"], stdin=subprocess.PIPE)
    names = [name for name in HOOKS if family.states()[name][0] == ON]
    failed = []
    for i in range(SWITCHES):
        name = names[i % len(names)]
        failed += [name] if family.set(**{name: 0}).errno or family.balance() else []
        failed += [name] if family.set(**{name: 1}).errno or family.balance() else []
    cross()
    residuals = family.residuals()
    busy.stdin.close()
    busy.wait()
    out.check(not failed, "%d times off and on under load, it always balances" % SWITCHES,
              "%s %s" % (failed, family.balance()))
    if os.path.exists("/sys/kernel/realtime"):
        out.skip("the residual is 0 then", "not exact yet on PREEMPT_RT")
    else:
        out.check(not any(residuals), "the residual is 0 then", "%s" % residuals)
    out.check(not mistaken_hooks(points, []), "all hooks are there again",
              "%s" % mistaken_hooks(points, []))


def at_load(out, points):
    out.check(insmod("faults=2") != 0, "faults=2 is refused", "it loads")
    params = ["%s=0" % name for name in HOOKS]
    out.check(not insmod(*params), "load with all families off", " ".join(params))
    family = Switched(spec.Spec())
    states = {name: state for name, (state, _) in family.states().items()}
    wrong = mistaken_hooks(points, HOOKS)
    out.check(not wrong and ON not in states.values(), "nobody listens to any hook then",
              "%s %s" % (wrong, states))
    family.set(processes=1)
    cross()
    ledger = family.ledger()
    out.check(ledger["exec"][0] and ledger["fork"][0] and ledger["fault"] == [None],
              "one family counts alone", "%s" % ledger)
    return family


def main():
    out = ktap.Ktap()
    log = ktap.Log()
    ktap.need_unloaded()
    points = kcore.Tracepoints()
    family = at_load(out, points)
    tracked = family.states()["tracking"][0] != UNAVAILABLE
    if not tracked:
        SHARED["sched_switch"] = ("switches", "timing")
        del HOOKS["tracking"]
    reply = family.set(**{name: 1 for name in HOOKS})
    out.check(not reply.errno, "all are switched on at once", reply.sentence)
    exact(out, family, "after that")
    off_and_on(out, family, points, tracked)
    refusals(out, family)
    in_flight(out, family)
    under_load(out, family, points)
    exact(out, family, "after all of it")
    cross()
    rows = [line.split() for line in page("ledger").splitlines() if line.startswith("exception ")]
    out.check([row for row in rows if int(row[2])], "the file has its exceptions, too",
              "%s" % rows)
    family.sock.sock.close()
    done, splats = rmmod(), log.splats()
    out.check(not done and not splats, "the module leaves and the kernel log is clean",
              "rmmod %d, %s" % (done, splats[:1]))
    out.finish()


main()
