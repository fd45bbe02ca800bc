# SPDX-License-Identifier: GPL-2.0
"""A terminal of the kind vt100 for a program, and what stands on its screen."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

DEADLINE = 300
SEQUENCE = re.compile(rb"\x1b(\[[?>]?[0-9;]*[@-~]|[()][0-9A-Za-z]|[=>78DM])")


class Screen:
    def __init__(self, command, rows=24, columns=100, env=None):
        self.rows, self.columns, self.rest = rows, columns, b""
        self.clear()
        self.pid, self.end = pty.fork()
        if not self.pid:
            # The size first: the program looks once.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], command, dict(os.environ, **dict({"TERM": "vt100"}, **(env or {}))))
        self.status = None

    def clear(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.y = self.x = 0

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.clear()
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys):
        os.write(self.end, keys.encode())

    def lines(self):
        return ["".join(row).rstrip() for row in self.cells]

    def text(self):
        return "\n".join(self.lines())

    def put(self, char):
        if self.x >= self.columns:
            self.x, self.y = 0, min(self.y + 1, self.rows - 1)
        if self.y < self.rows:
            self.cells[self.y][self.x] = char
        self.x += 1

    def blank(self, y, begin, end):
        for x in range(begin, min(end, self.columns)):
            self.cells[y][x] = " "

    def erase(self, kind, mode):
        if mode == 2:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
            return
        self.blank(self.y, 0 if mode == 1 else self.x, self.x + 1 if mode == 1 else self.columns)
        for y in range(self.y + 1, self.rows) if kind == "J" and not mode else ():
            self.blank(y, 0, self.columns)

    def control(self, sequence):
        if not sequence.startswith("["):
            return
        numbers = [int(n or 0) for n in re.findall(r"\d+", sequence)]
        first = numbers[0] if numbers else 0
        kind = sequence[-1]
        if kind == "H":
            self.y, self.x = (numbers[0] - 1, numbers[1] - 1) if len(numbers) > 1 else (0, 0)
        elif kind in "JK":
            self.erase(kind, first)
        elif kind in "ABCD":
            self.y += {"A": -1, "B": 1}.get(kind, 0) * (first or 1)
            self.x += {"C": 1, "D": -1}.get(kind, 0) * (first or 1)
        # What a program writes before it knows of a smaller window stays inside.
        self.y = max(0, min(self.y, self.rows - 1))
        self.x = max(0, min(self.x, self.columns - 1))

    def take(self, data):
        data = self.rest + data
        i = 0
        while i < len(data):
            found = SEQUENCE.match(data, i)
            if found:
                self.control(found[1].decode())
                i = found.end()
                continue
            if data[i] == 0x1b and len(data) - i < 16:
                break  # the rest of it is yet to come
            self.plain(data[i])
            i += 1
        self.rest = data[i:]

    def plain(self, byte):
        if byte == 0x0d:
            self.x = 0
        elif byte == 0x0a:
            self.y = min(self.y + 1, self.rows - 1)
        elif byte == 0x08:
            self.x = max(0, self.x - 1)
        elif byte >= 0x20:
            self.put(chr(byte))

    def read(self, seconds=0.1):
        """False when the program has closed the terminal."""
        ready, _, _ = select.select([self.end], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.end, 65536)
        except OSError:
            data = b""
        self.take(data)
        return bool(data)

    def wait_for(self, pattern):
        """Whether the screen ever shows this."""
        limit = time.monotonic() + DEADLINE
        while time.monotonic() < limit:
            if re.search(pattern, self.text(), re.MULTILINE):
                return True
            if not self.read():
                return bool(re.search(pattern, self.text(), re.MULTILINE))
        return False

    def finish(self):
        """How the program ended."""
        limit = time.monotonic() + DEADLINE
        while self.read():
            if time.monotonic() > limit:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
