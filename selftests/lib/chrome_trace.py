# SPDX-License-Identifier: GPL-2.0
"""What a picture for ui.perfetto.dev and chrome://tracing must keep to."""

PHASES = {"B", "E", "i", "M", "s", "f"}
RINGS = {0: "ring 0", 3: "ring 3"}


def ns(event, key="ts"):
    """Times are in microseconds, to the nanosecond."""
    return round(event[key] * 1000)


class Slice:
    """From one event to the one that ends it, in ns."""

    def __init__(self, begun, ended):
        self.begin, self.end = ns(begun), ns(ended)
        self.length = self.end - self.begin
        self.name, self.args = begun["name"], begun["args"]
        self.task, self.ring = begun["pid"], begun["tid"] - begun["pid"] * 10

    def __repr__(self):
        return "%s %d to %d, task %d, ring %d" % (self.name, self.begin, self.end, self.task,
                                                  self.ring)


class Picture:
    """problems: what is wrong with a document, a sentence each."""

    def __init__(self, document):
        self.problems = []
        self.events = document["traceEvents"]
        self.tracks = {}
        self.slices = {}
        self.names = {}
        if document.get("displayTimeUnit") != "ns":
            self.problems.append("times are not shown in ns")
        for event in self.events:
            self._take(event)
        for track in self.tracks:
            self._pair(track)
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
        if event["ts"] < 0:
            self.problems.append("a time below 0: %s" % event)
        if abs(event["ts"] * 1000 - ns(event)) > 1e-3:
            self.problems.append("a part of a nanosecond: %s" % event)
        if event["ph"] in "BE":
            self.tracks.setdefault(track, []).append(event)

    def _pair(self, track):
        """As viewers do: in the order of time, and what is at the same time as it came."""
        inside = []
        self.slices[track] = []
        for event in sorted(self.tracks[track], key=lambda event: event["ts"]):
            if event["ph"] == "B":
                inside.append(event)
            elif inside and inside[-1]["name"] == event["name"]:
                self.slices[track].append(Slice(inside.pop(), event))
            else:
                self.problems.append("ends another one: %s, inside of %s" % (event, inside))
        self.problems += ["has no end: %s" % event for event in inside]

    def of(self, task, ring):
        """The slices of one track, the outer one first."""
        return sorted(self.slices.get((task, ring), []), key=lambda one: (one.begin, -one.end))

    def _check_track(self, track):
        task, ring = track
        if self.names.get(track) != RINGS.get(ring) or task not in self.names:
            self.problems.append("track %d of task %d is called %s" % (
                ring, task, self.names.get(track)))
        inside = []
        for one in self.of(task, ring):
            while inside and inside[-1] <= one.begin:
                inside.pop()
            if inside and (one.end > inside[-1] or ring == 3):
                self.problems.append("does not nest: %s" % one)
            inside.append(one.end)

    def _check_one_ring_at_a_time(self, task):
        """Neighbours suffice: of each track only what is not inside another is looked at."""
        outer, last = [], 0
        for one in sorted(self.of(task, 3) + self.of(task, 0),
                          key=lambda one: (one.begin, -one.end)):
            if outer and one.begin < last and one.ring != outer[-1].ring:
                self.problems.append("in two rings at once: %s" % one)
            if one.end > last:
                outer.append(one)
                last = one.end

    def _check_arrows(self):
        arrows = {}
        for event in self.events:
            if event["ph"] in "sf":
                arrows.setdefault(event["id"], []).append(event)
        for pair in arrows.values():
            if [event["ph"] for event in pair] != ["s", "f"] or ns(pair[0]) > ns(pair[1]):
                self.problems.append("half an arrow, or backwards: %s" % pair)
            for event in pair:
                if not any(one.begin <= ns(event) <= one.end for one in
                           self.of(event["pid"], event["tid"] - event["pid"] * 10)):
                    self.problems.append("an arrow from or to nothing: %s" % event)

    def all(self):
        return [one for track in self.slices.values() for one in track]

    def named(self, name):
        return [one for one in self.all() if one.name == name]

    def points(self, name):
        return [event for event in self.events if event["name"] == name and event["ph"] == "i"]
