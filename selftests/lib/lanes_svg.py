# SPDX-License-Identifier: GPL-2.0
"""Reads the picture that trace --svg draws: what is in each lane, and where."""

import re
import xml.etree.ElementTree as tree

NAME = "{http://www.w3.org/2000/svg}"
TOUCH = 0.5  # the least width of what is drawn


class Bar:
    def __init__(self, element):
        self.x, self.y, self.width = (float(element.get(key)) for key in ("x", "y", "width"))
        self.end = self.x + self.width
        what = element.find(NAME + "title").text.rsplit(", ", 1)[0]
        many = re.fullmatch(r"(\d+) times .*", what)
        self.count = int(many.group(1)) if many else 1
        self.name = None if many else what


class Lanes:
    """{task: {class: [Bar]}}, and what is wrong with the drawing."""

    def __init__(self, text):
        root = tree.fromstring(text)
        self.words = [element.text for element in root.iter(NAME + "text")]
        self.tasks, self.problems = {}, []
        _, _, self.right, self.bottom = map(float, root.get("viewBox").split())
        for group in root.findall(NAME + "g"):
            task = int(group.find(NAME + "text").text.split()[1])
            self.tasks[task] = lanes = {}
            for element in group.findall(NAME + "rect"):
                lanes.setdefault(element.get("class"), []).append(Bar(element))
        for task, lanes in self.tasks.items():
            for lane, bars in lanes.items():
                self.judge("task %d, %s" % (task, lane), bars)

    def judge(self, where, bars):
        if [bar.x for bar in bars] != sorted(bar.x for bar in bars):
            self.problems.append(where + ": not in order")
        if any(bar.x < 0 or bar.end > self.right or bar.y < 0 or bar.y > self.bottom
               for bar in bars):
            self.problems.append(where + ": beyond the picture")

    def count(self, task, lane):
        return sum(bar.count for bar in self.tasks[task].get(lane, []))

    def named(self, name):
        return [bar for lanes in self.tasks.values() for bar in lanes.get("ring0", [])
                if bar.name == name]
