# SPDX-License-Identifier: EUPL-1.2
"""The office in figures: every number bounded, every picture with its table, nothing for whoever only reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.documents.lists import figures
from precinto.records.clock import now
from precinto.web import drawing
from tests.web.conftest import Pages
from tests.web.places import office_with_papers
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]


@dataclass
class Drawn:
    """A picture as a reader meets it, with the rows of the table beside it: its heading and its numbers, without tags."""

    svg: ElementTree.Element
    rows: list[list[str]]

    @property
    def bars(self) -> list[tuple[str, str]]:
        """Of each bar its name and its number, as they are said when it is pointed at."""
        titles = [title.text or "" for rect in self.svg.iter("rect") for title in rect.iter("title")]
        return [(name, number) for name, _colon, number in (title.rpartition(": ") for title in titles)]


def drawn(text: str) -> dict[str, Drawn]:
    found = {}
    for section in re.findall(r"<section>.*?</section>", text, re.DOTALL):
        for svg in pictures(section):
            rows = re.findall(r"<tr><th scope=.row.>(.*?)</th>(.*?)</tr>", section, re.DOTALL)
            cells = [[name, *re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL)] for name, rest in rows]
            name = svg.attrib["aria-labelledby"].split("-")[0]
            found[name] = Drawn(svg, [[words(cell) for cell in row] for row in cells])
    return found


def words(cell: str) -> str:
    """What a cell shows: without its tags, and without what is said to screen readers only."""
    return re.sub(r"<[^>]+>", "", re.sub(r'<span class="hidden">.*?</span>', "", cell)).strip()


def pictures(text: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg class=\"picture\".*?</svg>", text, re.DOTALL)]


def test_what_the_safes_hold(world: World) -> None:
    world.document(copies=7)
    world.loan(world.copy(world.document(copies=2)))
    (safe, *rest) = figures.safes()
    assert (safe.count, safe.said) == (8, "8")
    assert all(one.count == 0 for one in rest)


def test_a_count_stops_where_it_is_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST", 3)
    world.document(copies=7)
    assert figures.safes()[0].said == "3+"


def test_what_moves_each_day(world: World) -> None:
    document = world.document(copies=3)
    for n in (1, 2):
        loan = world.loan(world.copy(document, n))
    world.do("carmen", "documents.lend.take_back", loan, folios=12, place=world.safe)
    days, cut = figures.movements(now())
    assert (days[-1].out, days[-1].back, cut) == (2, 1, False)
    assert sum(day.out + day.back for day in days[:-1]) == 0
    assert len(days) == figures.DAYS


def test_more_movements_than_are_read_are_said_to_be_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.document(copies=5)
    monkeypatch.setattr(figures, "MOVED", 2)
    assert figures.movements(now())[1] is True


def test_what_is_late_by_unit(world: World) -> None:
    document = world.document(copies=3, scope="unit SEC\ndiego")
    world.loan(world.copy(document, 1))
    world.loan(world.copy(document, 2), to="vera")
    world.loan(world.copy(document, 3), to="diego")
    assert figures.late_by_unit(now()) == []
    late = figures.late_by_unit(now() + timedelta(days=60))
    assert [(one.name, one.count) for one in late] == [("Secretaría", 2), ("Logística", 1)]


def test_more_that_is_late_than_is_counted_is_said_to_be_more(
    world: World, pages: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = world.document(copies=3, scope="unit SEC\ndiego")
    world.loan(world.copy(document, 1))
    world.loan(world.copy(document, 2), to="vera")
    world.loan(world.copy(document, 3), to="diego")
    later = now() + timedelta(days=60)
    monkeypatch.setattr(figures, "LATE", 3)
    assert [one.said for one in figures.late_by_unit(later)] == ["2", "1"]
    monkeypatch.setattr(figures, "LATE", 1)
    assert {one.said for one in figures.late_by_unit(later)} <= {"1+", "2+"}
    with time_machine.travel(later):
        page = pages("carmen").get("/cuadros/")
    assert page.context["late_more"]
    assert all(row[1].endswith("+") for row in drawn(page.content.decode())["late"].rows)


def test_every_picture_has_its_name_and_says_every_number(world: World, pages: Open) -> None:
    office_with_papers(world, many=2)
    with time_machine.travel(now() + timedelta(days=20)):
        text = pages("carmen").get("/cuadros/").content.decode()
    found = drawn(text)
    assert set(found) == {"safes", "moved", "late"}
    for one in found.values():
        name, told = one.svg.attrib["aria-labelledby"].split()
        assert {child.attrib.get("id") for child in one.svg} >= {name, told}
        assert "style" not in ElementTree.tostring(one.svg).decode()
    for name in ("safes", "late"):
        bars = found[name].bars
        assert any(int(number) > 0 for _name, number in bars), name
        assert [tuple(row) for row in found[name].rows] == bars
        shown = {text.text for text in found[name].svg.iter("text")}
        assert {number for _name, number in bars} <= shown
    # Two bars a day, out and back: the table has the days on which something moved, the newest first.
    bars = found["moved"].bars
    days = [(bars[n][0].split(",")[0], bars[n][1], bars[n + 1][1]) for n in range(0, len(bars), 2)]
    moved = [day for day in reversed(days) if day[1:] != ("0", "0")]
    assert moved
    assert len(days) == figures.DAYS
    assert [tuple(row) for row in found["moved"].rows] == moved


def test_readers_and_administrators_get_no_figures(world: World, pages: Open) -> None:
    assert {login: pages(login).get("/cuadros/").status_code for login in ("rosa", "olga", "vera")} == {
        "rosa": 403,
        "olga": 403,
        "vera": 403,
    }
    assert pages("ines").get("/cuadros/").status_code == 200


def test_more_papers_ask_no_more_questions(world: World, pages: Open) -> None:
    carmen = pages("carmen")

    def asked() -> int:
        carmen.get("/cuadros/")
        with CaptureQueriesContext(connection) as questions:
            carmen.get("/cuadros/")
        return len(questions)

    office_with_papers(world)
    few = asked()
    office_with_papers(world, many=3)
    assert asked() == few <= 10


def test_the_life_of_a_document(world: World, pages: Open) -> None:
    document = world.document()
    loan = world.loan(world.copy(document, 1))
    world.do("carmen", "documents.lend.take_back", loan, folios=12, place=world.safe)
    life = pages("carmen").get(f"/registro/{document.pk}/").context["life"]
    assert [rect.kind for rect in life.rects] == ["kept", "hands", "kept", "kept"]
    assert "Rosa Lagos" in life.rects[1].words
    assert all(0 <= rect.x <= drawing.WIDTH and rect.x + rect.width <= drawing.WIDTH + 2 for rect in life.rects)
    (drawn,) = pictures(pages("carmen").get(f"/registro/{document.pk}/").content.decode())
    assert drawn.attrib["role"] == "img"


def test_a_document_without_copies_that_moved_has_no_line() -> None:
    assert drawing.life("life", [("1/1", [])], now()) is None


@pytest.mark.parametrize("most", [0, 1, 4, 5, 99, 101, 999, 1000, 12345])
def test_the_scale_is_round_and_holds_everything(most: int) -> None:
    assert drawing.nice(most) >= most
    assert drawing.nice(most) % 4 == 0


def test_a_bar_is_as_long_as_its_number() -> None:
    drawn = drawing.lying("x", "x", "x", [("a", 10, "10"), ("b", 5, "5"), ("c", 0, "0")])
    first, second, none = (rect.width for rect in drawn.rects)
    assert first == 2 * second
    assert none == 0
