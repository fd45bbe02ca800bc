#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""The ledger's rows equal perf's counts of the same tracepoints, and what the
kernel itself keeps for getrusage()."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
from deeds import Deeds
from ledger import Ledger
from perfstat import Perf
from watch import Family

# Of deeds: pages, NULL writes, signals, sleeps, yields, children
ALONE = (1013, 101, 127, 11, 53, 0)
WITH_CHILDREN = (503, 97, 89, 7, 0, 13)


def faults(ledger):
    return ledger.of("fault") + ledger.of("fault-signal")


def switches(ledger):
    return ledger.of("event", "switch-voluntary") + ledger.of("event", "switch-involuntary")


def event(name):
    return lambda ledger: ledger.of("event", name)


def interrupt(name):
    return lambda ledger: ledger.anywhere("interrupt", name)


def syscalls(ledger):
    return sum(ledger.of("syscall", abi) for abi in range(3))


# What we count, perf's event, and which of these are meant
HOOKS = [
    ("syscalls", syscalls, "raw_syscalls:sys_enter", None),
    ("page faults", faults, "exceptions:page_fault_user", None),
    ("signals to a handler", event("signal-delivered"), "signal:signal_deliver",
     "sa_handler > 1"),
    ("new tasks", event("fork"), "sched:sched_process_fork", "parent_pid != 2"),
    ("new programs", event("exec"), "sched:sched_process_exec", None),
    ("ends", event("exit"), "sched:sched_process_exit", '!(comm ~ "kworker*")'),
    ("switches", switches, "sched:sched_switch", "prev_pid != 0"),
]
INTERRUPTS = [
    ("timer", interrupt("timer"), "irq_vectors:local_timer_entry", None),
    ("reschedule", interrupt("reschedule"), "irq_vectors:reschedule_entry", None),
    ("call_function", interrupt("call"), "irq_vectors:call_function_entry", None),
    ("call_single", interrupt("call-single"), "irq_vectors:call_function_single_entry", None),
    ("irq_work", interrupt("work"), "irq_vectors:irq_work_entry", None),
    ("devices", lambda ledger: ledger.anywhere("line"), "irq:irq_handler_entry", None),
]


def events(hooks):
    return [(name, condition) for _, _, name, condition in hooks]


def watched(family, counts, hooks, cpu=None):
    """perf's counts, the watch's ledger, and what /proc says has been added."""
    deeds = Deeds(counts, cpu)
    perf = Perf(["-p", str(deeds.pid)], events(hooks))
    perf.start()
    watch = family.watch_add(deeds.pid)
    before = deeds.usage()
    deeds.act()
    ledger, after = Ledger(family, watch=watch), deeds.usage()
    perf.stop()
    theirs = perf.finish()
    family.watch_del(watch)
    deeds.end()
    return theirs, ledger, [b - a for a, b in zip(before, after)]


def compare(out, when, hooks, theirs, ledger):
    ours = [count(ledger) for _, count, _, _ in hooks]
    out.check(len(theirs) == len(ours), "perf counts it all, " + when,
              "%s of %d" % (theirs, len(ours)))
    for hook, perf, mine in zip(hooks, theirs, ours):
        out.check(perf == mine, "%s, %s: perf's count" % (hook[0], when),
                  "perf %d, ringside %d" % (perf, mine))


def alone(out, family):
    """With somebody else on its CPU, to whom it yields."""
    other = subprocess.Popen(["taskset", "-c", "0", "sh", "-c", "while :; do :; done"])
    theirs, ledger, usage = watched(family, ALONE, HOOKS, 0)
    other.kill()
    other.wait()
    compare(out, "one process", HOOKS, theirs, ledger)
    pages, nulls = ALONE[:2]
    out.check(
        ledger.of("fault") == usage[0] == pages and ledger.of("fault-signal") == nulls,
        "getrusage's faults, and those that became a signal are apart",
        "%d served, getrusage %d, expected %d; %d became a signal, expected %d" % (
            ledger.of("fault"), usage[0], pages, ledger.of("fault-signal"), nulls))
    ours = [ledger.of("event", "switch-" + kind) for kind in ("voluntary", "involuntary")]
    out.check(ours == usage[1:] and min(ours) > 0,
              "getrusage's context switches, voluntary and involuntary",
              "%s, getrusage %s" % (ours, usage[1:]))


def family_of_tasks(out, family):
    """A task that ends has left perf by then, and switches when it has left us."""
    hooks = [hook for hook in HOOKS if hook[0] not in ("switches", "ends")]
    theirs, ledger, _ = watched(family, WITH_CHILDREN, hooks)
    compare(out, "with children", hooks, theirs, ledger)


def programs():
    """Of everything a little, and by many."""
    subprocess.run(["sh", "-c", "trap : USR1; for i in 1 2 3 4 5 6 7; do ls /; kill -USR1 $$; done"],
                   stdout=subprocess.DEVNULL)


def whole_machine(out, family):
    """perf outside of our interval sees at least what we see, inside at most."""
    hooks = HOOKS + INTERRUPTS
    outer, inner = Perf(["-a"], events(hooks)), Perf(["-a"], events(hooks))
    outer.start()
    before = Ledger(family)
    inner.start()
    programs()
    inner.stop()
    after = Ledger(family)
    outer.stop()
    most, least = outer.finish(), inner.finish()
    for (name, count, _, _), low, high in zip(hooks, least, most):
        ours = count(after) - count(before)
        out.check(low <= ours <= high, "the machine's %s" % name,
                  "perf at least %d, at most %d; ringside %d" % (low, high, ours))
    out.check(len(least) == len(most) == len(hooks) and min(least[:len(HOOKS)]) > 0,
              "perf has counted each", "%s, %s" % (least, most))


def main():
    if not shutil.which("perf"):
        ktap.skip_all("needs perf: apt-get install linux-perf")
    out = ktap.Ktap()
    with ktap.Module(out):
        family = Family(spec.Spec())
        alone(out, family)
        family_of_tasks(out, family)
        whole_machine(out, family)
        family.sock.sock.close()
    out.finish()


main()
