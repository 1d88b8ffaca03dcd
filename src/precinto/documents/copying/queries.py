# SPDX-License-Identifier: EUPL-1.2
"""What is asked of reproductions: the join of their sources, what is surplus, what was made from a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Q

from precinto.access.models import IN_FORCE, Person, Post
from precinto.access.principals import Kind as Who
from precinto.access.principals import ancestors, kind_and_key, principal
from precinto.access.reach import FOREVER
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.custody.models import PlaceKind, Thing
from precinto.documents.copying.models import Excess, Kind, Made, Reproduction, Source
from precinto.documents.models import Copy, Document
from precinto.documents.reservations import Claim
from precinto.labels.label import Label, join
from precinto.procedures.model import Reason

NAME = "documents.copy"
Grant = tuple[int, date | None, date | None]  # principal, from, until
UNWANTED = (Made.State.SPOILED, Made.State.SURPLUS)
# A reproduction with sheets beyond those authorised, of which nobody has said why.
TO_CONCLUDE = Q(pk__in=Excess.objects.filter(conclusion="").values("reproduction"))


def sources(case: Reproduction) -> list[Copy]:
    """The copies that it is made from, as they and their documents stand now."""
    keys = list(case.sources.values_list("copy_id", flat=True)) if case.pk else []
    found = Copy.objects.filter(pk__in=keys).select_related("document", "thing__place", "thing__person")
    return list(found.prefetch_related("document__scope").order_by("pk"))


def joined(documents: Iterable[Document]) -> Label:
    """The least label that binds as much as all of them. Raises `SchemeMismatch`."""
    first, *rest = [document.label for document in documents]
    for label in rest:
        first = join(first, label)
    return first


def term(documents: Iterable[Document]) -> date | None:
    """Secret as long as any of its sources is: the last of their dates, or none where one of them has none."""
    days = [document.declassify_on for document in documents]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def events(documents: Iterable[Document]) -> str:
    return "; ".join(dict.fromkeys(d.declassify_event for d in documents if d.declassify_event))[:200]


# ---- the reading scope of what is made of several


def grants(document: Document) -> list[Grant]:
    return [(g.principal, g.since, g.until) for g in document.scope.all() if g.stage == IN_FORCE]


def common_scope(documents: Sequence[Document], on: date) -> list[Grant]:
    """Whoever is in the scope of every source, and from and until when: nobody else."""
    every = [grants(document) for document in documents]
    named = dict.fromkeys(number for scope in every for number, _since, _until in scope)
    found = []
    for number in named:
        spans = [_span(number, scope, on) for scope in every]
        known = [span for span in spans if span is not None]
        if len(known) == len(spans):
            since, until = max(first for first, _last in known), min(last for _first, last in known)
            if since <= until:
                found.append((number, _day(since), _day(until)))
    return found


def wider(wanted: Iterable[Grant], documents: Sequence[Document], on: date) -> int | None:
    """The first that is named and is not, or not so long, in the scope of every source."""
    every = [grants(document) for document in documents]
    for number, since, until in wanted:
        first, last = (since or on).toordinal(), until.toordinal() if until else FOREVER
        for scope in every:
            span = _span(number, scope, on)
            if span is None or span[0] > first or span[1] < last:
                return number
    return None


def _span(number: int, scope: Sequence[Grant], on: date) -> tuple[int, int] | None:
    """From when until when a scope covers this one: by name, or by a unit that holds them. The longest of its grants."""
    above = _holding(number, on)
    spans = [
        (since.toordinal() if since else 0, until.toordinal() if until else FOREVER)
        for other, since, until in scope
        if other in above
    ]
    return max(spans, key=lambda span: span[1] - span[0], default=None)


def _holding(number: int, on: date) -> set[int]:
    """This one, and all that hold them: a person's posts and units, a unit's branches."""
    kind, key = kind_and_key(number)
    if kind is Who.PERSON:
        person = Person.objects.filter(pk=key).first()
        return {number} | set(subject(person, on).principals if person is not None else ())
    unit = key if kind in (Who.UNIT, Who.TREE) else None
    if kind is Who.POST:
        unit = Post.objects.filter(pk=key).values_list("unit_id", flat=True).first()
    found = {number} | {principal(Who.TREE, one) for one in ancestors(unit)}
    return found | {principal(Who.UNIT, unit)} if kind is Who.POST and unit else found


def _day(number: int) -> date | None:
    return date.fromordinal(number) if 0 < number < FOREVER else None


# ---- what is to be destroyed


def surplus_due(case: Reproduction | None = None) -> list[Made]:
    """Spoiled copies and copies that nobody is to have, and that are not destroyed yet; the case's `due` says until when."""
    rows = Made.objects.filter(state__in=UNWANTED).exclude(_gone("copy__thing__"))
    if case is not None:
        rows = rows.filter(reproduction=case)
    return list(rows.select_related("reproduction", "copy__thing__place", "copy__document").order_by("pk"))


