#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Pictures of a trace: what others open must say what the lines say."""

import copy
import csv
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree
from chrome_trace import Picture
from lanes_svg import Lanes, TOUCH
from watch import HERE

# A child, a signal that is caught, a wait, a refusal
SCRIPT = ["/bin/sh", "-c", "trap : USR1; kill -USR1 $$; sleep 0.05; cat /nothing/here; exit 5"]
# Faults, exceptions and what else there is
DEEDS = ["/bin/sh", "-c", "echo 1234 | " + HERE + "/deeds 20 5 5 5 5 2"]
EMPTY = ""


class Drawn:
    """A command, traced, with all pictures of it."""

    def __init__(self, program, options, command):
        with tempfile.TemporaryDirectory() as folder:
            paths = [folder + "/" + name for name in ("lines", "perfetto", "csv", "folded", "svg")]
            words = [program, "-j", "trace", "-o", paths[0], "--perfetto", paths[1],
                     "--csv", paths[2], "--folded", paths[3], "--svg", paths[4]]
            self.status = subprocess.run(words + options + ["--"] + command,
                                         stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL).returncode
            with open(paths[0]) as file:
                said = [json.loads(line) for line in file]
            with open(paths[1]) as file:
                self.document = json.load(file)
            with open(paths[2]) as file:
                self.table = list(csv.DictReader(file))
            with open(paths[3]) as file:
                self.stacks = dict(line.rstrip("\n").rsplit(" ", 1) for line in file)
            with open(paths[4]) as file:
                self.lanes = Lanes(file.read())
        self.rows = [row for part in said for row in part.get("crossings", [])]
        self.end = said[-1]
        self.picture = Picture(self.document)

    def calls(self):
        return [row for row in self.rows if row["kind"] == "syscall"]


def as_text(value):
    if value is None:
        return EMPTY
    return "%d" % value if isinstance(value, (bool, int)) else value


def same_in_csv(row, line):
    return all(as_text(row[key]) == line[key] for key in
               ("at_ns", "task", "cpu", "ring_3_ns", "ring_3_at_most", "kind", "name", "nr",
                "entry_seen", "ring_0_ns", "waited_ns", "end", "value", "errno"))


def structure(out, drawn, name):
    out.check(not drawn.picture.problems, "%s: slices nest, a task is in one ring at a time" % name,
              "%d problems: %s" % (len(drawn.picture.problems), drawn.picture.problems[:3]))


def one_run(out, program):
    drawn = Drawn(program, [], SCRIPT)
    picture = drawn.picture
    structure(out, drawn, "a script")
    out.check(drawn.status == 5 and drawn.end["adds_up"], "the exit status, and all is there",
              "%d %s" % (drawn.status, drawn.end))
    slices = sorted((one.begin, one.length, one.task, one.name) for one in picture.all()
                    if one.args.get("kind") == "syscall")
    rows = sorted((row["at_ns"], row["ring_0_ns"], row["task"], row["name"])
                  for row in drawn.calls() if row["entry_seen"])
    out.check(slices == rows, "each syscall is a slice, from its entry to its exit",
              "%s" % [pair for pair in zip(slices, rows) if pair[0] != pair[1]][:2])
    arrows = [event["name"] for event in picture.events if event["ph"] == "s"]
    signals = [row for row in drawn.rows if row["name"].startswith("SIG")]
    out.check(signals and arrows.count("signal") == len(signals), "a signal is an arrow",
              "%s, %s" % (arrows, signals))
    out.check(arrows.count("fork") == 2, "and so is each child", "%s" % arrows)
    asleep = [one for one in picture.named("clock_nanosleep")]
    away = [one for one in picture.named("without a CPU")
            if asleep and one.task == asleep[0].task and one.begin > asleep[0].begin and
            one.end < asleep[0].end]
    out.check(away and away[0].length > 40e6, "inside of a sleep there is the wait",
              "%s %s" % (asleep, away))
    out.check(len(drawn.table) == len(drawn.rows) and all(map(same_in_csv, drawn.rows, drawn.table)),
              "CSV has the same rows", "%s" % [pair for pair in zip(drawn.rows, drawn.table)
                                               if not same_in_csv(*pair)][:1])
    counts = {}
    for row in drawn.rows:
        if row["kind"] != "event":
            words = ["task %d" % row["task"], "ring 0", row["kind"]] + \
                [row["name"]] * (row["name"] != row["kind"]) + [row["errno"]] * bool(row["errno"])
            stack = ";".join(words)
            counts[stack] = counts.get(stack, 0) + 1
    folded = {stack: int(count) for stack, count in drawn.stacks.items()}
    out.check(folded == counts, "the folded stacks add them up",
              "%s" % (set(folded.items()) ^ set(counts.items())))
    two_lanes(out, drawn, "a script")
    to_scale(out, drawn)
    return drawn


