# SPDX-License-Identifier: EUPL-1.2
"""A reproduction on its page: what it is made from, what came out of the machine, and whose each copy is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from precinto.documents.copying import queries
from precinto.documents.copying.models import Made, Reproduction
from precinto.documents.queries import visible
from precinto.procedures.model import Actor
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import day, level, pretty


def lines(case: Reproduction, actor: Actor) -> list[Lines]:
    found = [_sources(case, actor), _made(case, actor)]
    excess = list(case.excess.select_related("thing__place").order_by("pk"))
    if excess:
        rows = [
            [Cell(pretty(row.thing.code), mark="code"), Cell(row.thing.pieces, mark="number"), Cell(row.account),
             Cell(row.conclusion), Cell(row.thing.place or "")]
            for row in excess
        ]  # fmt: skip
        head = [_("Code"), _("Sheets"), _("How it came about"), _("Conclusion"), _("Where it is")]
        found.append(Lines("excess", _("Sheets beyond those authorised"), head, rows))
    return found


def _sources(case: Reproduction, actor: Actor) -> Lines:
    rows = []
    for copy in queries.sources(case):
        document = copy.document
        seen = visible(document, actor.subject)
        rows.append(
            [
                Cell(document.full_number, address=f"/registro/{document.pk}/" if seen else ""),
                Cell(pretty(copy.thing.code), mark="code"),
                Cell(level(document.scheme, document.level) if seen else ""),
                Cell(document.title if seen else _("Out of your reading scope")),
            ]
        )
    return Lines("sources", _("Sources"), [_("Number"), _("Copy"), _("Level"), _("Subject")], rows)


def _made(case: Reproduction, actor: Actor) -> Lines:
    rows = case.made.select_related("copy__document", "copy__thing__place", "copy__thing__person", "recipient__person")
    recipients = list(case.recipients.select_related("person").order_by("place"))
    found = []
    for made in rows.order_by("number"):
        thing = made.copy.thing
        whose = made.recipient.person if made.recipient else _("The office") if case.stage in ("made", "closed") else ""
        if made.state != Made.State.GOOD:
            whose = _("Nobody: to be destroyed")
        found.append(
            [
                Cell(f"{made.number}/{case.authorised}", mark="number"),
                Cell(f"{made.copy.document.full_number} · {made.copy.number}"),
                Cell(pretty(thing.code), mark="code"),
                Cell(made.get_state_display(), mark="" if made.state == Made.State.GOOD else "warn"),
                Cell(whose),
                Cell(str(thing.person or thing.place)),
            ]
        )
    if not found:
        found = [[Cell(""), Cell(""), Cell(""), Cell(""), Cell(recipient.person), Cell("")] for recipient in recipients]
    head = [_("Copy"), _("Number"), _("Code"), _("State"), _("For whom"), _("Where it is")]
    return Lines("made", _("Copies made"), head, found, _("Nothing has come out of the machine yet."))


def papers(case: Reproduction, actor: Actor) -> list[Paper]:
    if not all(visible(copy.document, actor.subject) for copy in queries.sources(case)):
        return []
    target = str(case.pk)
    found = [Paper("reproduction", target, _("Print the authorisation"))] if case.authorised else []
    if case.stage in ("making", "made", "closed"):
        found.append(Paper("copy-note", target, _("Print the note of the copies")))
        found.append(Paper("recipients", target, _("Print the list of recipients")))
    return found


show(
    Reproduction,
    columns=[
        (_("Reproduction"), "name"), (_("What is made"), "get_kind_display"),
        (_("Level"), lambda case: level(case.document.scheme, case.document.level)),
        (_("Document"), lambda case: case.document.full_number),
        (_("New document"), lambda case: case.result.full_number if case.result else None),
        (_("Copies asked for"), "asked"), (_("Copies authorised"), lambda case: case.authorised or None),
        (_("Folios of each copy"), "pages"), (_("Copies that the office keeps"), "kept"), (_("Machine"), "machine"),
        (_("Asked by"), "asked_by"), (_("Due"), lambda case: case.due and day(case.due)), (_("Which part"), "part"),
        (_("What it is needed for"), "reason"), (_("Originator's consent"), "consent"),
    ],
    reads=("document", "result", "asked_by"),
    lines=lines,
    papers=papers,
)  # fmt: skip
