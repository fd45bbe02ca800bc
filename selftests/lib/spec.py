# SPDX-License-Identifier: GPL-2.0
"""The YAML spec of the family: numbers, types and ranges."""

import genl
import yaml

U32_MAX = 0xFFFFFFFF
# The one in C takes a tenth of the time, which is long in an emulated machine.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def numbered(entries, first):
    """The spec's own rule: one more than the entry before, unless it says so."""
    value = first - 1
    for entry in entries:
        entry = entry if isinstance(entry, dict) else {"name": entry}
        value = entry.get("value", value + 1)
        yield value, entry


class Attribute:
    def __init__(self, value, entry):
        checks = entry.get("checks", {})
        self.value, self.name, self.type = value, entry["name"], entry["type"]
        self.nested, self.enum = entry.get("nested-attributes"), entry.get("enum")
        self.multi = entry.get("multi-attr", False)
        self.min = checks.get("min", 0)
        self.max = checks.get("max", U32_MAX)


class Operation:
    def __init__(self, value, entry, sets):
        self.value, self.name = value, entry["name"]
        self.set_name = entry["attribute-set"]
        self.set = sets[self.set_name]
        self.mode = "dump" if "dump" in entry else "do"
        self.request = self.attributes(entry[self.mode].get("request"))
        self.reply = self.attributes(entry[self.mode].get("reply"))

    def attributes(self, message):
        return [self.set[name] for name in (message or {}).get("attributes", [])]

    def flags(self):
        return genl.F_DUMP if self.mode == "dump" else genl.F_ACK


class Spec:
    def __init__(self, source):
        with open(source + "/Documentation/netlink/specs/ringside.yaml") as file:
            self.tree = yaml.load(file, Loader=LOADER)
        self.name = self.tree["name"]
        self.sets = {
            entry["name"]: {
                a["name"]: Attribute(value, a)
                for value, a in numbered(entry["attributes"], 1)
            }
            for entry in self.tree["attribute-sets"]
        }
        self.enums = {e["name"]: e["entries"] for e in self.tree["definitions"]}
        self.operations = [
            Operation(value, entry, self.sets)
            for value, entry in numbered(self.tree["operations"]["list"], 1)
        ]

    def operation(self, name):
        return next(op for op in self.operations if op.name == name)
