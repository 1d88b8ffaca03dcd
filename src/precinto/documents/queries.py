# SPDX-License-Identifier: EUPL-1.2
"""What is asked of chapter 1. Everything that a person sees comes through here, and is decided again row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from precinto.access import reach
from precinto.access.decide import Subject, decide
from precinto.access.models import Person, Unit
from precinto.custody import codes
from precinto.custody.models import Movement, Place, Thing
from precinto.documents.models import Copy, Document, Loan, Round, Stop
from precinto.labels.scheme import Level
from precinto.procedures import lapsing
from precinto.procedures.model import REGISTRY, Actor


def visible(document: Document, who: Subject) -> bool:
    return bool(decide(who, document.scoped()))


def find_document(text: str, who: Subject) -> Document | None:
    """By the document's code, or its number as it is written: `2026/42`, `E 2026/00042`. Only what `who` may see."""
    found = document_called(text)
    return found if found is not None and visible(found, who) else None


def document_called(text: str) -> Document | None:
    """As `find_document`, whoever asks: for an order that names a document to somebody who may know that it is there."""
    code = codes.parse(text)
    rows = Document.objects.prefetch_related("scope")
    if code is not None and code.kind == "N":
        found = rows.filter(code=code.text).first()
    elif code is not None and code.kind == "C":
        found = rows.filter(copies__thing__code=code.text).first()
    else:
        number = _number(text)
        if number is None:
            return None
        found = rows.filter(series=number[0], year=number[1], number=number[2]).first()
    return found


def _number(text: str) -> tuple[str, int, int] | None:
    """Series, year and number of a document's number as it is written; None for what is none."""
    words = text.strip().upper().split()
    series, number = (words[0], words[1]) if len(words) == 2 else ("E", text.strip())
    year, _slash, n = number.partition("/")
    if not (year.isdigit() and n.isdigit() and len(series) == 1 and len(year) == 4 and len(n) < 10):
        return None
    return series, int(year), int(n)


def unseen(text: str, who: Subject) -> bool:
    """Whether a text names a paper as the office writes it, and `who` sees none under that name: it is not there, or not theirs."""
    code = codes.parse(text)
    names = code.kind in ("C", "N") if code is not None else _number(text) is not None
    return names and find_document(text, who) is None


def find_copy(text: str, who: Subject) -> Copy | None:
    """By its code, or by its document's number where that has one copy only."""
    code = codes.parse(text)
    if code is not None and code.kind == "C":
        copy = Copy.objects.select_related("document", "thing").filter(thing__code=code.text).first()
        return copy if copy is not None and visible(copy.document, who) else None
    document = find_document(text, who)
    copies = list(document.copies.all()[:2]) if document is not None else []
    return copies[0] if len(copies) == 1 else None


AHEAD = 4  # times a page: how far it looks on at most, where it was left short
LOOKED_THROUGH = 1000  # documents that a page of chosen ones looks through
LOOKS = 10  # times as many, at most, where none was found yet


@dataclass(frozen=True)
class Page:
    """A page of the register, newest first. The next one begins before `older`; where that is None, nothing is left."""

    rows: list[Document]
    older: int | None


