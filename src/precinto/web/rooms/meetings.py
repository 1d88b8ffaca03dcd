# SPDX-License-Identifier: EUPL-1.2
"""Meetings, and what is brought back from them, on the page of their case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.documents.meetings.models import Brought, Handout, Meeting, Participant
from precinto.documents.meetings.procedures import BRING_BACK
from precinto.documents.meetings.queries import guests, papers, taking_part
from precinto.documents.queries import visible
from precinto.procedures.model import Actor
from precinto.web import rooms
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines
from precinto.web.rooms.receiving import came_out, code_of, where
from precinto.web.templatetags.precinto import level, pretty, when

MARKS = {
    Handout.State.OUT: "warn", Handout.State.BACK: "good", Handout.State.TAKEN: "warn", Participant.State.CAME: "good",
    Participant.State.ABSENT: "warn",
}  # fmt: skip


def lines(case: Any, actor: Actor) -> list[Lines]:
    return [_who(case), _papers(case, actor), *_brought(case)]


def _who(case: Meeting) -> Lines:
    numbers = {guest.pk: f"G{n}" for n, guest in guests(case)}
    rows = [
        [
            Cell(f"{numbers[one.pk]} · {one.full_name}" if one.pk in numbers else one.full_name),
            Cell(one.body or "—"),
            Cell(one.certificate or "—"),
            Cell(one.get_state_display(), mark=MARKS.get(Participant.State(one.state), "")),
        ]
        for one in taking_part(case)
    ]
    head = (_("Name"), _("Body"), _("Certificate"), _("State"))
    return Lines("participants", _("Who takes part"), head, rows, _("Nobody yet."))


def _papers(case: Meeting, actor: Actor) -> Lines:
    """What is handed out to whom; of a document out of scope its number only."""
    rows = []
    for one in papers(case):
        document = one.copy.document
        seen = visible(document, actor.subject)
        rows.append(
            [
                Cell(f"{document.full_number} {one.copy.number}/{document.total}", f"/registro/{document.pk}/" if seen else ""),
                Cell(pretty(one.copy.thing.code), mark="code"),
                Cell(document.title if seen else "—"),
                Cell(one.for_whom),
                Cell(when(one.given_at) if one.given_at else "—"),
                Cell(when(one.back_at) if one.back_at else "—"),
                Cell(one.get_state_display(), mark=MARKS.get(Handout.State(one.state), "")),
            ]
        )  # fmt: skip
    head = (_("Copy"), _("Code"), _("Subject, unclassified"), _("Reader"), _("Given"), _("Collected"), _("State"))
    return Lines("handouts", _("Papers handed out and collected"), head, rows, _("No paper is handed out."))


def _brought(case: Meeting) -> list[Lines]:
    rows = []
    for one in case.brought.select_related("attendee").order_by("pk"):
        mark = "good" if one.stage in BRING_BACK.ends else "warn"
        stage = BRING_BACK.stages[one.stage]
        rows.append(
            [
                Cell(one.name, f"/caso/documents.bring_back/{one.pk}/", "code"),
                Cell(one.attendee.name),
                Cell(when(one.due) if one.due else "—"),
                Cell(stage, mark=mark),
            ]
        )
    head = (_("Number"), _("Who was there"), _("Due"), _("State"))
    return [Lines("brought", _("Papers brought back"), head, rows)] if rows else []


def papers_of_meeting(case: Meeting, actor: Actor) -> list[Paper]:
    return [Paper("meeting", case.name, _("Print the list of papers"))]


def papers_of_brought(case: Brought, actor: Actor) -> list[Paper]:
    if case.thing is None:
        return []
    return [
        Paper("label", case.thing.code, _("Print the label of the bundle")),
        Paper("brought-receipt", case.name, _("Print the receipt")),
    ]


rooms.show(
    Meeting,
    columns=[
        (gettext_lazy("Number"), "name"), (gettext_lazy("Meeting"), "title"), (gettext_lazy("On"), "on"),
        (gettext_lazy("Until"), "until"), (gettext_lazy("Where"), "room"),
        (gettext_lazy("Level"), lambda case: level(case.scheme, case.level)), (gettext_lazy("Organiser"), "organiser"),
        (gettext_lazy("Held elsewhere"), "elsewhere"), (gettext_lazy("Devices left outside"), "devices_outside"),
        (gettext_lazy("Agenda"), "agenda"), (gettext_lazy("Originator's consent"), "consent"),
    ],
    reads=("organiser",),
    gathers=("participants",),
    lines=lines,
    papers=papers_of_meeting,
)  # fmt: skip
rooms.show(
    Brought,
    columns=[
        (gettext_lazy("Number"), "name"), (gettext_lazy("Meeting"), "of"), (gettext_lazy("Who was there"), "attendee"),
        (gettext_lazy("Back on"), "returned_on"), (gettext_lazy("Papers announced"), "papers"),
        (gettext_lazy("Level"), lambda case: level(case.scheme, case.level)), (gettext_lazy("Code"), code_of),
        (gettext_lazy("With"), where), (gettext_lazy("Handed in"), "surrendered_at"),
        (gettext_lazy("Folios counted"), "folios"), (gettext_lazy("What was wrong"), "account"),
        (gettext_lazy("Conclusion"), "conclusion"), (gettext_lazy("Note"), "note"),
        (gettext_lazy("Other count, confirmed"), "decision"), (gettext_lazy("Due"), "due"),
    ],
    reads=("attendee", "thing__place", "thing__person"),
    lines=came_out,
    papers=papers_of_brought,
)  # fmt: skip
