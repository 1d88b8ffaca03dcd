# SPDX-License-Identifier: EUPL-1.2
"""What the demonstration office shows of 4.6: channels, two bodies, and despatches that were received, are late, wait, and are begun."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from precinto.despatch.procedures import CHANNEL, CORRESPONDENT, DESPATCH, KEYS
from precinto.records.models import Case

if TYPE_CHECKING:
    from precinto.setup.demo import Story

BODIES = [
    ("EMAD", "Estado Mayor de la Defensa", "Calle Vitruvio 1, Madrid", 40),
    ("DELSUR", "Delegación del Sur", "Plaza Nueva 4, Sevilla", 20),
]
CHANNELS = [("VALIJA", "Valija oficial", "courier", 40), ("CERT", "Correo certificado", "certified-post", 20)]


def plan(story: Story) -> None:
    on = story.planned
    for day, event in (
        (-39, open_the_catalogue), (-32, received), (-15, late), (-4, waiting), (-1, begun),
    ):  # fmt: skip
        on[day].append(partial(story.aside, event))


def open_the_catalogue(story: Story) -> None:
    story.do("jaime", KEYS, "make")
    for code, name, kind, rank in CHANNELS:
        case = story.do("carmen", CHANNEL, "propose", code=code, name=name, kind=kind, level=story.level(rank)).case
        story.do("luis", CHANNEL, "approve", case)
    for code, name, address, rank in BODIES:
        story.do("carmen", CORRESPONDENT, "register", code=code, name=name, address=address, level=story.level(rank))


def _sent(story: Story, to: str, channel: str, seals: str) -> Case:
    paper = story.free()
    case = story.do("carmen", DESPATCH, "prepare", correspondent=to, channel=channel, copies=paper.copies[-1]).case
    story.do("carmen", DESPATCH, "pack", case, folios=paper.folios, covers="double")
    story.do("pilar", DESPATCH, "seal", case, seals=seals)
    story.do("carmen", DESPATCH, "send", case, carrier="Correo de la valija" if channel == "VALIJA" else "CD 0041 2276")
    return case


def received(story: Story) -> None:
    case = _sent(story, "EMAD", "VALIJA", "0201, 0202")
    day = story.this_day().isoformat()
    story.do("pilar", DESPATCH, "receive", case, receipt="Acuse 77/C, firma ilegible", received_on=day)
    story.do("carmen", DESPATCH, "close", case)


def late(story: Story) -> None:
    """Sent three weeks ago by registered post: the receipt has not come back."""
    _sent(story, "DELSUR", "CERT", "0203")


def waiting(story: Story) -> None:
    _sent(story, "EMAD", "VALIJA", "0204, 0205")


def begun(story: Story) -> None:
    paper = story.free()
    story.do("pilar", DESPATCH, "prepare", correspondent="DELSUR", channel="VALIJA", copies=paper.copies[-1])
