#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Requests that must be refused: with an errno, a sentence, and no harm."""

import errno
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import genl
import spec
from genl import attr, u32

UNKNOWN_ATTR, UNKNOWN_CMD = 200, 200


class Refusals:
    def __init__(self, out, wanted):
        self.out, self.spec = out, wanted
        self.sock = genl.Genl(wanted.name)
        self.status = wanted.operation("status-get")
        self.generation = self.state()[0]

    def state(self):
        """Generation, and entries of all tables together."""
        status, abi = self.spec.sets["status"], self.spec.sets["abi"]
        reply = self.sock.ask(self.status.value)
        generation, entries = None, 0
        for kind, payload in genl.attrs(b"".join(reply.messages)):
            if kind == status["generation"].value:
                generation = genl.number(payload)
            if kind == status["abi"].value:
                for inner, value in genl.attrs(payload):
                    if inner == abi["entries"].value:
                        entries += genl.number(value)
        return generation, entries

    def judge(self, name, reply, codes, points=False, sentence=True):
        ok = reply.errno in [getattr(errno, code) for code in codes]
        if sentence:
            ok = ok and len(reply.sentence) > 8
        if points:
            ok = ok and reply.points_at is not None
        self.out.check(
            ok and not reply.messages,
            name,
            '%s "%s" at %s, %d messages; expected %s%s'
            % (reply.name(), reply.sentence, reply.points_at, len(reply.messages),
               " or ".join(codes), " at an attribute" if points else ""),
        )

    def of_attribute(self, op, a):
        """One line a case: what is wrong, payload, flags, errno."""
        cases = [
            ("empty", b"", 0, ["EINVAL"]),
            ("too short", b"\1\0", 0, ["EINVAL", "ERANGE"]),
            ("too long", u32(1) * 2, 0, ["EINVAL", "ERANGE"]),
            ("with the flag of a nest", u32(1), genl.F_NESTED, ["EINVAL"]),
            ("below its range", u32(a.min - 1), 0, ["ERANGE"]) if a.min else None,
            ("above its range", u32(a.max + 1), 0, ["ERANGE"])
            if a.max < spec.U32_MAX else None,
            ("at the end of all numbers", u32(spec.U32_MAX), 0, ["ERANGE"])
            if a.max < spec.U32_MAX else None,
        ]
        for what, payload, flags, codes in filter(None, cases):
            self.judge(
                "%s: %s %s" % (op.name, a.name, what),
                self.sock.ask(op.value, attr(a.value, payload, flags), op.flags()),
                codes,
                points=True,
            )

    def of_operation(self, op):
        if op.mode == "do" and op.request:
            self.judge(
                "%s: nothing is said" % op.name,
                self.sock.ask(op.value, b"", op.flags()),
                ["EINVAL"],
                # To the one that is missing, if there is no choice.
                points=len(op.request) == 1,
            )
        valid = b"".join(attr(a.value, u32(max(a.min, 1))) for a in op.request)
        known = {a.value for a in op.request}
        others = [a for a in op.set.values() if a.value not in known]

        self.judge(
            "%s: unknown attribute" % op.name,
            self.sock.ask(op.value, valid + attr(UNKNOWN_ATTR, u32(1)), op.flags()),
            ["EINVAL"],
            points=True,
        )
        for a in others:
            self.judge(
                "%s: %s is not for requests" % (op.name, a.name),
                self.sock.ask(op.value, valid + attr(a.value, u32(1)), op.flags()),
                ["EINVAL"],
                points=True,
            )
        self.judge(
            "%s: bytes left over" % op.name,
            self.sock.ask(op.value, valid + b"\1\2", op.flags()),
            ["EINVAL"],
        )
        self.judge(
            "%s: reserved bits" % op.name,
            self.sock.ask(op.value, valid, op.flags(), reserved=1),
            ["EINVAL"],
            sentence=False,
        )
        # The generic netlink core refuses this before it knows the module.
        other = genl.F_ACK if op.mode == "dump" else genl.F_DUMP
        self.judge(
            "%s: not as a %s" % (op.name, "do" if op.mode == "dump" else "dump"),
            self.sock.ask(op.value, valid, other),
            ["EOPNOTSUPP"],
            sentence=False,
        )

    def of_nothing(self):
        """Well-formed requests for what is not there."""
        gone = self.spec.operation("watch-del")
        cases = [
            (gone, gone.set["id"], 63),
            (self.spec.operation("watch-add"), self.spec.sets["watch"]["pid"], 4194304),
        ] + [
            (op, op.set["watch"], 63)
            for op in self.spec.operations
            if op.mode == "dump" and op.request
        ]
        for op, a, value in cases:
            self.judge(
                "%s: %s %d is not there" % (op.name, a.name, value),
                self.sock.ask(op.value, attr(a.value, u32(value)), op.flags()),
                ["ENOENT", "ESRCH"],
                points=op.mode == "do",
            )

    def of_commands(self):
        for cmd in (0, max(op.value for op in self.spec.operations) + 1, UNKNOWN_CMD):
            for mode, flags in (("do", genl.F_ACK), ("dump", genl.F_DUMP)):
                self.judge(
                    "%s of command %d" % (mode, cmd),
                    self.sock.ask(cmd, b"", flags),
                    ["EOPNOTSUPP"],
                    sentence=False,
                )
        self.sock.send_raw(b"\1", genl.F_ACK)
        self.judge(
            "a request shorter than its header",
            self.sock.receive(),
            ["EINVAL"],
            sentence=False,
        )

    def unharmed(self):
        before = self.state()
        after = self.state()
        self.out.check(
            before[0] == self.generation and after[1] > before[1],
            "the module counts on, in the same generation",
            "generation %s, %s, %s; entries %s, %s"
            % (self.generation, before[0], after[0], before[1], after[1]),
        )


def main():
    out = ktap.Ktap()
    wanted = spec.Spec()
    with ktap.Module(out):
        refusals = Refusals(out, wanted)
        for op in wanted.operations:
            for a in op.request:
                refusals.of_attribute(op, a)
            refusals.of_operation(op)
        refusals.of_nothing()
        refusals.of_commands()
        refusals.unharmed()
        refusals.sock.sock.close()
    out.finish()


main()
