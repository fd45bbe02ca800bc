#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""run --both: library calls and the syscalls they became, of known programs."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree

HERE = os.path.dirname(os.path.realpath(__file__))
SIDES, STATIC = HERE + "/sides", HERE + "/sides_static"
KNOWN = {"printf": 1000, "malloc": 5000, "free": 5000, "clock_gettime": 1000,
         "sched_get_priority_max": 23}


def run(program, *args):
    return subprocess.run([program, "run"] + list(args), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)


def both(program, *command):
    done = run(program, "--json", "--both", "--", *command)
    return done, json.loads(done.stderr.splitlines()[-1])


def entries(report):
    return {row["name"]: row["entries"] for row in report["syscalls"]}


def user_counts(report):
    counts = {}
    for row in report["user"]["calls"]:
        counts[row["function"]] = counts.get(row["function"], 0) + row["by_program"]
    return counts


def known(out, program):
    done, report = both(program, SIDES)
    user, kernel = user_counts(report), entries(report)
    out.check(all(user.get(name) == count for name, count in KNOWN.items()),
              "the user side is as foretold", "%s" % user)
    out.check(kernel.get("write") == 3 and kernel.get("sched_get_priority_max") == 23,
              "1000 printf are 3 write, 23 calls are 23 syscalls", "%s" % kernel)
    out.check(kernel.get("mmap", 0) + kernel.get("brk", 0) < 50,
              "5000 malloc are few mmap and brk", "%s" % kernel)
    clock = [row for row in report["user"]["vdso"] if row["name"] == "clock_gettime"]
    out.check(
        clock and clock[0]["calls"] == 1000 and report["user"]["clock_source"]
        and clock[0]["syscalls"] == kernel.get("clock_gettime", 0) in (0, 1000),
        "1000 clock_gettime are 0 or 1000 syscalls", "%s %s" % (clock, kernel))
    out.check(report["user"]["programs"] == report["user"]["programs_counted"] == 1
              and report["user"]["unbound"] == 0, "one program was counted",
              "%s" % report["user"])
    out.check(done.returncode == 7 and done.stdout == run(program, "--", SIDES).stdout,
              "output and status are the program's", "%d" % done.returncode)
    sections(out, report)


def sections(out, report):
    """No call and no crossing is shown twice or left out."""
    parts = report["user"]["sections"]
    out.check(
        sum(part["syscalls"] for part in parts) == sum(entries(report).values())
        and sum(part["calls"] for part in parts)
        == sum(row["calls"] for row in report["user"]["calls"]),
        "the sections add up to both sides", "%s" % parts)


def together(out, program):
    text = run(program, "--both", "--", SIDES).stderr
    lines = [line.split() for line in text.splitlines()]
    out.check(["output", "printf", "1000", "write", "3"] in lines,
              "what belongs together stands together", text[:2000])


def gaps(out, program):
    report = both(program, STATIC)[1]
    out.check("static" in report["user"]["reason"] and entries(report).get("write") == 3,
              "a static program: the kernel side, and why", "%s" % report["user"])
    report = both(program, "/usr/bin/env", "-i", SIDES)[1]
    out.check(report["user"]["programs"] == 2 and report["user"]["programs_counted"] == 1,
              "a program without our environment is missed, and that is said",
              "%s" % report["user"]["programs"])
    done, report = both(program, "/bin/sh", "-c", "%s | cat; exit 5" % SIDES)
    user = user_counts(report)
    out.check(done.returncode == 5 and len(done.stdout) == 10000
              and report["user"]["programs_counted"] == report["user"]["programs"] == 3
              and user.get("printf") == 1000,
              "all programs of a script are counted", "%s" % report["user"]["programs"])
    done, report = both(program, SIDES, "9")
    out.check(done.returncode == -9 and user_counts(report).get("malloc") == 5000,
              "nothing of a killed program is lost", "%d" % done.returncode)


def valid(out, program, schema):
    if ktap.checks_itself():
        out.skip("JSON as the schema says", "it takes long, and is the same on a stock kernel")
        return
    ktap.add_packages()
    try:
        import jsonschema
    except ImportError:
        out.skip("JSON as the schema says", "needs python3-jsonschema")
        return
    with open(schema) as file:
        rules = json.load(file)
    check = jsonschema.validators.validator_for(rules)(rules)
    for command in (SIDES, STATIC):
        errors = [error.message for error in check.iter_errors(both(program, command)[1])]
        out.check(not errors, "JSON as the schema says: " + os.path.basename(command),
                  "%s" % errors[:1])


def main():
    source = tree.need_source()
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        known(out, program)
        together(out, program)
        gaps(out, program)
        valid(out, program, source + "/Documentation/json/ringside.schema.json")
    out.finish()


main()
