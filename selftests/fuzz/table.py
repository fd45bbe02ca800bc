#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The spec as a table in C, for both fuzzers:  table.py SPEC.JSON >table.c"""

import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import spec

KINDS = {"pad": "KIND_PAD", "u32": "KIND_U32", "u64": "KIND_U64",
         "string": "KIND_STRING", "nest": "KIND_NEST"}
U64_MAX = 0xFFFFFFFFFFFFFFFF


def symbol(name):
    return name.replace("-", "_") + "_set"


def attribute(wanted, a):
    """One row; what the spec says of values holds in both directions or in one."""
    if a.type not in KINDS:
        sys.exit("table.py: the fuzzers do not know the type '%s' of '%s': "
                 "teach it to KINDS here and to spec.h" % (a.type, a.name))
    most = len(wanted.enums[a.enum]) - 1 if a.enum else U64_MAX
    fields = [
        '.name = "%s"' % a.name,
        ".type = %d" % a.value,
        ".kind = %s" % KINDS[a.type],
        ".multi = %s" % ("true" if a.multi else "false"),
        ".min = %dU" % a.min,
        ".max = %dULL" % (a.max if a.type == "u32" else U64_MAX),
        ".most = %dULL" % most,
    ]
    if a.nested:
        fields.append(".nest = &%s" % symbol(a.nested))
    return "\t{ %s },\n" % ", ".join(fields)


def bits(attributes):
    return "0x%xU" % sum(1 << a.value for a in attributes)


def operation(op):
    return ('\t{ .name = "%s", .cmd = %d, .dump = %s, .set = &%s,\n'
            "\t  .request = %s, .reply = %s },\n"
            % (op.name, op.value, "true" if op.mode == "dump" else "false",
               symbol(op.set_name), bits(op.request), bits(op.reply)))


def main():
    wanted = spec.Spec(sys.argv[1])
    out = ["/* SPDX-License-Identifier: GPL-2.0 */\n",
           "/* Made by table.py from the spec. */\n", '#include "spec.h"\n\n']
    for name in wanted.sets:
        out.append("static const struct set_spec %s;\n" % symbol(name))
    for name, attributes in wanted.sets.items():
        if max(a.value for a in attributes.values()) > 31:
            sys.exit("table.py: '%s' has more attributes than a u32 has bits" % name)
        out.append("\nstatic const struct attr_spec %s_attrs[] = {\n" % symbol(name))
        out += [attribute(wanted, a) for a in attributes.values()]
        out.append("};\n\nstatic const struct set_spec %s = { \"%s\", %s_attrs, %d };\n"
                   % (symbol(name), name, symbol(name), len(attributes)))
    out.append("\nconst struct op_spec op_specs[] = {\n")
    out += [operation(op) for op in wanted.operations]
    out.append("};\n\nconst unsigned int n_op_specs = %d;\n" % len(wanted.operations))
    sys.stdout.write("".join(out))


main()
