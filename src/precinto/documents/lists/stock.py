# SPDX-License-Identifier: EUPL-1.2
"""What lies in the places of the office: every thing in every safe, or in one, a page at a time.

A place that is being counted is left out: whoever counts does not know what is expected (1.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.keeping.models import Inventory
from precinto.documents.keeping.queries import holding
from precinto.documents.lists.cells import Book, Rows, level_words, plain, roles_of
from precinto.documents.lists.narrowing import Narrowing
from precinto.documents.models import Document
from precinto.documents.queries import visible
from precinto.documents.shown import OVERSEE
from precinto.labels.scheme import Level
from precinto.office import schemes
from precinto.procedures.model import Actor
from precinto.records.errors import NotYourRole

NARROWED_BY = ("lugar", "clase", "nivel")
AHEAD = 4  # times a page: how far one question looks for rows that are for this person
PARTS = 60  # places that one statement asks: the limit of SQLite is 500


@dataclass(frozen=True)
class Lying:
    """A thing where it lies. `seen`: its document may be read, so its subject may be written down."""

    thing: Thing
    document: Document | None
    seen: bool

    @property
    def level(self) -> str:
        if self.document is not None:
            return level_words(self.document)
        level = self._own()
        return level.short if level is not None else ""

    @property
    def band(self) -> tuple[str, str] | None:
        """Scheme and level of what is no document's copy: in the terms of the office's own scheme."""
        level = self._own()
        return (schemes.own().id, level.id) if level is not None else None

    def _own(self) -> Level | None:
        return schemes.own().at_least(self.thing.rank) if self.thing.rank else None


@dataclass(frozen=True)
class Page:
    rows: list[Lying]
    after: int | None  # the `after` of the next page


@dataclass(frozen=True)
class Where:
    """What is asked for: in which places, of which kind and levels. `counted`: places left out, which are being counted."""

    places: list[Place]
    counted: list[Place]
    kind: str
    ranks: list[int] | None
    one: Place | None  # the place that was named, if any


def where(actor: Actor, narrow: Narrowing) -> Where:
    """Raises `NotYourRole` for whoever neither keeps, leads nor inspects."""
    if not roles_of(actor) & OVERSEE:
        roles = sorted(str(role.label) for role in OVERSEE)
        raise NotYourRole("not-your-role", clause="1.3", facts={"roles": roles, "step": _("What lies in the safes")})
    kind, ranks, one = narrow.kind(), narrow.ranks(), narrow.place()
    # A bag is a place of its own: what is in it is listed when it is asked for.
    places = [one] if one is not None and one.kind == PlaceKind.BAG else holding(one)
    stops = Inventory.objects.filter(stage="counting", stops__place__in=[place.pk for place in places])
    busy = set(stops.values_list("stops__place", flat=True))
    return Where(
        [place for place in places if place.pk not in busy], [p for p in places if p.pk in busy], kind, ranks, one
    )


def lying(wanted: Where, *, after: int | None, size: int) -> list[Thing]:
    """The first things of each place after `after`, merged by their key: an index walk for each place, however full it is."""
    keys: list[int] = []
    for start in range(0, len(wanted.places), PARTS):
        parts = []
        for place in wanted.places[start : start + PARTS]:
            rows = Thing.objects.filter(place=place)
            rows = rows.filter(kind=wanted.kind) if wanted.kind else rows
            rows = rows.filter(rank__in=wanted.ranks) if wanted.ranks is not None else rows
            rows = rows.filter(pk__gt=after) if after is not None else rows
            # Cut before it is merged. SQLite takes no limit inside a union, so the cut stands in a question of its own.
            some = rows.order_by("place", "kind", "pk") if wanted.kind else rows.order_by("place", "pk")
            parts.append(Thing.objects.filter(pk__in=some.values("pk")[:size]).order_by().values_list("pk", flat=True))
        if parts:
            merged = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
            keys += merged.order_by("pk")[:size]
    wanted_keys = sorted(keys)[:size]
    found = Thing.objects.filter(pk__in=wanted_keys).select_related("place", "copy__document")
    return sorted(found.prefetch_related("copy__document__scope"), key=lambda thing: thing.pk)


def page(actor: Actor, wanted: Where, *, after: int | None = None, size: int = 50) -> Page:
    """The next things that this person may know of. A page may be short and still have a next one."""
    blind = bool(roles_of(actor) & WITHOUT_THE_TITLE)
    look = size * (1 if blind else AHEAD)
    read = lying(wanted, after=after, size=look + 1)
    found = _decided(actor, read[:look], blind=blind)
    if len(found) > size:
        return Page(found[:size], found[size - 1].thing.pk)
    return Page(found, read[look - 1].pk if len(read) > look else None)


def _decided(actor: Actor, things: Sequence[Thing], *, blind: bool) -> list[Lying]:
    found = []
    for thing in things:
        document = thing.copy.document if hasattr(thing, "copy") else None
        seen = document is None or visible(document, actor.subject)
        if seen or blind:
            found.append(Lying(thing, document, document is not None and seen))
    return found


def book(actor: Actor, narrow: Narrowing, size: int) -> Book:
    wanted = where(actor, narrow)

    def rows() -> Rows:
        after: int | None = None
        while True:
            some = page(actor, wanted, after=after, size=size)
            for one in some.rows:
                thing, document = one.thing, one.document
                cells = [
                    thing.code, thing.get_kind_display(), one.level, document.full_number if document is not None else "",
                    document.title if document is not None and one.seen else "", thing.place, thing.since, thing.pieces,
                ]  # fmt: skip
                yield [plain(cell) for cell in cells], document
            after = some.after
            if after is None:
                return

    heads = [
        _("Code"), _("Kind"), _("Level"), _("Document"), _("Subject"), _("Place"), _("Since"), _("Folios"),
    ]  # fmt: skip
    return Book("things", _("What lies in the safes"), heads, rows())
