# SPDX-License-Identifier: EUPL-1.2
"""What is asked of regradings: whose term has run out, what is still to be marked, what must come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents.models import Copy, Document
from precinto.documents.queries import visible
from precinto.documents.regrading.models import LIVE, Line, Recall, Regrading
from precinto.documents.reservations import Claim
from precinto.procedures.model import Actor, Reason

NAME = "documents.regrade"
REGISTERED = ("registered", "verified")
LISTED_AT_ONCE = 150  # lines that one act writes: an entry of the ledger holds 64 KiB
DOCUMENTS_AT_ONCE = 60
COPIES_AT_ONCE = 400


def run_out(until: date) -> QuerySet[Document]:
    """Classified documents whose term ends by that day and about which nothing is being decided."""
    rows = Document.objects.filter(declassify_on__lte=until, stage__in=REGISTERED).exclude(rank=0, comp=0, rel=0)
    return rows.exclude(pk__in=live_lines().values("document")).order_by("pk")


def awaiting_event() -> QuerySet[Document]:
    """Classified documents that are declassified when something happens, about which nothing is being decided."""
    rows = Document.objects.filter(stage__in=REGISTERED).exclude(declassify_event="").exclude(rank=0, comp=0, rel=0)
    return rows.exclude(pk__in=live_lines().values("document")).order_by("pk")


@dataclass(frozen=True)
class TermRow:
    """A document whose classification ends: on a day, or when something happens and until when that is looked at again."""

    document: Document
    ends: date | None
    event: str
    due: datetime | None


def term_rows(actor: Actor, size: int) -> tuple[list[TermRow], bool]:
    """What ends with this year or has ended and still stands, oldest first; then what waits for an event. Each decided."""
    ending = run_out(date(actor.day.year, 12, 31)).prefetch_related("scope").order_by("declassify_on", "pk")
    waiting = awaiting_event().prefetch_related("scope")
    closing, off = actor.calendar.closing_of, actor.profile.is_off("event-review")
    rows: list[TermRow] = []
    read = list(ending[: size + 1])
    for one in read[:size]:
        if visible(one, actor.subject) and one.declassify_on is not None:
            last = closing(date(one.declassify_on.year, 12, 31))
            rows.append(TermRow(one, one.declassify_on, one.declassify_event, last))
    others = list(waiting[: size + 1])
    for one in others[:size]:
        if visible(one, actor.subject):
            start = one.event_reviewed_at or one.received_at
            again = None if off else actor.profile.due("event-review", start, actor.calendar)
            rows.append(TermRow(one, None, one.declassify_event, again))
    return rows, max(len(read), len(others)) > size


def live_lines() -> QuerySet[Line]:
    return Line.objects.filter(regrading__stage__in=LIVE).exclude(state=Line.State.LEFT_OUT)


def of_listed(things: Sequence[int]) -> Iterator[Claim]:
    """What is to be regraded is left out first, and annulled then: the decision says what it is about."""
    lines = live_lines().filter(state=Line.State.LISTED, document__copies__thing__in=things)
    for line in lines.select_related("document", "regrading").order_by("pk").distinct():
        facts = {"number": str(line.document), "case": line.regrading.name}
        for thing in set(line.document.things()) & set(things):
            yield Claim(thing, Reason("being-regraded", facts, "1.5"), (NAME, line.regrading_id))


def to_list(case: Regrading) -> QuerySet[Document]:
    """What the list of this case still lacks."""
    if case.until is None:
        return Document.objects.none()
    mine = Line.objects.filter(regrading=case).values("document")
    return run_out(case.until).exclude(pk__in=mine)


def next_lines(case: Regrading) -> list[Line]:
    """The lines that the next act puts into effect: as many as one entry of the ledger holds."""
    rows = Line.objects.filter(regrading=case, state=Line.State.LISTED).select_related("document").order_by("pk")
    found: list[Line] = []
    copies = 0
    for line in rows.prefetch_related("document__scope")[:DOCUMENTS_AT_ONCE]:
        copies += line.document.total
        if found and copies > COPIES_AT_ONCE:
            break
        found.append(line)
    return found


def copies_of(lines: Sequence[Line]) -> list[Copy]:
    """The copies that there are of these documents. What was destroyed has no level any more."""
    rows = Copy.objects.filter(document__in=[line.document_id for line in lines])
    rows = rows.exclude(thing__place__kind=PlaceKind.DESTROYED)
    return list(rows.select_related("thing__place", "thing__person").order_by("pk"))


def things_of_next(case: Regrading) -> list[int]:
    return [copy.thing_id for copy in copies_of(next_lines(case))]


def to_mark(case: Regrading) -> QuerySet[Copy]:
    """Copies that still bear the old mark."""
    return (
        Copy.objects.filter(
            document__regrading_lines__regrading=case,
            document__regrading_lines__state=Line.State.APPLIED,
            number__lte=F("document__regrading_lines__last_copy"),
        )
        .exclude(thing__place__kind=PlaceKind.DESTROYED)
        .exclude(marks__line__regrading=case)
        .order_by("document_id", "number")
    )


NOTICE = "regrading-notice"


def bodies(case: Regrading) -> list[Place]:
    """The bodies that have copies of what this decision has put into effect."""
    rows = Place.objects.filter(
        kind=PlaceKind.BODY, holds__copy__document__regrading_lines__regrading=case,
        holds__copy__document__regrading_lines__state=Line.State.APPLIED,
    )  # fmt: skip
    return list(rows.distinct().order_by("name"))


def with_body(case: Regrading, place: Place) -> list[Copy]:
    """The copies to bear the new mark that are with a body, or have been: a paper is read as of the time when it was printed."""
    rows = Copy.objects.filter(
        document__regrading_lines__regrading=case, document__regrading_lines__state=Line.State.APPLIED,
        number__lte=F("document__regrading_lines__last_copy"), thing__movements__to_place=place,
    )  # fmt: skip
    return list(
        rows.distinct()
        .select_related("document", "thing")
        .prefetch_related("document__scope")
        .order_by("document_id", "number")
    )


def notice_of(case: Regrading, place: Place) -> str:
    return f"{case.pk}-{place.code}"


def line_of(case: Regrading, copy: Copy) -> Line | None:
    """The line under which this copy is to be marked."""
    rows = Line.objects.filter(regrading=case, document=copy.document_id, state=Line.State.APPLIED)
    return rows.filter(last_copy__gte=copy.number).first()


# ---- the exceptions to law (vi)


def _open_recall() -> Any:
    return Q(kind=Recall.Kind.HOLDER, copy__thing__person=F("holder")) | Q(
        kind=Recall.Kind.BAG,
        copy__thing__place__kind=PlaceKind.BAG,
        copy__thing__place__rank__lt=F("copy__thing__rank"),
    )


def recalled(case: Regrading | None = None) -> QuerySet[Recall]:
    """What is where it may not be since a regrading, and has not come back."""
    rows = Recall.objects.filter(_open_recall()).filter(line__document__rank=F("copy__thing__rank"))
    rows = rows.filter(line__regrading=case) if case is not None else rows
    return rows.select_related("copy__thing__place", "holder", "line").order_by("pk")


def of_recalled(things: Sequence[int]) -> Iterator[Claim]:
    """What is called back goes nowhere else before it has come."""
    for row in recalled().filter(copy__thing__in=things):
        facts = {"code": codes.pretty(row.copy.thing.code), "case": row.line.regrading.name}
        yield Claim(row.copy.thing_id, Reason("called-back", facts, "1.5"), (NAME, row.line.regrading_id))


def too_low(case: Regrading, copies: Sequence[Copy]) -> list[Thing]:
    """Things in places of the office that may not hold the new level."""
    return [c.thing for c in copies if c.thing.in_the_safe and c.thing.place and c.thing.place.rank < case.rank]


def touching(document: int) -> list[tuple[str, int]]:
    """The cases whose acts have changed the label of a document."""
    rows = Line.objects.filter(document=document, state=Line.State.APPLIED)
    return [(NAME, key) for key in rows.order_by("regrading_id").values_list("regrading_id", flat=True)]
