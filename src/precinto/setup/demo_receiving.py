# SPDX-License-Identifier: EUPL-1.2
"""What the demonstration office shows of 1.1: an envelope at each stage, a meeting before it and one after it, this year's book."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from precinto.documents.meetings.procedures import BRING_BACK, MEET
from precinto.documents.receiving.procedures import ARRIVE, BOOK

if TYPE_CHECKING:
    from precinto.setup.demo import Story

SENDER = "Estado Mayor de la Defensa"


def plan(story: Story) -> None:
    on = story.planned
    on[-36].append(partial(_aside, story, open_the_book))
    on[-9].append(partial(_aside, story, announce))
    on[-4].append(partial(_aside, story, receive))
    on[-3].append(partial(_aside, story, come_back))
    on[-2].append(partial(_aside, story, open_and_link))
    on[-1].append(partial(_aside, story, call))


def _aside(story: Story, event: object) -> None:
    """Told without touching the chances of the rest of the story, which stays what it was."""
    with _kept(story):
        event(story)  # type: ignore[operator]


@contextmanager
def _kept(story: Story) -> Iterator[None]:
    state = story.random.getstate()
    yield
    story.random.setstate(state)


def open_the_book(story: Story) -> None:
    case = story.do("carmen", BOOK, "open", series="E", year=story.this_day().year).case
    story.do("jaime", BOOK, "confirm_opening", case)


def announce(story: Story) -> None:
    """One that has not come, and is missed by now."""
    story.do(
        "pilar", ARRIVE, "announce", sender=SENDER, reference="S-412", channel="bag", level=story.level(20),
        expected=story.day_from_now(-3), listed=30,
    )  # fmt: skip


def receive(story: Story) -> None:
    """One that came with a broken seal, and one that lies there closed."""
    for reference, intact in (("S-420", "no"), ("S-433", "yes")):
        story.do(
            "carmen", ARRIVE, "arrive", sender=SENDER, reference=reference, channel="bag", level=story.level(20),
            outer_intact=intact, seals="0114, 0115", brought_by="Correo de la valija", place=story.safe,
            account="" if intact == "yes" else "Precinto 0115 roto",
        )  # fmt: skip


def open_and_link(story: Story) -> None:
    """The one with the broken seal is opened and registered; its receipt waits until the leader has concluded why."""
    case = ARRIVE.case.objects.filter(stage="received").order_by("pk")[0]
    paper = story.papers[-1]
    story.do("carmen", ARRIVE, "open", case, inner_intact="yes", folios=paper.folios * len(paper.copies))
    story.do("carmen", ARRIVE, "link", case, document=paper.number)
    story.do("carmen", ARRIVE, "finish", case)


def come_back(story: Story) -> None:
    """Rosa was at a meeting elsewhere and still has what she brought."""
    story.do(
        "rosa", BRING_BACK, "expect", of="Comité de enlace", returned_on=story.this_day().isoformat(), papers=2,
        level=story.level(20),
    )  # fmt: skip


def call(story: Story) -> None:
    """A meeting tomorrow, approved, with a copy for one of those who take part."""
    paper = next(one for one in story.papers if one.rank <= 20 and not one.busy)
    paper.busy.add(paper.copies[0])
    case = story.do(
        "nuria", MEET, "convene", title="Seguimiento de planes", on=story.day_from_now(1), room="Sala de reuniones 2",
        level=story.level(20), participants=[story.code("rosa"), story.code("andres")], agenda="Lectura y acuerdos",
    ).case  # fmt: skip
    story.do("carmen", MEET, "plan_paper", case, copy=paper.copies[0], reader=story.code("rosa"))
    story.do("luis", MEET, "approve", case)
