#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""The running kernel's policies and the header, compared with the YAML spec."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import genl
import spec
import tree

CTRL_ATTR_POLICY, CTRL_ATTR_OP_POLICY = 8, 9
POLICY_DO, POLICY_DUMP = 1, 2
TYPE, MIN_U, MAX_U = 1, 4, 5
TYPE_NAMES = {1: "flag", 2: "u8", 3: "u16", 4: "u32", 5: "u64", 11: "string"}


def kernel_policies(sock):
    """{policy: {attribute: (type, min, max)}} and {(command, mode): policy}"""
    reply = sock.ask(
        genl.CTRL_CMD_GETPOLICY,
        genl.attr(genl.CTRL_ATTR_FAMILY_ID, sock.family.to_bytes(2, "little")),
        genl.F_DUMP,
        family=genl.GENL_ID_CTRL,
    )
    policies, operations = {}, {}
    for message in reply.messages:
        for kind, payload in genl.attrs(message):
            if kind == CTRL_ATTR_POLICY:
                take_policy(policies, payload)
            elif kind == CTRL_ATTR_OP_POLICY:
                take_operation(operations, payload)
    return policies, operations


def take_policy(policies, payload):
    for index, body in genl.attrs(payload):
        for attribute, description in genl.attrs(body):
            d = {kind: genl.number(value) for kind, value in genl.attrs(description)}
            policies.setdefault(index, {})[attribute] = (
                TYPE_NAMES.get(d[TYPE], d[TYPE]),
                d.get(MIN_U),
                d.get(MAX_U),
            )


def take_operation(operations, payload):
    modes = {POLICY_DO: "do", POLICY_DUMP: "dump"}
    for command, body in genl.attrs(payload):
        for kind, index in genl.attrs(body):
            operations[command, modes[kind]] = genl.number(index)


def compare_policies(out, wanted, sock):
    policies, operations = kernel_policies(sock)
    expected = {(op.value, op.mode) for op in wanted.operations}
    out.check(
        set(operations) == expected,
        "the kernel has the spec's operations",
        "%s, expected %s" % (sorted(operations), sorted(expected)),
    )
    for op in wanted.operations:
        has = policies.get(operations.get((op.value, op.mode)), {})
        wants = {a.value: (a.type, a.min, a.max) for a in op.request}
        out.check(
            has == wants,
            "policy of %s %s" % (op.mode, op.name),
            "the kernel has %s, the spec %s" % (has, wants),
        )


def header_values(path):
    """Every enumerator and its value, as a compiler would number them."""
    with open(path) as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    values = {}
    for body in re.findall(r"enum\s+\w+\s*{(.*?)}", text, re.S):
        value = -1
        for item in filter(None, (part.strip() for part in body.split(","))):
            name, _, given = (part.strip() for part in item.partition("="))
            if given.isdigit():
                value = int(given)
            elif given:
                value = values[given.split("-")[0].strip()] - 1
            else:
                value += 1
            values[name] = value
    return values


def spec_values(tree):
    """The same, from the spec."""

    def name(prefix, entry):
        return (prefix + entry["name"]).upper().replace("-", "_")

    values = {}
    for definition in tree["definitions"]:
        prefix = definition.get("name-prefix", "ringside-%s-" % definition["name"])
        for value, entry in spec.numbered(definition["entries"], 0):
            values[name(prefix, entry)] = value
    for group in tree["attribute-sets"]:
        for value, entry in spec.numbered(group["attributes"], 1):
            values[name(group["name-prefix"], entry)] = value
    operations = tree["operations"]
    for value, entry in spec.numbered(operations["list"], 1):
        values[name(operations["name-prefix"], entry)] = value
    return values


def compare_header(out, wanted, source):
    path = source + "/module/include/uapi/linux/ringside.h"
    has = {
        name: value
        for name, value in header_values(path).items()
        if not re.search(r"_MAX$|_UNSPEC$", name)
    }
    wants = spec_values(wanted.tree)
    differ = {n: (has.get(n), wants.get(n)) for n in set(has) | set(wants)
              if has.get(n) != wants.get(n)}
    out.check(has and not differ, "the header numbers as the spec does",
              "header and spec: %s" % differ)


def main():
    source = tree.need_source()
    out = ktap.Ktap()
    wanted = spec.Spec()
    with ktap.Module(out):
        compare_policies(out, wanted, genl.Genl(wanted.name))
    compare_header(out, wanted, source)
    out.finish()


main()
