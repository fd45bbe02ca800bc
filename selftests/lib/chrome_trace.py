# SPDX-License-Identifier: GPL-2.0
"""What a picture for ui.perfetto.dev and chrome://tracing must keep to."""

PHASES = {"X", "i", "M", "s", "f"}
RINGS = {0: "ring 0", 3: "ring 3"}


def ns(event, key="ts"):
    """Times are in microseconds, to the nanosecond."""
    return round(event[key] * 1000)


class Picture:
    """problems: what is wrong with a document, a sentence each."""

    def __init__(self, document):
        self.problems = []
        self.events = document["traceEvents"]
        self.slices = {}
        self.names = {}
        if document.get("displayTimeUnit") != "ns":
            self.problems.append("times are not shown in ns")
        for event in self.events:
            self._take(event)
        for track in self.slices:
            self._check_track(track)
        for task in {task for task, _ in self.slices}:
            self._check_one_ring_at_a_time(task)
        self._check_arrows()

    def _take(self, event):
        track = (event["pid"], event["tid"] - event["pid"] * 10)
        if event["ph"] not in PHASES:
            self.problems.append("phase %s" % event["ph"])
        if event["ph"] == "M":
            self.names[track if event["name"] == "thread_name" else event["pid"]] = \
                event["args"]["name"]
            return
        if event["ts"] < 0 or event.get("dur", 0) < 0:
            self.problems.append("a time below 0: %s" % event)
        if abs(event["ts"] * 1000 - ns(event)) > 1e-3:
            self.problems.append("a part of a nanosecond: %s" % event)
        if event["ph"] == "X":
            self.slices.setdefault(track, []).append(event)

    def of(self, task, ring):
        """(from, to, slice) on one track, the outer one first."""
        return sorted(((ns(one), ns(one) + ns(one, "dur"), one)
                       for one in self.slices.get((task, ring), [])),
                      key=lambda found: (found[0], -found[1]))

    def _check_track(self, track):
        task, ring = track
        if self.names.get(track) != RINGS.get(ring) or task not in self.names:
            self.problems.append("track %d of task %d is called %s" % (
                ring, task, self.names.get(track)))
        inside = []
        for begin, end, one in self.of(task, ring):
            while inside and inside[-1] <= begin:
                inside.pop()
            if inside and (end > inside[-1] or ring == 3):
                self.problems.append("does not nest: %s" % one)
            inside.append(end)

    def _check_one_ring_at_a_time(self, task):
        """Neighbours suffice: of each track only what is not inside another is looked at."""
        outer, last = [], 0
        for begin, end, one in sorted(self.of(task, 3) + self.of(task, 0),
                                      key=lambda found: (found[0], -found[1])):
            if outer and begin < last and one["tid"] != outer[-1]["tid"]:
                self.problems.append("in two rings at once: %s" % one)
            if end > last:
                outer.append(one)
                last = end

    def _check_arrows(self):
        arrows = {}
        for event in self.events:
            if event["ph"] in "sf":
                arrows.setdefault(event["id"], []).append(event)
        for pair in arrows.values():
            if [event["ph"] for event in pair] != ["s", "f"] or ns(pair[0]) > ns(pair[1]):
                self.problems.append("half an arrow, or backwards: %s" % pair)
            for event in pair:
                if not any(begin <= ns(event) <= end for begin, end, _ in
                           self.of(event["pid"], event["tid"] - event["pid"] * 10)):
                    self.problems.append("an arrow from or to nothing: %s" % event)

    def named(self, name, phase="X"):
        return [event for event in self.events if event["name"] == name and event["ph"] == phase]
