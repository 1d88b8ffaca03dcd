# SPDX-License-Identifier: EUPL-1.2
"""Envelopes and register books on the page of their case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.documents.queries import visible
from precinto.documents.receiving.models import Arrival, Book, Parcel
from precinto.documents.receiving.parcels import enclosed
from precinto.procedures.model import Actor
from precinto.web import rooms
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines
from precinto.web.templatetags.precinto import level, pretty


def code_of(case: Parcel) -> str:
    return pretty(case.thing.code) if case.thing is not None else ""


def where(case: Parcel) -> str:
    return str(case.thing.person or case.thing.place) if case.thing is not None else ""


def came_out(case: Any, actor: Actor) -> list[Lines]:
    """The documents registered out of it; of one out of scope its number only."""
    rows = []
    for document in enclosed(case):
        seen = visible(document, actor.subject)
        folios = sum(copy.thing.pieces for copy in document.copies.all())
        rows.append(
            [
                Cell(document.full_number, f"/registro/{document.pk}/" if seen else "", "code"),
                Cell(document.title if seen else "—"),
                Cell(document.total, mark="number"),
                Cell(folios, mark="number"),
            ]
        )
    head = (_("Number"), _("Subject, unclassified"), _("Copies"), _("Folios in all"))
    return [Lines("enclosed", _("Registered out of it"), head, rows, _("Nothing yet."))]


def papers_of_arrival(case: Arrival, actor: Actor) -> list[Paper]:
    found = []
    if case.thing is not None:
        found = [
            Paper("label", case.thing.code, _("Print the label of the envelope")),
            Paper("cover-receipt", case.name, _("Print the receipt of the double envelope")),
        ]
    if case.stage in ("opened", "differs", "registered", "closed"):
        found.append(Paper("arrival-receipt", case.name, _("Print the receipt")))
    return found


def papers_of_book(case: Book, actor: Actor) -> list[Paper]:
    return [Paper("book", case.name, _("Print the book"))] if case.stage != "proposed" else []


rooms.show(
    Arrival,
    columns=[
        (gettext_lazy("Number"), "name"), (gettext_lazy("Code"), code_of), (gettext_lazy("Sender"), "sender"),
        (gettext_lazy("Sender's reference"), "reference"), (gettext_lazy("How it comes"), "get_channel_display"),
        (gettext_lazy("Level"), lambda case: level(case.scheme, case.level)), (gettext_lazy("Expected on"), "expected"),
        (gettext_lazy("Received"), "received_at"), (gettext_lazy("Brought by"), "brought_by"), (gettext_lazy("With"), where),
        (gettext_lazy("Outer cover intact"), "outer_intact"), (gettext_lazy("Seals"), "seals"),
        (gettext_lazy("Inner envelope intact"), "inner_intact"),
        (gettext_lazy("Folios that the sender's list names"), "listed"), (gettext_lazy("Folios counted"), "folios"),
        (gettext_lazy("What was wrong"), "account"), (gettext_lazy("Conclusion"), "conclusion"),
        (gettext_lazy("Note"), "note"), (gettext_lazy("Other count, confirmed"), "decision"),
        (gettext_lazy("Went back by"), "returned_by"), (gettext_lazy("Due"), "due"),
    ],
    reads=("thing__place", "thing__person"),
    lines=came_out,
    papers=papers_of_arrival,
)  # fmt: skip
rooms.show(
    Book,
    columns=[
        (gettext_lazy("Book"), "name"), (gettext_lazy("Entries"), "entries"), (gettext_lazy("Last number"), "last"),
        (gettext_lazy("Annulled"), "annulled"), (gettext_lazy("Folios of the book"), "folios"),
        (gettext_lazy("Checkpoint of the ledger, entries"), "size"), (gettext_lazy("Root of the ledger"), "root"),
    ],
    papers=papers_of_book,
)  # fmt: skip