def two_lanes(out, drawn, name):
    """All that was crossed is in the picture, whoever it is drawn together with."""
    wanted, away = {}, drawn.picture.named("switched away")
    for row in drawn.rows:
        if row["task"] is not None:
            wanted[row["task"]] = wanted.get(row["task"], 0) + (
                row["kind"] != "event" or row["name"].startswith("SIG"))
    for one in away:
        wanted[one.task] += 1
    found = {task: drawn.lanes.count(task, "ring0") for task in drawn.lanes.tasks}
    out.check(found == wanted and not drawn.lanes.problems,
              "%s: all of ring 0 is in the SVG, in order" % name,
              "%s, not %s; %s" % (found, wanted, drawn.lanes.problems[:2]))
    waits = {task: drawn.lanes.count(task, "waiting") for task in drawn.lanes.tasks}
    absences = {task: 0 for task in drawn.lanes.tasks}
    for one in drawn.picture.named("without a CPU"):
        absences[one.task] += 1
    out.check(waits == absences, "%s: and each wait" % name, "%s, not %s" % (waits, absences))


def to_scale(out, drawn):
    """One call, the shell's wait for the others, says how long a unit is; another must agree."""
    slept = drawn.lanes.named("clock_nanosleep")
    row = next(row for row in drawn.rows if row["name"] == "clock_nanosleep")
    waited = max(drawn.lanes.named("wait4"), key=lambda bar: bar.width)
    ruler = max((row for row in drawn.rows if row["name"] == "wait4"),
                key=lambda row: row["ring_0_ns"] or 0)
    unit = waited.width / ruler["ring_0_ns"]
    out.check(len(slept) == 1 and abs(slept[0].width - unit * row["ring_0_ns"]) < 2 * TOUCH
              and abs(slept[0].x - waited.x - unit * (row["at_ns"] - ruler["at_ns"])) < 2 * TOUCH,
              "a sleep is as long in the SVG as it was",
              "%s %s, by %s %s" % ([vars(bar) for bar in slept], row, vars(waited), ruler))
    out.check("wait4" in drawn.lanes.words and any(
        "%d tasks" % len(drawn.lanes.tasks) in (words or "") for words in drawn.lanes.words),
        "and a long one has its name", "%s" % drawn.lanes.words)


def other_runs(out, program):
    structure(out, Drawn(program, [], [HERE + "/calls", "24", "2000", "4"]), "four threads")
    drawn = Drawn(program, [], DEEDS)
    structure(out, drawn, "other kinds")
    two_lanes(out, drawn, "other kinds")
    kinds = {event["args"]["kind"] for event in drawn.picture.events
             if event["ph"] == "i" and "kind" in event["args"]}
    out.check({"page_fault", "page_fault_signal"} <= kinds, "what has no length is a point",
              "%s" % kinds)
    drawn = Drawn(program, ["--room", "64"], [HERE + "/calls", "110", "%d" % ktap.repeats(20000)])
    structure(out, drawn, "with losses")
    lost = sum(event["args"]["lost"] for event in drawn.picture.points("events were lost"))
    in_table = sum(int(line["value"]) for line in drawn.table if line["kind"] == "lost")
    wanted = drawn.end["lost_events"]
    out.check(lost == wanted == in_table == int(drawn.stacks.get("lost events", 0)) and wanted and
              "%d events lost" % wanted in drawn.lanes.words[0],
              "all that was lost is in all of them",
              "%d, %d, %s, %s, lost %d" % (lost, in_table, drawn.stacks.get("lost events"),
                                           drawn.lanes.words[0], wanted))


def changed(document, change):
    other = copy.deepcopy(document)
    change(other, [event for event in other["traceEvents"] if event["ph"] in "BE"])
    return Picture(other).problems


def overlap(_, ends):
    """The first of a track goes on after its last."""
    track = [one for one in ends if one["tid"] == ends[-1]["tid"] and one["ph"] == "E"]
    track[0]["ts"] = track[-1]["ts"] + 1


def other_ring(_, ends):
    one = next(one for one in ends if one["name"] == "ring 3" and one["ph"] == "E")
    one["ts"] += 1


def no_end(document, ends):
    document["traceEvents"].remove(ends[-1])


def no_names(document, _):
    document["traceEvents"] = [event for event in document["traceEvents"] if event["ph"] != "M"]


def half_arrow(document, _):
    document["traceEvents"] = [event for event in document["traceEvents"] if event["ph"] != "f"]


def wrong_unit(_, ends):
    for one in ends:
        one["ts"] /= 1000


def able_to_fail(out, document):
    for change in overlap, other_ring, no_end, no_names, half_arrow, wrong_unit:
        out.check(changed(document, change), "the check itself sees: " + change.__name__,
                  "nothing")


def refusals(out, program):
    for option in "perfetto", "csv", "folded", "svg":
        done = subprocess.run([program, "trace", "--" + option, "/nothing/here", "--", "/bin/true"],
                              stderr=subprocess.PIPE, text=True)
        out.check(done.returncode == 1 and "another FILE for --" + option in done.stderr,
                  "--%s where nothing can be written" % option, done.stderr)


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        able_to_fail(out, one_run(out, program).document)
        other_runs(out, program)
        refusals(out, program)
    out.finish()


main()
