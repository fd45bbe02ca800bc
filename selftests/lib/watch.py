# SPDX-License-Identifier: GPL-2.0
"""The family as objects: watches, rows, status; and commands that are held."""

import os
import subprocess
import time

import genl
from genl import attr, u32

DEADLINE = 300
COUNTS = ("entries", "exits", "never", "denied", "errors", "restarts")
HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def wait_until(condition, what):
    """Other processes bring it about: there is nothing to wait for but time."""
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.01)


class Family:
    def __init__(self, spec):
        self.spec = spec
        self.sock = genl.Genl(spec.name)

    def call(self, name, **values):
        op = self.spec.operation(name)
        payload = b"".join(
            attr(op.set[key].value, u32(value)) for key, value in values.items()
        )
        return op, self.sock.ask(op.value, payload, op.flags())

    def decode(self, set_name, data):
        names = {a.value: a for a in self.spec.sets[set_name].values()}
        row = {}
        for kind, payload in genl.attrs(data):
            a = names.get(kind)
            if a and a.type in ("u32", "u64"):
                row[a.name] = genl.number(payload)
            elif a and a.type == "string":
                row[a.name] = payload.rstrip(b"\0").decode(errors="replace")
            elif a and a.type == "nest":
                row.setdefault(a.name, []).append(payload)
        return row

    def rows(self, name, **values):
        op, reply = self.call(name, **values)
        if reply.errno:
            raise OSError(reply.errno, reply.sentence)
        set_name = next(k for k, v in self.spec.sets.items() if v is op.set)
        return [self.decode(set_name, message) for message in reply.messages]

    def watch_add(self, pid, **more):
        return self.rows("watch-add", pid=pid, **more)[0]["id"]

    def watch_del(self, watch):
        self.call("watch-del", id=watch)

    def watch(self, watch):
        return next((w for w in self.rows("watch-get") if w["id"] == watch), None)

    def syscalls(self, watch=None):
        """{(abi, nr): row}; nr None: outside of the table"""
        asked = {"watch": watch} if watch else {}
        return {
            (row["abi"], row.get("nr")): row for row in self.rows("syscall-get", **asked)
        }

    def totals(self, watch):
        """The watch's totals of all tables together."""
        total = {}
        for nest in self.watch(watch)["abi"]:
            for key, value in self.decode("abi", nest).items():
                total[key] = total.get(key, 0) + value
        return total

    def status(self):
        status = self.rows("status-get")[0]
        status["abi"] = [self.decode("abi", nest) for nest in status["abi"]]
        return status


class Held:
    """A command that waits in read() until it is let go."""

    def __init__(self, command, stdout=subprocess.DEVNULL, **options):
        self.process = subprocess.Popen(
            [HERE + "/held"] + command, stdin=subprocess.PIPE, stdout=stdout, **options)
        self.pid = self.process.pid
        wait_until(self.is_held, "the command is never held")

    def is_held(self, pid=None):
        """Asleep in read(); a tracer stops it before that, and before it is counted."""
        folder = "/proc/%d/" % (pid or self.pid)
        try:
            with open(folder + "syscall") as call, open(folder + "stat") as state:
                return (call.read().startswith("0 0x0 ") and
                        state.read().rpartition(")")[2].split()[0] == "S")
        except OSError:
            return False

    def let_go(self):
        self.process.stdin.write(b"\n")
        self.process.stdin.close()

    def finish(self):
        return self.process.wait(DEADLINE)
