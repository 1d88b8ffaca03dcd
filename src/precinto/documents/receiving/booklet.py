# SPDX-License-Identifier: EUPL-1.2
"""The book of a year on paper: opening entry, every entry in order with the annulled ones, closing entry.

A closed book is printed as it stood when the clerk closed it; what was corrected or annulled later follows after the closing
entry. So its folios are always as many as the closing entry says, and nothing that happened since is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from precinto.access.decide import Subject
from precinto.access.models import Person
from precinto.custody.models import Movement
from precinto.documents.models import Document
from precinto.documents.printing import blocks, past, render, sheets
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.queries import visible
from precinto.documents.receiving.models import Book
from precinto.documents.receiving.volumes import VOLUMES, Table, Volume, volume
from precinto.labels.label import Label
from precinto.labels.scheme import Scheme
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures import deadlines

REGISTERING = "documents.register"
BOOK = "documents.book"
FOUNDING = "personnel.found"
CHUNK = 500


def find_book(target: str, who: Subject) -> Found | None:
    """A book is for whoever may see every entry of it: a list of all of them says more than any one."""
    name = " ".join(target.upper().split())
    book = Book.objects.filter(name=name).first()
    if book is None or not volume(book).seen(book, who):
        return None
    acts = {entry.pk: entry.act for entry in (*acts_of(book), *_newest(book))}
    return Found(book.name, book, [acts[key] for key in sorted(acts)])


def _newest(book: Book) -> list[Entry]:
    """The last act on an entry of the book: printed after it, the book is another paper and no duplicate."""
    of = volume(book)
    acts = Entry.objects.filter(procedure=of.procedure, case__in=of.rows(book).values("pk"), kind="act")
    return list(acts.order_by("-pk")[:1])


def acts_of(book: Book, until: Entry | None = None) -> list[Entry]:
    """The acts of a book. The first of an office were opened when it was founded."""
    acts = past.acts(BOOK, book.pk, until)
    if not any(entry.step == "open" for entry in acts):
        acts = list(Entry.objects.filter(procedure=FOUNDING, kind="act").order_by("pk")[:1]) + acts
    return acts


def label_then(found: Found, paper: Paper) -> Label:
    return volume(found.row).label(found.row, paper.entry)


def ready(found: Found) -> bool:
    return str(found.row.stage) != "proposed"


def content(found: Found, paper: Paper) -> dict[str, Any]:
    return body(found.row, paper.entry)


def folios(book: Book) -> int:
    """On how many folios the book stands when it is closed now."""
    office = schemes.office()
    with override(office.language if office else "es"):
        closing = _closing(0, 0, 0, 0, "", "", "")
        made = blocks.body(*_opening(book, []), blocks.page(), *_listed(book, None), blocks.page(), *closing)
    return render.pages("blocks", sheets.unnumbered(made, level=sheets.level(volume(book).label(book, None), "es")))


def body(book: Book, until: Entry) -> dict[str, Any]:
    acts = acts_of(book, until)
    closed = next((entry for entry in reversed(acts) if entry.step in ("close", "reopen")), None)
    closed = closed if closed is not None and closed.step == "close" else None
    parts: list[blocks.Block | None] = [*_opening(book, acts), blocks.page(), *_listed(book, closed or until)]
    if closed is None:
        return blocks.body(*parts, blocks.sentence(_("The book is open: it goes on."), strong=True))
    head = next((e for e in acts if e.step == "confirm_closing"), None)
    people = past.Then(until).names([closed.person, head.person if head is not None else None])
    bound = past.rows_then("receiving.book", [(BOOK, book.pk)], until).get(book.pk, {})
    parts += [
        blocks.page(),
        *_closing(
            bound.get("entries") or 0, bound.get("last") or 0, bound.get("annulled") or 0, bound.get("folios") or 0,
            moment(closed.at), people.get(closed.person, ""), people.get(head.person, "") if head is not None else "",
            bound.get("size"), str(bound.get("root") or ""),
        ),
        *_since(book, closed, until),
    ]  # fmt: skip
    return blocks.body(*parts)


def _opening(book: Book, acts: list[Entry]) -> Iterator[blocks.Block]:
    opened = next((entry for entry in acts if entry.step in ("open", "found")), None)
    signed = next((entry for entry in acts if entry.step in ("confirm_opening", "found")), None)
    people = past.Then(acts[-1]).names([entry.person for entry in (opened, signed) if entry]) if acts else {}
    office = schemes.office()
    yield blocks.heading(_("Opening entry"))
    yield blocks.sentence(volume(book).opening(book, office.name if office else ""))
    yield blocks.facts(
        [(_("Opened on"), moment(opened.at if opened else None)), (_("Signed"), moment(signed.at if signed else None))]
    )
    if book.opened_size is not None:
        yield blocks.facts(
            [
                (_("Checkpoint of the ledger, entries"), book.opened_size),
                (_("Root of the ledger"), render.Exact(book.opened_root or "")),
            ],
            columns=1,
        )
    yield blocks.signatures(
        (_("Clerk"), people.get(opened.person, "") if opened else ""),
        (_("Head of the service"), people.get(signed.person, "") if signed else ""),
    )


def _closing(
    entries: int,
    last: int,
    annulled: int,
    sheets_: int,
    at: str,
    clerk: str,
    head: str,
    size: Any = None,
    root: str = "",
) -> Iterator[blocks.Block]:
    yield blocks.heading(_("Closing entry"))
    yield blocks.sentence(
        _(
            "This book is closed with %(entries)s entries, the last of them with number %(last)s, "
            "%(annulled)s of them annulled, on %(folios)s folios with this one."
        )
        % {"entries": entries, "last": last, "annulled": annulled, "folios": sheets_}
    )
    yield blocks.facts(
        [
            (_("Closed"), at),
            (_("Checkpoint of the ledger, entries"), size),
            (_("Root of the ledger"), render.Exact(root)),
        ],
        columns=1,
    )
    yield blocks.signatures((_("Clerk"), clerk), (_("Head of the service"), head))


def _listed(book: Book, until: Entry | None) -> Iterator[blocks.Block]:
    of = volume(book)
    table = of.table()
    yield blocks.table(table.head, of.lines(book, until), widths=table.widths, right=table.right)


def who_entered(procedure: str, step: str, keys: list[int], until: Entry | None) -> tuple[dict[int, int], set[int]]:
    """Who made these entries, by a step that begins so, and which of them were touched after an act."""
    found = Entry.objects.filter(procedure=procedure, case__in=keys, kind="act").order_by("pk")
    later: set[int] = set()
    if until is not None:
        later = {key for key in found.filter(pk__gt=until.pk).values_list("case", flat=True) if key}
        found = found.filter(pk__lte=until.pk)
    made = found.filter(step__startswith=step).values_list("case", "person")
    return {case: person for case, person in made if case}, later


def family_names(keys: Iterable[int], until: Entry | None) -> dict[int, str]:
    people = Person.objects.in_bulk(set(keys))
    then = past.Then(until).person if until is not None else lambda person: person
    return {key: then(person).family_name for key, person in people.items()}


class Register(Volume):
    """The documents of a series and year."""

    procedure = REGISTERING
    annulled = "annulled"
    corrects = ("correct", "annul")

    def opening(self, book: Book, office: str) -> str:
        text = _(
            "This book is opened for the entries of series %(series)s of the year %(year)s in the register of %(office)s."
        )
        return text % {"series": book.series, "year": book.year, "office": office}

    def rows(self, book: Book) -> Any:
        return Document.objects.filter(series=book.series, year=book.year).order_by("number")

    def unready(self, book: Book) -> str | None:
        """What was written on paper is confirmed first."""
        waiting = self.rows(book).filter(stage="deferred").first()
        return str(waiting) if waiting is not None else None

    def seen(self, book: Book, who: Subject) -> bool:
        rows = self.rows(book).prefetch_related("scope").iterator(chunk_size=CHUNK)
        return all(visible(row, who) for row in rows)

    def label(self, book: Book, until: Entry | None) -> Label:
        """The highest level of what is listed, and every caveat of it."""
        own = schemes.own()
        rows = self.rows(book).filter(scheme=own.id).order_by()
        labels = set(rows.values_list("rank", "comp").distinct())
        if until is not None:
            labels = _labels_then(rows, until)
        rank, comp = 0, 0
        for high, more in labels:
            rank, comp = max(rank, high), comp | more
        return Label(own.id, rank or min(level.rank for level in own.levels), comp, 0)

    def table(self) -> Table:
        head = (
            _("No."), _("Received"), _("Originator, reference, date"), _("Subject, unclassified"), _("Level"), _("Copies"),
            _("Folios"), _("How it came"), _("Registered by"),
        )  # fmt: skip
        return Table(head, (8, 14, 27, 36, 10, 14, 9, 15, 17), (0, 5, 6))

    def lines(self, book: Book, until: Entry | None) -> Iterator[tuple[Any, ...]]:
        return _documents(self.rows(book), until)


VOLUMES[""] = Register()


def _labels_then(documents: Any, until: Entry) -> set[tuple[int, int]]:
    """What the documents were marked with when an entry was made, without those that were registered since."""
    changed = past.changed_since("documents.document", REGISTERING, until)
    labels = {key: (rank, comp) for key, rank, comp in documents.values_list("pk", "rank", "comp")}
    touched = sorted(changed & labels.keys())
    found = {label for key, label in labels.items() if key not in changed}
    then = past.Then(until)
    for first in range(0, len(touched), CHUNK):
        rows = documents.in_bulk(touched[first : first + CHUNK])
        by, _later = who_entered(REGISTERING, "register", list(rows), until)
        known = [then.document(row) for key, row in rows.items() if key in by]
        found |= {(was.rank, was.comp) for was in known}
    return found


def _documents(documents: Any, until: Entry | None) -> Iterator[tuple[Any, ...]]:
    """Five hundred are read at a time."""
    shown: dict[str, Scheme] = {}
    last, done, total = 0, 0, documents.count()
    then = past.Then(until).document if until is not None else lambda row: row
    while rows := list(documents.filter(number__gt=last)[:CHUNK]):
        last = rows[-1].number
        done += len(rows)
        sheets.waiting.get()(done, total)
        keys = [row.pk for row in rows]
        by, _later = who_entered(REGISTERING, "register", keys, until)
        names = family_names(by.values(), until)
        pieces = _folios(keys)
        for row in rows:
            if row.pk not in by:
                continue
            was = then(row)
            if was.scheme not in shown:
                shown[was.scheme] = schemes.loaded(was.scheme)
            yield _line(was, shown[was.scheme], pieces.get(row.pk, "0"), names.get(by[row.pk], ""))


def _folios(keys: list[int]) -> dict[int, str]:
    """By document, the folios of each of its copies as they came, once where all have as many: 12, or 12, 11."""
    found: dict[int, list[int]] = {}
    came = Movement.objects.filter(thing__copy__document__in=keys, seq=1).order_by("thing__copy__number")
    for document, pieces in came.values_list("thing__copy__document", "pieces"):
        found.setdefault(document, []).append(pieces)
    return {key: ", ".join(map(str, each if len(set(each)) > 1 else each[:1])) for key, each in found.items()}


def _line(row: Document, scheme: Scheme, pieces: str, who: str) -> tuple[Any, ...]:
    came = row.received_at
    origin = ", ".join(text for text in (row.originator, row.reference, day(row.dated)) if text)
    title = row.title if row.stage != "annulled" else f"{_('ANNULLED')}. {row.title}"
    if row.occurred_at is not None:
        title = f"{title} ({_('from paper')} {row.paper_sheet}, {moment(row.occurred_at)})"
    received = day(date.fromisoformat(str(deadlines.local_day(came))))
    short = scheme.level(row.level).short
    return (row.number, received, origin, title, short, row.total, pieces, row.get_via_display(), who)


def _since(book: Book, closed: Entry, until: Entry) -> Iterator[blocks.Block]:
    """What was done to its entries after it was closed, each by its act."""
    of = volume(book)
    numbers = dict(of.rows(book).values_list("pk", "number"))
    later = Entry.objects.filter(
        procedure=of.procedure, case__in=list(numbers), kind="act", pk__gt=closed.pk, pk__lte=until.pk,
        step__in=of.corrects,
    ).order_by("pk")  # fmt: skip
    acts = list(later)
    if not acts:
        return
    people = past.Then(until).names([entry.person for entry in acts])
    yield blocks.page()
    yield blocks.heading(_("Since it was closed"))
    yield blocks.table(
        (_("No."), _("What was done"), _("When"), _("By")),
        [(numbers[e.case or 0], sheets.step_title(e), moment(e.at), people.get(e.person, "")) for e in acts],
        widths=(1, 4, 2, 3), right=(0,),
    )  # fmt: skip
