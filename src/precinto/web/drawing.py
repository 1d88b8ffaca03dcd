# SPDX-License-Identifier: EUPL-1.2
"""Pictures as the places of lines and rectangles; a template writes them as SVG, coloured by the style sheet.

Nothing here is the only place where a number stands: each picture has its table beside it, and a title and a description for
whoever does not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

WIDTH = 640
NAME, GAP, ROW = 190, 12, 26  # of a picture of lying bars
LONGEST_NAME = 26


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    kind: str = "bar"
    words: str = ""  # said when it is pointed at


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Picture:
    id: str
    title: str
    told: str
    height: float
    rects: list[Rect] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    width: int = WIDTH


def lying(id: str, title: str, told: str, rows: Sequence[tuple[str, int, str]], kind: str = "bar") -> Picture:
    """One bar a row: its name, its number, and the number as it is said."""
    most = max((number for _name, number, _said in rows), default=0) or 1
    room = WIDTH - NAME - 70
    rects, texts = [], []
    for place, (name, number, said) in enumerate(rows):
        y = place * ROW
        length = round(room * number / most, 1)
        rects.append(Rect(NAME, y + 5, max(length, 1.5 if number else 0), ROW - 10, kind, f"{name}: {said}"))
        texts += [Text(NAME - GAP, y + 17, cut(name), "end"), Text(NAME + length + 6, y + 17, said)]
    return Picture(id, title, told, len(rows) * ROW + 4, rects, texts, [Line(NAME, 0, NAME, len(rows) * ROW)])


def cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def standing(id: str, title: str, told: str, days: Sequence[tuple[str, int, int]], words: tuple[str, str]) -> Picture:
    """Two bars a day, beside each other: what went out and what came back."""
    height, left, foot = 180, 34, 22
    most = nice(max((max(out, back) for _day, out, back in days), default=0))
    step = (WIDTH - left) / max(len(days), 1)
    wide = max(step / 2 - 2, 1.5)
    rects, texts, lines = [], [], []
    for part in range(5):
        y = round(height - height * part / 4 + 6, 1)
        lines.append(Line(left, y, WIDTH, y))
        if (most * part) % 4 == 0:
            texts.append(Text(left - 6, y + 4, str(most * part // 4), "end"))
    for place, (day, out, back) in enumerate(days):
        x = left + place * step
        for at, number, kind, word in ((x + 1, out, "bar", words[0]), (x + 1 + wide, back, "bar-2", words[1])):
            tall = round(height * number / most, 1)
            rects.append(
                Rect(round(at, 1), round(height + 6 - tall, 1), round(wide, 1), tall, kind, f"{day}, {word}: {number}")
            )
        if place % 5 == (len(days) - 1) % 5:
            texts.append(Text(round(x + step / 2, 1), height + foot, day[5:], "middle"))
    return Picture(id, title, told, height + foot + 8, rects, texts, lines)


def nice(most: int) -> int:
    """The next round number that four lines divide."""
    for size in (4, 8, 12, 20, 40, 60, 80, 100):
        if most <= size:
            return size
    scale = int(10 ** (len(str(most)) - 1))
    return next(scale * n // 10 * 4 for n in range(3, 30) if scale * n // 10 * 4 >= most)


# ---- the life of a document


LANES, LINKS = 12, 300
LANE = 24


@dataclass(frozen=True)
class Stay:
    """A copy in one pair of hands or one place, from one movement to the next."""

    lane: int
    since: datetime
    until: datetime
    kind: str
    words: str


def life(id: str, chains: Sequence[tuple[str, Sequence[Any]]], now: datetime) -> Picture | None:
    """A lane for each copy: dark where somebody had it, pale where the office did. None where nothing has moved yet.

    The line is of whole days, from the first to today: looked at twice on a day it is the same.
    """
    end = _midnight(now) + timedelta(days=1)
    stays: list[Stay] = []
    for lane, (_name, moves) in enumerate(chains[:LANES]):
        for place, move in enumerate(moves[:LINKS]):
            last = place + 1 == len(moves)
            until = end if last else moves[place + 1].at
            kind = "hands" if move.to_person_id else _place_kind(move)
            words = f"{_when(move.at)} – {'' if last else _when(until)}: {move.to_person or move.to_place}"
            stays.append(Stay(lane, move.at, until, kind, words))
    if not stays:
        return None
    first = _midnight(min(stay.since for stay in stays))
    length = (end - first).total_seconds()
    left, room = 76, WIDTH - 76 - 4

    def x(at: datetime) -> float:
        return round(left + room * min(max((at - first).total_seconds() / length, 0), 1), 1)

    rects = [
        Rect(x(s.since), s.lane * LANE + 5, max(round(x(s.until) - x(s.since), 1), 1.5), LANE - 10, s.kind, s.words)
        for s in stays
    ]
    lanes = chains[:LANES]
    texts = [Text(left - 8, lane * LANE + 16, name, "end") for lane, (name, _moves) in enumerate(lanes)]
    foot = len(lanes) * LANE
    days = round(length / 86400)
    ticks = [first + timedelta(days=round(days * part / 3)) for part in range(4)] if days > 2 else [first]
    anchors = ("start", "middle", "middle", "end")[: len(ticks)]
    texts += [Text(x(at), foot + 16, _day(at), anchor) for at, anchor in zip(ticks, anchors, strict=True)]
    lines = [Line(x(at), 0, x(at), foot + 4) for at in ticks]
    told = _(
        "Each line is a copy: dark where it was in somebody's hands, pale where the office kept it. The table of each copy says the same."
    )
    return Picture(id, _("Life line of the document"), told, foot + 24, rects, texts, lines)


def _place_kind(move: Any) -> str:
    kind = move.to_place.kind if move.to_place is not None else ""
    return "gone" if kind in ("missing", "destroyed") else "way" if kind in ("transit", "body") else "kept"


def _midnight(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time()))


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def _when(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
