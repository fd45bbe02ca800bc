# SPDX-License-Identifier: GPL-2.0
"""perf stat that counts between two moments."""

import os
import signal
import subprocess
import tempfile

DEADLINE = 300


def arguments(events):
    """Of events, each with its filter or None."""
    args = []
    for event, condition in events:
        args += ["-e", event] + (["--filter", condition] if condition else [])
    return args


class Perf:
    """Counts from start() on, until stop() or the end of what it counts."""

    def __init__(self, target, events):
        self.folder = tempfile.TemporaryDirectory()
        paths = [self.folder.name + "/control", self.folder.name + "/ack"]
        for path in paths:
            os.mkfifo(path)
        self.out = self.folder.name + "/counts"
        self.process = subprocess.Popen(
            ["perf", "stat", "-x,", "-o", self.out, "-D", "-1"] + target +
            ["--control", "fifo:" + ",".join(paths)] + arguments(events),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.control = open(paths[0], "w")
        self.ack = open(paths[1])

    def order(self, word):
        self.control.write(word + "\n")
        self.control.flush()
        # Each ends with a zero byte, behind the end of the line.
        if "ack" not in self.ack.readline():
            self.process.kill()
            raise OSError("perf does not %s: %s" % (word, self.process.communicate()[1]))

    def start(self):
        self.order("enable")

    def stop(self):
        self.order("disable")
        # As Ctrl-C does: perf writes down what it has.
        self.process.send_signal(signal.SIGINT)

    def finish(self):
        """[count of each event], in their order."""
        self.process.communicate(timeout=DEADLINE)
        self.control.close()
        self.ack.close()
        with open(self.out) as file:
            lines = [line for line in file if "," in line and not line.startswith("#")]
        self.folder.cleanup()
        return [int(line.split(",")[0]) for line in lines]
