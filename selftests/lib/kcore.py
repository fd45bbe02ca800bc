# SPDX-License-Identifier: GPL-2.0
"""Tracepoints as the kernel itself has them: whether anybody listens to one."""

import struct

NAME_SIZE = 8  # struct tracepoint: its name, then a static key, which counts
PT_LOAD = 1


class Kcore:
    def __init__(self):
        # What a buffer held would be what was, not what is.
        self.file = open("/proc/kcore", "rb", buffering=0)
        head = self.file.read(64)
        start, size, count = struct.unpack("<Q", head[32:40]) + struct.unpack("<HH", head[54:58])
        self.file.seek(start)
        table = self.file.read(size * count)
        # type, flags, offset, address, physical address, bytes there
        parts = [struct.unpack("<IIQQQQ", table[i : i + 40]) for i in range(0, size * count, size)]
        self.parts = [(p[3], p[5], p[2]) for p in parts if p[0] == PT_LOAD]

    def read(self, address, size):
        start, _, offset = next(p for p in self.parts if p[0] <= address < p[0] + p[1])
        self.file.seek(offset + address - start)
        return self.file.read(size)


class Tracepoints:
    def __init__(self):
        self.kcore = Kcore()
        self.addresses = {}
        with open("/proc/kallsyms") as file:
            for line in file:
                address, _, name = line.split()[:3]
                if name.startswith("__tracepoint_"):
                    self.addresses[name[len("__tracepoint_"):]] = int(address, 16)

    def listened_to(self, name):
        return struct.unpack("<i", self.kcore.read(self.addresses[name] + NAME_SIZE, 4))[0] > 0
