# SPDX-License-Identifier: EUPL-1.2
"""A change of classification on its page: its documents, the copies that are still to be marked, and what is called back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from precinto.documents.copying.queries import made_from
from precinto.documents.models import Document
from precinto.documents.queries import visible
from precinto.documents.regrading import queries
from precinto.documents.regrading.models import Line, Regrading
from precinto.procedures.model import Actor
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import day, level, pretty

SHOWN = 200  # lines of one page; the paper has them all


def lines(case: Regrading, actor: Actor) -> list[Lines]:
    rows = list(case.lines.select_related("document").prefetch_related("document__scope").order_by("pk")[:SHOWN])
    seen = {line.document_id for line in rows if visible(line.document, actor.subject)}
    found = [_documents(case, rows, seen)]
    if case.stage == "marking":
        found += [_to_mark(case, seen), _recalled(case, seen)]
    if case.document is not None and case.stage in ("recorded", "confirmed", "marking", "closed"):
        derived = [row for line in rows[:1] for row in made_from(line.document)]
        if derived:
            found.append(_derived(derived, actor))
    return found


def _documents(case: Regrading, rows: list[Line], seen: set[int]) -> Lines:
    found = []
    for line in rows:
        document, here = line.document, line.document_id in seen
        was: Any = line.was_level or document.level
        found.append(
            [
                Cell(document.full_number, address=f"/registro/{document.pk}/" if here else ""),
                Cell(document.title if here else _("Out of your reading scope")),
                Cell(level(document.scheme, was) if here else ""),
                Cell(level(case.scheme, case.level) if here else ""),
                Cell(line.get_state_display(), mark="good" if line.state == Line.State.APPLIED else ""),
            ]
        )
    head = [_("Number"), _("Subject"), _("Level until now"), _("New level"), _("State")]
    return Lines("documents", _("Documents"), head, found)


def _to_mark(case: Regrading, seen: set[int]) -> Lines:
    rows = queries.to_mark(case).select_related("document", "thing__place", "thing__person")[:SHOWN]
    found = [
        [
            Cell(copy.document.full_number),
            Cell(copy.number, mark="number"),
            Cell(pretty(copy.thing.code), mark="code"),
            Cell(str(copy.thing.person or copy.thing.place)),
        ]
        for copy in rows
        if copy.document_id in seen
    ]
    head = [_("Number"), _("Copy"), _("Code"), _("Where it is")]
    return Lines("to-mark", _("Copies that still bear the old mark"), head, found, _("Every copy bears its new mark."))


def _recalled(case: Regrading, seen: set[int]) -> Lines:
    found = [
        [
            Cell(pretty(row.copy.thing.code), mark="code"),
            Cell(row.get_kind_display(), mark="stop"),
            Cell(str(row.holder or row.copy.thing.place)),
            Cell(day(row.due)),
        ]
        for row in queries.recalled(case).select_related("copy__thing__person")[:SHOWN]
        if row.line.document_id in seen
    ]
    head = [_("Copy"), _("Why"), _("Where it is"), _("Due")]
    return Lines("recalled", _("Called back"), head, found, _("Nothing is where its level may not be."))


def _derived(documents: list[Document], actor: Actor) -> Lines:
    rows = [
        [
            Cell(document.full_number, address=f"/registro/{document.pk}/"),
            Cell(level(document.scheme, document.level)),
            Cell(document.title),
        ]
        for document in documents
        if visible(document, actor.subject)
    ]
    return Lines(
        "derived", _("Made from it: its originator decides on these too"), [_("Number"), _("Level"), _("Subject")], rows
    )


def papers(case: Regrading, actor: Actor) -> list[Paper]:
    found = [Paper("regraded", str(case.pk), _("Print the list of documents"))]
    if case.stage in ("marking", "closed"):
        found.append(Paper("remarked", str(case.pk), _("Print the receipt of new marks")))
        for place in queries.bodies(case):
            words = gettext("Print the notice to %(body)s") % {"body": place.name}
            found.append(Paper(queries.NOTICE, queries.notice_of(case, place), words))
    return found


show(
    Regrading,
    columns=[
        (_("Number"), "name"), (_("New level"), lambda case: level(case.scheme, case.level)),
        (_("Document"), lambda case: case.document.full_number if case.document else None),
        (_("Whose term runs out by"), "until"), (_("Who decided"), "get_whose_display"),
        (_("Date of the order"), "dated"), (_("Declassified on"), "declassify_on"),
        (_("Due"), lambda case: case.due and day(case.due)), (_("Body that decided"), "body"),
        (_("Reference of the order"), "reference"), (_("Reason"), "reason"),
    ],
    reads=("document",),
    lines=lines,
    papers=papers,
)  # fmt: skip
