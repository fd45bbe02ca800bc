# SPDX-License-Identifier: GPL-2.0
"""The ledger as numbers."""

import os

WHICH = ("abi", "vector", "interrupt", "line", "event", "cpu")


def names(family, enum):
    return [entry if isinstance(entry, str) else entry["name"]
            for entry in family.spec.enums[enum]]


class Ledger:
    """All rows at one moment; names are those of the spec."""

    def __init__(self, family, **asked):
        self.names = {enum: names(family, enum) for enum in ("kind", "interrupt", "event")}
        self.rows = {}
        for row in family.rows("ledger-get", **asked):
            kind = self.names["kind"][row["kind"]]
            which = next((self.name(key, row[key]) for key in WHICH if key in row), None)
            self.rows[kind, which] = row

    def name(self, key, value):
        return self.names[key][value] if key in self.names else value

    def of(self, kind, which=None):
        """How often in ring 3, or altogether for what is no crossing."""
        return self.rows.get((kind, which), {}).get("count", 0)

    def anywhere(self, kind, which=None):
        """Interrupts wherever they hit; of all lines, or all interrupts, without which."""
        return sum(
            row.get(key, 0)
            for (of_kind, of_which), row in self.rows.items()
            for key in ("count", "kernel", "unknown")
            if of_kind == kind and which in (None, of_which)
        )

    def residual(self, cpu):
        """Of a CPU that tracks its crossings, else None."""
        residual = self.rows.get(("check", cpu), {}).get("residual")
        if residual is not None and residual >> 63:
            residual -= 1 << 64
        return residual


def needs_tracking(family, cpu):
    """Why the CPU's sum cannot be held against anything, or None."""
    if not os.path.exists("/sys/devices/system/cpu/cpu%d" % cpu):
        return "there is no CPU %d" % cpu
    if Ledger(family).residual(cpu) is None:
        return "CPU %d does not track its crossings: boot with nohz_full=%d" % (cpu, cpu)
    return None
