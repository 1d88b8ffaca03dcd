# SPDX-License-Identifier: EUPL-1.2
"""What the demonstration office shows of 1.1: an envelope at each stage, a meeting before it and one after it, this year's book."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from precinto.documents.meetings.procedures import BRING_BACK, MEET
from precinto.documents.models import Document
from precinto.documents.procedures import REGISTER
from precinto.documents.receiving.models import Book, Enclosed
from precinto.documents.receiving.procedures import ARRIVE, BOOK
from precinto.documents.receiving.volumes import YEARLY
from precinto.office.procedures import FORM

if TYPE_CHECKING:
    from precinto.procedures.perform import Act
    from precinto.setup.demo import Story

SENDER = "Estado Mayor de la Defensa"


def plan(story: Story) -> None:
    on = story.planned
    on[-9].append(partial(story.aside, announce))
    on[-4].append(partial(story.aside, receive))
    on[-3].append(partial(story.aside, come_back))
    on[-2].append(partial(story.aside, open_and_link))
    on[-2].append(partial(story.aside, hand_in))
    on[-1].append(partial(story.aside, call))


def open_the_books(story: Story) -> None:
    """Those of the first year were opened with the office; those of the next, on its first working day."""
    year = story.this_day().year
    for letter in YEARLY:
        if not Book.objects.filter(series=letter, year=year).exists():
            case = story.do("carmen", BOOK, "open", series=letter, year=year).case
            story.do("jaime", BOOK, "confirm_opening", case)


# What came in and was registered out of no envelope, by how it came.
WHY = {
    "hand": "Lo trajo en mano su autor, sin sobre",
    "meeting": "Repartido antes de llevarse aquí el control de reuniones",
}


def register(story: Story, by: str, facts: dict[str, Any]) -> Act:
    """What comes by bag or mail is received, opened, registered out of its envelope, and its receipt goes back."""
    if facts["via"] not in ("bag", "mail"):
        return story.do(by, REGISTER, "register", **facts, no_envelope=WHY.get(facts["via"], ""))
    folios = facts["folios"] * facts["copies"]
    case = story.do(
        by, ARRIVE, "arrive", sender=facts["originator"], reference=facts["reference"], channel=facts["via"],
        level=facts["level"], outer_intact="yes", brought_by="Correo de la valija", place=facts["place"], listed=folios,
    ).case  # fmt: skip
    story.do(by, ARRIVE, "open", case, inner_intact="yes", folios=folios)
    act = story.do(by, REGISTER, "register", **facts, source=str(case))
    story.do(by, ARRIVE, "finish", case)
    story.do(by, FORM, "print", form="arrival-receipt", target=str(case))
    story.do(by, ARRIVE, "return_receipt", case, returned_by="En la valija siguiente")
    return act


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
    paper = next(one for one in reversed(story.papers) if not Enclosed.objects.filter(document=one.key).exists())
    story.do("carmen", ARRIVE, "open", case, inner_intact="yes", folios=paper.folios * len(paper.copies))
    story.do("carmen", ARRIVE, "link", case, document=paper.number)
    story.do("carmen", ARRIVE, "finish", case)


def come_back(story: Story) -> None:
    """Rosa was at a meeting elsewhere and still has what she brought."""
    story.do(
        "rosa", BRING_BACK, "expect", of="Comité de enlace", returned_on=story.this_day().isoformat(), papers=2,
        level=story.level(20),
    )  # fmt: skip


def hand_in(story: Story) -> None:
    """Nuria came straight to the counter: what she brought waits to be registered, and she has her receipt."""
    case = story.do(
        "carmen", BRING_BACK, "take_in", of="Grupo de planeamiento", attendee=story.code("nuria"), papers=2, found=2, folios=16,
        returned_on=story.this_day().isoformat(), level=story.level(20), place=story.safe,
    ).case  # fmt: skip
    story.do("carmen", FORM, "print", form="brought-receipt", target=str(case))


def call(story: Story) -> None:
    """A meeting tomorrow, approved, with a copy for one of those who take part and another for a guest."""
    free = (one for one in story.papers if one.rank <= 20 and not one.busy and len(one.copies) > 1)
    paper = next(one for one in free if Document.objects.filter(pk=one.key, comp=0, rel=0).exists())
    paper.busy |= set(paper.copies[:2])
    case = story.do(
        "nuria", MEET, "convene", title="Seguimiento de planes", on=story.day_from_now(1), room="Sala de reuniones 2",
        level=story.level(20), participants=[story.code("rosa"), story.code("andres")], agenda="Lectura y acuerdos",
    ).case  # fmt: skip
    story.do("carmen", MEET, "plan_paper", case, copy=paper.copies[0], reader=story.code("rosa"))
    story.do(
        "nuria", MEET, "invite_guest", case, guest="Comandante Gil", body=SENDER, level=story.level(30),
        certificate="CH-9/26", until=story.day_from_now(90),
    )  # fmt: skip
    story.do("carmen", MEET, "plan_paper", case, copy=paper.copies[1], guest="G1")
    story.do("luis", MEET, "approve", case)
