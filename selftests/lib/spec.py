# SPDX-License-Identifier: GPL-2.0
"""The spec of the family: numbers, types and ranges.

To parse its YAML takes longer than many a test where the machine is emulated. So the
Makefile has it made into JSON, once:  python3 spec.py YAML >spec.json"""

import json
import os
import sys

import genl

MADE = os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + "/spec.json"
U32_MAX = 0xFFFFFFFF


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
    def __init__(self, path=MADE):
        with open(path) as file:
            self.tree = json.load(file)
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


def make(path):
    import yaml

    with open(path) as file:
        json.dump(yaml.safe_load(file), sys.stdout)


if __name__ == "__main__":
    make(sys.argv[1])
