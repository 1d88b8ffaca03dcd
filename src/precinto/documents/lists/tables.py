# SPDX-License-Identifier: EUPL-1.2
"""The tables that stand on a page beside the great lists, as lists that can leave: what waits for a decision, the terms of a
month, the lists that a person keeps, the office in figures, and the lines of one case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from precinto.custody import codes
from precinto.documents.cases import LARGEST, document_of, look
from precinto.documents.columns import LINES, Lines, whole
from precinto.documents.lists import agenda, deciding, figures
from precinto.documents.lists.cells import Book, Rows, level_words, plain, roles_of
from precinto.documents.lists.models import Filter
from precinto.documents.models import Document
from precinto.documents.procedures import LEND
from precinto.documents.shown import OVERSEE
from precinto.procedures.model import REGISTRY, Actor
from precinto.records.errors import NotFound, NotYourRole

NEVER = frozenset({"personnel.found"})


def approvals(actor: Actor, most: int) -> Book:
    """Every decision of whatever procedure that waits for this person: as the page “To decide”, whole."""

    def rows() -> Rows:
        for one in deciding.waiting(actor, most=most)[0]:
            who: Any = ""
            what, why = one.name, ""
            if one.case is not None:
                lends = one.procedure is LEND
                who, why = one.case.borrower if lends else one.case.beneficiary, one.case.reason
                what = one.document.full_number if not lends and one.document is not None else one.name
            cells = [
                one.procedure.title, one.key, who, what, level_words(one.document), one.title, why, one.step.title, one.since,
                one.due,
            ]  # fmt: skip
            yield [plain(cell) for cell in cells], one.document

    heads = [
        _("Procedure"), _("Case"), _("Who"), _("What"), _("Level"), _("Subject"), _("Why"), _("What to decide"), _("Since"),
        _("Due"),
    ]  # fmt: skip
    return Book("approvals", _("To decide"), heads, rows())


def calendar(actor: Actor, since: datetime | None, until: datetime | None, most: int) -> Book:
    """What falls due between two days; without them, what an evening looks ahead to."""

    def rows() -> Rows:
        for item in agenda.look(actor, since=since, before=until, most=most).items:
            cells = [
                item.due, item.code, item.what, item.stage, level_words(item.document), item.title, item.who, item.unit,
            ]  # fmt: skip
            yield [plain(cell) for cell in cells], item.document

    heads = [_("Due"), _("Code"), _("What"), _("Stage"), _("Level"), _("Subject"), _("With"), _("Unit")]
    return Book("calendar", _("Calendar"), heads, rows())


def kept(actor: Actor) -> Book:
    """One's own: nobody else's kept lists are anybody's business."""
    mine = Filter.objects.filter(person=actor.key, stage="kept").order_by("-pinned", "pk")
    rows: Rows = [([one.name, one.address, plain(one.pinned)], None) for one in mine]
    return Book("kept", _("Kept lists"), [_("Name"), _("Address of the list"), _("On my tasks")], rows)


# ---- the office in figures


def _of_the_office(actor: Actor) -> None:
    if not roles_of(actor) & OVERSEE:
        names = sorted(str(role.label) for role in OVERSEE)
        raise NotYourRole("not-your-role", clause="1.3", facts={"roles": names, "step": _("The office in figures")})


def safes(actor: Actor) -> Book:
    _of_the_office(actor)
    rows: Rows = [([one.name, one.said if one.more else one.count], None) for one in figures.safes()]
    return Book("figures-safes", _("What each safe holds"), [_("Safe"), _("Things")], rows)


def movements(actor: Actor) -> Book:
    _of_the_office(actor)
    moved, _cut = figures.movements(actor.at)
    rows: Rows = [([plain(day.on), day.out, day.back], None) for day in reversed(moved) if day.out or day.back]
    return Book("figures-movements", _("Movement per day"), [_("Day"), _("went out"), _("came back")], rows)


def late(actor: Actor) -> Book:
    _of_the_office(actor)
    found = figures.late_by_unit(actor.at)
    rows: Rows = [([one.name or _("no unit"), one.said if one.more else one.count], None) for one in found]
    return Book("figures-late", _("Overdue by unit"), [_("Unit"), _("Late")], rows)


# ---- the lines of one case


def lines(name: str, actor: Actor) -> Book:
    """`documents.inventory:7:differences`: the lines under that heading on the page of that case, every one of them."""
    of, key, part = ([*name.split(":"), "", ""])[:3]
    procedure = REGISTRY.get(of)
    if procedure is None or of in NEVER or not re.fullmatch("[0-9]{1,15}", key) or name.count(":") != 2:
        raise NotFound("no-such-list")
    case = look(procedure, min(int(key), LARGEST), actor)
    reads = LINES.get(procedure.case)
    with whole():
        found = next((one for one in (reads(case, actor) if reads else ()) if one.id == part and not one.leads), None)
    if found is None:
        raise NotFound("no-such-list")
    own = document_of(case)
    rows: Rows = [([plain(cell.words) for cell in row], own) for row in found.rows]
    title = f"{procedure.title} {case.pk}: {found.heading}"
    return Book(name, title, [str(word) for word in found.head], rows, _told_of(found))


def _told_of(part: Lines) -> list[Document]:
    """The documents that lines name, by the code of a copy, by their own code or number, or by the address of their page."""
    keys: set[int] = set()
    told: set[str] = set()
    for cell in (cell for row in part.rows for cell in row):
        if (page := re.fullmatch(r"/registro/([0-9]{1,15})/", cell.address)) is not None:
            keys.add(int(page[1]))
        told |= set(_codes((str(cell.words), cell.address.rpartition("=")[2])))
    if not keys and not told:
        return []
    return list(Document.objects.filter(Q(pk__in=keys) | Q(code__in=told) | Q(copies__thing__code__in=told)).distinct())


def _codes(texts: Iterable[Any]) -> Iterable[str]:
    for text in texts:
        code = codes.parse(text) if text else None
        if code is not None and code.kind in "NC":
            yield code.text
