# SPDX-License-Identifier: EUPL-1.2
"""Everything that was entered after it had happened: from paper, with its sheet and who confirmed it, and from stations.

Both times stand beside each other: when it happened, and when it came into the books.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from precinto.access.models import Person, Role
from precinto.custody import codes
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.lists.cells import Book, plain
from precinto.documents.lists.narrowing import Narrowing
from precinto.documents.models import Copy, Document
from precinto.documents.offline.models import Movement
from precinto.documents.paper import queries
from precinto.documents.paper.models import Deferred
from precinto.documents.queries import visible
from precinto.documents.shown import OVERSEE
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY, Actor
from precinto.records.errors import NotYourRole

PAGE = 500
# 1.1: who keeps the books, answers for them or looks into them.
LOOK = OVERSEE | {Role.INSPECTOR, Role.AUDIT}
COUNT = frozenset({Role.HEAD, Role.LEADER, Role.SUPERIOR, Role.INSPECTOR, Role.AUDIT})

Found = tuple[list[Any], Document | None]


def _only_for(roles: frozenset[Role], actor: Actor, title: str) -> None:
    if not {held.role for held in actor.roles} & roles:
        names = sorted(str(role.label) for role in roles)
        raise NotYourRole("not-your-role", clause="1.1", facts={"roles": names, "step": title})


def deferred(actor: Actor, asked: Narrowing) -> Book:
    title = _("Entered after it happened")
    _only_for(LOOK, actor, title)
    heads = [
        _("Clause"), _("Procedure"), _("Step"), _("Code"), _("When it happened"), _("When it was entered"),
        _("Number of the paper sheet"), _("Entered by"), _("Confirmed by"), _("Confirmed"), _("Stage"),
    ]  # fmt: skip

    def rows() -> Iterator[Found]:
        blind = bool({held.role for held in actor.roles} & WITHOUT_THE_TITLE)
        for source in (_moved, _registered, _of_stations):
            for cells, document in source():
                if blind or document is None or visible(document, actor.subject):
                    yield [plain(cell) for cell in cells], document

    return Book("deferred", title, heads, rows())


def by_clause(actor: Actor, asked: Narrowing) -> Book:
    title = _("Entered after it happened, by clause")
    _only_for(COUNT, actor, title)
    heads = [_("Clause"), _("Entered"), _("Confirmed"), _("To be confirmed"), _("Of these, late")]
    return Book("deferred-by-clause", title, heads, [(list(row), None) for row in queries.count(actor)])


def _pages(rows: Any) -> Iterator[Sequence[Any]]:
    before: int | None = None
    while page := list((rows.filter(pk__lt=before) if before is not None else rows).order_by("-pk")[:PAGE]):
        yield page
        before = page[-1].pk


def _titles(procedure: str, step: str) -> list[str]:
    known = REGISTRY[procedure]
    return [str(known.title), str(known.steps[step].title)]


def _names(entries: Iterable[Entry]) -> dict[int, str]:
    return {person.pk: person.name for person in Person.objects.filter(pk__in={entry.person for entry in entries})}


def _confirmed(rows: Sequence[Any]) -> Callable[[Any], list[Any]]:
    found = queries.confirming(rows)
    names = _names(found.values())

    def cells(row: Any) -> list[Any]:
        entry = found.get(row.pk)
        return [names.get(entry.person, ""), entry.at] if entry is not None else ["", ""]

    return cells


def _moved() -> Iterator[Found]:
    rows = Deferred.objects.select_related("copy__document", "copy__thing", "entered_by")
    stages = REGISTRY["documents.deferred"].stages
    for page in _pages(rows.prefetch_related("copy__document__scope")):
        confirmed = _confirmed(page)
        for one in page:
            cells = [
                one.clause, *_titles(one.procedure, one.step), codes.pretty(one.copy.thing.code), one.occurred_at,
                one.entered_at, one.sheet, one.entered_by.name, *confirmed(one), stages[one.stage],
            ]  # fmt: skip
            yield cells, one.copy.document


def _registered() -> Iterator[Found]:
    rows = Document.objects.filter(occurred_at__isnull=False).select_related("received_by")
    stages = REGISTRY["documents.register"].stages
    for page in _pages(rows.prefetch_related("scope")):
        confirmed = _confirmed(page)
        for one in page:
            cells = [
                "1.1", *_titles("documents.register", "register_deferred"), codes.pretty(one.code), one.occurred_at,
                one.received_at, one.paper_sheet, one.received_by.name, *confirmed(one), stages[one.stage],
            ]  # fmt: skip
            yield cells, one


def _of_stations() -> Iterator[Found]:
    """What a station brought is signed there, movement by movement: it stands on no sheet, and nobody confirms it."""
    rows = Movement.objects.filter(state=Movement.State.DONE, act__isnull=False).select_related("station")
    for page in _pages(rows):
        entries = {entry.act: entry for entry in Entry.objects.filter(act__in=[one.act for one in page], kind="act")}
        names = _names(entries.values())
        copies = Copy.objects.filter(thing__code__in={one.thing for one in page}).select_related("thing", "document")
        documents = {copy.thing.code: copy.document for copy in copies.prefetch_related("document__scope")}
        for one in page:
            entry = entries.get(one.act)
            if entry is None:
                continue
            cells = [
                entry.clause, *_titles(entry.procedure, entry.step), codes.pretty(one.thing), one.at, entry.at, "",
                names.get(entry.person, ""), "", "", _("Signed by the station %(name)s") % {"name": one.station.name},
            ]  # fmt: skip
            yield cells, documents.get(one.thing)