def excess_due(case: Reproduction) -> list[Thing]:
    """Sheets beyond those authorised that are not destroyed yet."""
    return list(Thing.objects.filter(excess__reproduction=case).exclude(_gone()).order_by("pk"))


def excess_missing(case: Reproduction) -> list[Thing]:
    """Sheets beyond those authorised that were looked for in vain, while their term runs."""
    rows = Thing.objects.filter(excess__reproduction=case, place__kind=PlaceKind.MISSING, due__isnull=False)
    return list(rows.order_by("pk"))


def _gone(thing: str = "") -> Q:
    """What was destroyed; and what is missing and was given up, which is nobody's to destroy: no term of it runs any more."""
    missing = Q((f"{thing}place__kind", PlaceKind.MISSING), (f"{thing}due", None))
    return missing | Q((f"{thing}place__kind", PlaceKind.DESTROYED))


def of_surplus(things: Sequence[int]) -> Iterator[Claim]:
    """1.5: what is to be destroyed goes into nobody's hands."""
    rows = Made.objects.filter(state__in=UNWANTED, copy__thing__in=things).select_related("copy__thing", "reproduction")
    for row in rows.order_by("pk"):
        yield Claim(
            row.copy.thing_id, _said("surplus-copy", row.copy.thing, row.reproduction), (NAME, row.reproduction_id)
        )
    for extra in Excess.objects.filter(thing__in=things).select_related("thing", "reproduction").order_by("pk"):
        yield Claim(
            extra.thing_id, _said("surplus-copy", extra.thing, extra.reproduction), (NAME, extra.reproduction_id)
        )


def of_sources(things: Sequence[int]) -> Iterator[Claim]:
    """1.6: what is being copied is not destroyed meanwhile."""
    stages = ("asked", "approved", "making")
    rows = Source.objects.filter(copy__thing__in=things, reproduction__stage__in=stages)
    for row in rows.select_related("copy__thing", "reproduction").order_by("pk"):
        yield Claim(
            row.copy.thing_id, _said("being-copied", row.copy.thing, row.reproduction), (NAME, row.reproduction_id)
        )


def _said(reason: str, thing: Thing, case: Reproduction) -> Reason:
    return Reason(reason, {"code": codes.pretty(thing.code), "case": case.name}, "1.5")


# ---- what was made from what


def touching(document: int) -> list[tuple[str, int]]:
    """The cases whose acts change the row of a document: those that made copies of it, or the document itself."""
    copied = Reproduction.objects.filter(kind=Kind.COPY, document=document).values_list("pk", flat=True)
    born = Reproduction.objects.filter(result=document).values_list("pk", flat=True)
    return [(NAME, key) for key in sorted({*copied, *born})]


def made_from(document: Document) -> list[Document]:
    """The extracts and translations that were made of it."""
    return list(
        Document.objects.filter(made_by__sources__copy__document=document)
        .distinct()
        .prefetch_related("scope")
        .order_by("pk")
    )
