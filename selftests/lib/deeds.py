# SPDX-License-Identifier: GPL-2.0
"""A program of known deeds, and what the kernel keeps of it for everybody."""

import subprocess
import time

from watch import HERE, wait_until


def fields(path):
    with open(path) as file:
        return file.read()


class Deeds:
    """The program between its two reads."""

    def __init__(self, counts, cpu=None):
        pinned = [] if cpu is None else ["taskset", "-c", str(cpu)]
        self.process = subprocess.Popen(
            pinned + [HERE + "/deeds"] + [str(count) for count in counts],
            stdin=subprocess.PIPE)
        self.pid = self.process.pid
        self.wait_for_read(2)

    def wait_for_read(self, size):
        def reads():
            text = fields("/proc/%d/syscall" % self.pid).split()
            return text[:2] == ["0", "0x0"] and text[3] == hex(size)
        wait_until(reads, "deeds never reads %d bytes" % size)

    def act(self):
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        self.wait_for_read(3)

    def end(self):
        self.process.stdin.close()
        return self.process.wait(60)

    def cpu_time(self):
        """Nanoseconds on a CPU: its clock, named as by CPUCLOCK_SCHED of the kernel's
        include/linux/posix-timers.h."""
        return time.clock_gettime_ns(~self.pid << 3 | 2)

    def usage(self):
        """What getrusage() would say: faults, switches given and lost."""
        stat = fields("/proc/%d/stat" % self.pid).rsplit(")", 1)[1].split()
        status = dict(line.split(":", 1)
                      for line in fields("/proc/%d/status" % self.pid).splitlines())
        # minflt and majflt
        return (int(stat[7]) + int(stat[9]), int(status["voluntary_ctxt_switches"]),
                int(status["nonvoluntary_ctxt_switches"]))
