#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Where the fence is, as the module and the program say, and as others do."""

import gzip
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap

import tree

HERE = os.path.dirname(os.path.realpath(__file__))
MELTDOWN = "/sys/devices/system/cpu/vulnerabilities/meltdown"

# The kernel's word in /proc/cpuinfo is there as long as it uses the feature.
FLAGS = {"NX": "nx", "SMEP": "smep", "SMAP": "smap", "UMIP": "umip",
         "page-table isolation": "pti", "hypervisor": "hypervisor"}
# What the kernel leaves alone unless it was built for it
OPTIONS = {"UMIP": "CONFIG_X86_UMIP"}
# Without these no kernel would have come this far.
ALWAYS = ("paging", "write protection", "system call entry", "interrupt gates")


def flags_of_cpus():
    with open("/proc/cpuinfo") as file:
        return [set(line.split(":")[1].split()) for line in file
                if line.startswith("flags")]


def is_built_without(option):
    """As far as the kernel tells how it was built."""
    for path in ("/proc/config.gz", "/boot/config-" + os.uname().release):
        if os.path.exists(path):
            with (gzip.open if path.endswith(".gz") else open)(path, "rt") as file:
                return option + "=y\n" not in file
    return False


def ask(program, *become):
    done = subprocess.run(list(become) + [program, "-j", "rings"],
                          stdout=subprocess.PIPE, text=True)
    return done.returncode, json.loads(done.stdout)


def fences(out, says):
    cpus = flags_of_cpus()
    state = {fence["name"]: fence for fence in says["fences"]}
    for name, flag in FLAGS.items():
        wants = "on" if all(flag in cpu for cpu in cpus) else "off"
        if name in OPTIONS and is_built_without(OPTIONS[name]):
            wants = "off"
        fence = state.get(name, {})
        out.check(fence.get("state") == wants, "%s as /proc/cpuinfo has it: %s" % (name, wants),
                  "%s" % fence)
    for name in ALWAYS:
        fence = state.get(name, {})
        out.check(
            fence.get("state") == "on" and fence["cpus_on"] == fence["cpus"] == len(cpus),
            "%s is on, on each CPU" % name, "%s of %d" % (fence, len(cpus)))
    with open(MELTDOWN) as file:
        text = file.read()
    # Of a CPU that is not affected sysfs does not say whether it was forced.
    may = ["on"] if "PTI" in text else ["off"] if "Vulnerable" in text else ["on", "off"]
    out.check(state["page-table isolation"]["state"] in may,
              "page-table isolation does not contradict sysfs",
              "%s, and sysfs: %s" % (state["page-table isolation"], text))
    out.check(all(len(fence["stops"]) > 20 for fence in says["fences"]),
              "each has a line on what it stops", "%s" % says["fences"])


def rings(out, says):
    seen = subprocess.run([HERE + "/gates"], stdout=subprocess.PIPE, text=True)
    ring, *gates = map(int, seen.stdout.split())
    out.check(
        says["user"]["ring"] == says["kernel"]["user_ring"] == ring == 3,
        "all agree on the ring of a program", "%s, a test saw %s" % (says, ring))
    out.check(says["kernel"]["ring"] == 0, "the module is in ring 0", "%s" % says["kernel"])
    listed = [gate["vector"] for gate in says["gates"]]
    out.check(
        not seen.returncode and listed == gates and says["kernel"]["gates"] == len(gates),
        "the gates are those that int N gets through: %s" % gates, "listed %s" % listed)
    out.check(
        says["kernel"]["handler"] == "entry_SYSCALL_64"
        and says["kernel"]["entry"] == "SYSCALL",
        "system calls arrive where the kernel's source says", "%s" % says["kernel"])


def text(out, says):
    with open("/proc/ringside/rings") as file:
        page = file.read()
    missing = [fence["name"] for fence in says["fences"]
               if not re.search(r"^%s +%s " % (fence["name"], fence["state"]), page, re.M)]
    missing += [gate["use"] for gate in says["gates"]
                if "%-7d %s\n" % (gate["vector"], gate["use"]) not in page]
    out.check(not missing and "kernel_ring  0\nuser_ring    3\n" in page,
              "/proc/ringside/rings says the same", "not %s in %s" % (missing, page))
    addresses = re.findall(r"ffff[0-9a-f]{8,}", page + json.dumps(says))
    out.check(not addresses, "no address of the kernel", "%s" % addresses)


def alone(out, program):
    """What is left without the module."""
    status, says = ask(program)
    out.check(
        not status and says["user"]["ring"] == 3 and "kernel" not in says
        and "insmod" in says["warnings"][0]["try"],
        "without the module: the user side, and a line that says so", "%d %s" % (status, says))


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    alone(out, program)
    with ktap.Module(out):
        status, says = ask(program)
        out.check(not status, "the two sides agree", "status %d" % status)
        rings(out, says)
        fences(out, says)
        text(out, says)
    out.finish()


main()