def page(
    who: Subject,
    *,
    before: int | None = None,
    size: int = reach.PAGE,
    levels: Sequence[int] | None = None,
    wanted: Callable[[Document], bool] | None = None,
) -> Page:
    """The newest documents that `who` may see. What the derived table lets through is decided again.

    A page that this leaves short is looked on for, once: it may then be short, and still have a next one. `wanted`
    chooses among what may be seen; where it chose nothing, it is looked on for `LOOKS` times.
    """
    found: list[Document] = []
    edge = before
    many = size + 1 if wanted is None else LOOKED_THROUGH
    for _ in range(2 if wanted is None else LOOKS):
        keys = reach.page(who, before=edge, size=many, levels=levels)
        rows = Document.objects.filter(pk__in=keys).prefetch_related("scope").order_by("-pk")
        found += [row for row in rows if visible(row, who) and (wanted is None or wanted(row))]
        if len(found) > size:
            return Page(found[:size], found[size - 1].pk)
        if len(keys) < many:
            return Page(found, None)
        edge = keys[-1]
        if wanted is not None:
            if found:
                break
            continue
        # Twice as many as would do, if as large a part of them may be seen.
        many = min(size * AHEAD, 2 * many * (size + 1 - len(found)) // max(1, len(found)))
    return Page(found, edge)


def with_copies(documents: Sequence[Document]) -> list[tuple[Document, list[Copy]]]:
    """Each document with its copies and where they are: the lines of the register."""
    of: dict[int, list[Copy]] = {document.pk: [] for document in documents}
    rows = Copy.objects.filter(document__in=documents).select_related("thing__person", "thing__place")
    for copy in rows.order_by("number"):
        of[copy.document_id].append(copy)
    return [(document, of[document.pk]) for document in documents]


def _hands() -> QuerySet[Movement]:
    return Movement.objects.select_related("from_person", "from_place", "to_person", "to_place").order_by("seq")


def chain(thing: Thing) -> list[Movement]:
    """Every pair of hands that it has been in, oldest first."""
    return list(_hands().filter(thing=thing))


def chains(document: Document) -> list[Copy]:
    """The copies of a document with where they are, each with its chain of hands as `thing.movements`."""
    rows = Copy.objects.filter(document=document).select_related("thing__person", "thing__place")
    return list(rows.prefetch_related(Prefetch("thing__movements", _hands())).order_by("number"))


def who_has(text: str, who: Subject) -> list[Copy]:
    """The copies that a code or number names, with their holders: one copy, or all of a document."""
    code = codes.parse(text)
    rows = Copy.objects.select_related("document", "thing__person", "thing__place").order_by("number")
    if code is not None and code.kind == "C":
        found = list(rows.filter(thing__code=code.text))
        return [copy for copy in found if visible(copy.document, who)]
    document = find_document(text, who)
    return list(rows.filter(document=document)) if document is not None else []


def holdings(person: Person) -> list[Thing]:
    """Everything in somebody's hands now, whatever kind of thing it is: soonest due first."""
    rows = Thing.objects.filter(person=person).select_related("person", "copy__document").order_by("due", "pk")
    return list(rows.prefetch_related("copy__document__scope"))


@dataclass(frozen=True)
class Held:
    """Whose hands are asked about, and from when until when it falls due."""

    person: Person | None = None
    unit: Unit | None = None
    since: datetime | None = None
    until: datetime | None = None


def out(
    *, late: datetime | None = None, only: Held = Held(), after: Thing | None = None, size: int = 200
) -> list[Thing]:
    """What is in somebody's hands, soonest due first, what has no term last. `after` is the last one of the page before."""
    rows = Thing.objects.filter(person__isnull=False)
    rows = rows.filter(person=only.person) if only.person is not None else rows
    if only.unit is not None:
        # By key: joined to the persons, PostgreSQL reads all that is out, whoever has it.
        rows = rows.filter(person__in=list(Person.objects.filter(unit=only.unit).values_list("pk", flat=True)))
    dated, undated = rows.filter(due__isnull=False), rows.filter(due__isnull=True)
    dated = dated.filter(due__gte=only.since) if only.since is not None else dated
    dated = dated.filter(due__lt=only.until) if only.until is not None else dated
    undated = undated if only.since is None and only.until is None else undated.none()
    if late is not None:
        dated, undated = dated.filter(due__lt=late), undated.none()
    if after is not None and after.due is None:
        dated, undated = dated.none(), undated.filter(pk__gt=after.pk)
    elif after is not None:
        dated = dated.filter(Q(due__gt=after.due) | Q(due=after.due, pk__gt=after.pk), due__gte=after.due)
    # The page is found by the index of dues before anything is joined to it.
    keys = list(dated.order_by("due", "pk").values_list("pk", flat=True)[:size])
    if late is None and len(keys) < size:
        keys += undated.order_by("pk").values_list("pk", flat=True)[: size - len(keys)]
    found = Thing.objects.filter(pk__in=keys).select_related("person__unit", "copy__document")
    read = {thing.pk: thing for thing in found.prefetch_related("copy__document__scope")}
    return [read[key] for key in keys if key in read]


def most_days(level: Level, actor: Actor) -> int:
    """1.4: for how long something of this level is lent at most: as the profile says, and no longer than its scheme allows."""
    allowed = level.handling["max_loan_days"]
    return min(actor.profile.value("loan"), allowed if isinstance(allowed, int) else 0)


def loan_ends(level: Level, days: int | None, start: datetime, actor: Actor) -> datetime:
    """When a term that begins at `start` is over: the longest one, or the shorter one of `days` that was asked or approved."""
    most = most_days(level, actor)
    own = actor.profile.with_values({"loan": min(days or most, most)})
    return own.due("loan", start, actor.calendar)


def live_loan(copy: Copy, borrower: Person | None = None) -> Loan | None:
    """The loan of this copy that is nearest to its end: lent before approved, approved before asked."""
    rows = Loan.objects.filter(copy=copy, stage__in=("asked", "approved", "lent", "returned"))
    if borrower is not None:
        rows = rows.filter(borrower=borrower)
    order = {"lent": 0, "returned": 1, "approved": 2, "asked": 3}
    return min(rows, key=lambda loan: (order[loan.stage], loan.pk), default=None)


def lapsed(loans: Iterable[Loan], actor: Actor) -> set[int]:
    """1.4: which of these loans wait on an approval that was not used in time. It promises nothing any more."""
    lend = REGISTRY["documents.lend"]
    ends = lapsing.lapses([(lend, loan.pk, loan.stage) for loan in loans], actor)
    return {key for (_name, key), end in ends.items() if end < actor.at}


def approved_loan(copy: Copy, borrower: int, actor: Actor) -> Loan | None:
    """The loan of this copy to this person that the leader has approved and that may still be handed over."""
    rows = list(Loan.objects.filter(copy=copy, borrower=borrower, stage="approved").order_by("-pk"))
    gone = lapsed(rows, actor)
    return next((loan for loan in rows if loan.pk not in gone), None)


def live_round(copy: Copy) -> Round | None:
    return Round.objects.filter(copy=copy, stage__in=("in_office", "out")).order_by("pk").first()


def next_stop(round_: Round) -> Stop | None:
    return round_.stops.filter(state=Stop.State.WAITING).order_by("place").first()


def stop_out(round_: Round) -> Stop | None:
    return round_.stops.filter(state=Stop.State.OUT).order_by("place").first()


def safes() -> list[Place]:
    return list(Place.objects.filter(stage="in_use", kind__in=("safe", "counter")).order_by("pk"))


def find_thing(text: str, who: Subject) -> Thing | None:
    """By its code. A copy shows to whoever may see its document; other things have no reading scope."""
    code = codes.parse(text)
    if code is None or code.kind not in ("C", "M", "T"):
        return None
    rows = Thing.objects.select_related("person", "place", "copy__document").prefetch_related("copy__document__scope")
    thing: Thing | None = rows.filter(code=code.text).first()
    copy: Copy | None = getattr(thing, "copy", None)
    return thing if copy is None or visible(copy.document, who) else None
