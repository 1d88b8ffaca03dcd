# SPDX-License-Identifier: EUPL-1.2
"""A procedure drawn from its table: a box for each stage, an arrow for each step. The table beside it says the same in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from precinto.procedures.model import NEW, Procedure

WIDTH, BOX_W, BOX_H, GAP, LEFT = 760, 220, 38, 34, 250


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    words: str
    end: bool
    new: bool

    @property
    def middle(self) -> int:
        return self.y + BOX_H // 2

    @property
    def center(self) -> int:
        return self.x + BOX_W // 2


@dataclass(frozen=True)
class Arrow:
    path: str
    words: list[str]
    x: int
    y: int
    anchor: str
    stop: bool


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    box_w: int = BOX_W
    box_h: int = BOX_H


def draw(procedure: Procedure) -> Drawing:
    """Steps to the next stage go straight down, those that skip stages on the right, those that go back or stay on the left."""
    names = [NEW, *procedure.stages]
    boxes = {}
    for place, name in enumerate(names):
        title = "" if name == NEW else str(procedure.stages[name])
        boxes[name] = Box(LEFT, 12 + place * (BOX_H + GAP), title, name in procedure.ends, name == NEW)
    between = _between(procedure)
    arrows: list[Arrow] = []
    skips: list[tuple[Box, Box, list[str], bool]] = []
    backs: list[tuple[Box, Box, list[str], bool]] = []
    for (leaves, enters), steps in between.items():
        one, other = boxes[leaves], boxes[enters]
        words, stop = [title for title, _stop in steps], all(s for _title, s in steps)
        down = names.index(enters) - names.index(leaves)
        if down == 1:
            start = one.middle + 8 if one.new else one.y + BOX_H
            path = f"M{one.center} {start}V{other.y - 3}"
            arrows.append(
                Arrow(path, [" / ".join(words)], one.center + 10, one.y + BOX_H + GAP // 2 + 3, "start", stop)
            )
        elif down == 0:
            path = f"M{one.x} {one.middle - 8}h-18q-8 0 -8 8t8 8h15"
            lift = 7 * (len(words) - 1)
            arrows.append(Arrow(path, words, one.x - 32, one.middle + 4 - lift, "end", stop))
        else:
            (skips if down > 0 else backs).append((one, other, words, stop))
    return Drawing(
        WIDTH, 24 + len(names) * (BOX_H + GAP) - GAP, list(boxes.values()), arrows + _right(skips) + _left(backs)
    )


def _between(procedure: Procedure) -> dict[tuple[str, str], list[tuple[str, bool]]]:
    found: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for step in procedure.steps.values():
        if procedure.name == "computers.account" and step.name in ("sign_in", "sign_out"):
            continue
        for leaves in step.stages:
            found.setdefault((leaves, step.enters or leaves), []).append((str(step.title), step.tone == "stop"))
    return found


def _right(skips: list[tuple[Box, Box, list[str], bool]]) -> list[Arrow]:
    """The farther the stage, the nearer the lane: so the words, outside their lane at the stage's height, cross no line."""
    arrows = []
    for place, (one, other, words, stop) in enumerate(sorted(skips, key=lambda skip: -skip[1].y)):
        x = one.x + BOX_W
        lane = x + 22 + 13 * place
        start = f"M{one.center + 8} {one.middle}" if one.new else f"M{x} {one.middle + 9}"
        path = f"{start}H{lane}V{other.middle}H{x + 3}"
        arrows.append(Arrow(path, words, lane + 7, other.middle + 4, "start", stop))
    return _said_once(arrows)


def _left(backs: list[tuple[Box, Box, list[str], bool]]) -> list[Arrow]:
    arrows = []
    for place, (one, other, words, stop) in enumerate(sorted(backs, key=lambda back: -back[0].y)):
        lane = one.x - 22 - 13 * place
        path = f"M{one.x} {one.middle}H{lane}V{other.middle + 13}H{other.x - 3}"
        arrows.append(Arrow(path, words, lane - 7, one.middle + 4, "end", stop))
    return _said_once(arrows)


def _said_once(arrows: list[Arrow]) -> list[Arrow]:
    """Arrows of one step that end together carry its words once, on the outermost."""
    found: list[Arrow] = []
    for arrow in arrows:
        found = [replace(a, words=[]) if (a.words, a.y) == (arrow.words, arrow.y) else a for a in found]
        found.append(arrow)
    return found
