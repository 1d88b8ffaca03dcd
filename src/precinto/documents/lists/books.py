# SPDX-License-Identifier: EUPL-1.2
"""Every list of the office as rows of cells, from the first to the last, a page of them at a time.

The page, the API and the command line take a list from here and from nowhere else: what one person may not see is in none of
them. Nothing is held but one page of rows. Long, because every list is here: what one of them keeps back, no other may tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from precinto.access import reach
from precinto.access.models import Person, Role, Unit
from precinto.documents import listing, reminding
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.columns import COLUMNS, value_of
from precinto.documents.lists import agenda, deferring, evening, stock, tables
from precinto.documents.lists.cells import Book, Cells, Narrowed, Rows, level_words, plain, roles_of
from precinto.documents.lists.narrowing import Narrowing
from precinto.documents.models import Document
from precinto.documents.procedures import CIRCULATE, LEND, REGISTER
from precinto.documents.queries import Held, out, visible
from precinto.documents.regrading.queries import term_rows
from precinto.documents.shown import KNOW_THE_PEOPLE, OVERSEE
from precinto.labels.scheme import fold
from precinto.ledger.models import Entry
from precinto.procedures import excuses, lapsing, worklist
from precinto.procedures.model import REGISTRY, Actor, Procedure
from precinto.procedures.models import ExceptionTaken
from precinto.procedures.refusals import sentences
from precinto.records.errors import NotFound, NotYourRole

PAGE = 500
LONGEST = 100_000  # lines of a list that has no pages: what waits and what an evening holds
# 1.1: who looks into the whole book; security looks into what was refused.
OVERSEERS = frozenset({Role.HEAD, Role.AUDIT, Role.INSPECTOR})
ATTEMPTS = OVERSEERS | {Role.SECURITY}
NAMES = (
    "documents", "loans", "rounds", "out", "overdue", "persons", "tasks", "evening", "terms", "acts", "attempts",
    "exceptions", "exceptions-by-clause", "deferred", "deferred-by-clause", "without-envelope", "things", "approvals",
    "calendar", "kept", "figures-safes", "figures-movements", "figures-late",
)  # fmt: skip
# 3.3: who answers for the office, or looks into it, sees who was excused from the rule of the second person.
STAFFING = frozenset({Role.HEAD, Role.LEADER, Role.SUPERIOR, Role.INSPECTOR, Role.AUDIT})

# Lists that are narrowed, and by what. The rest are whole or nothing; the cases of any procedure by their stage.
NARROWED_BY: Mapping[str, tuple[str, ...]] = {
    "documents": ("nivel", "texto", "desde", "hasta"),
    "loans": ("fase", "unidad", "quien"),
    "out": ("unidad", "quien", "desde", "hasta"),
    "overdue": ("unidad", "quien", "desde", "hasta"),
    "without-envelope": ("texto",),
    "persons": ("unidad",),
    "acts": ("quien",),
    "attempts": ("quien",),
    "things": stock.NARROWED_BY,
    "calendar": ("desde", "hasta"),
}
STAGED = ("rounds",)


def book(name: str, actor: Actor, narrowed: Narrowed | None = None) -> Book:
    """Raises `NotFound` where there is no such list, `NotYourRole` where it is not for this person."""
    asked = narrowed or {}
    made = _MADE.get(name)
    if made is not None:
        return made(actor, Narrowing(asked, actor, NARROWED_BY.get(name, ("fase",) if name in STAGED else ())))
    if ":" in name:
        Narrowing(asked, actor, ())
        return tables.lines(name, actor)
    procedure = REGISTRY.get(name)
    if procedure is None or name in tables.NEVER:
        raise NotFound("no-such-list")
    if procedure.case is Document:
        return _documents(actor, Narrowing(asked, actor, NARROWED_BY["documents"]))
    known = NARROWED_BY["loans"] if procedure is LEND else ("fase",)
    return _cases(procedure, name, actor, Narrowing(asked, actor, known))


# ---- the register


def _documents(actor: Actor, asked: Narrowing) -> Book:
    heads = [
        _("Number"), _("Code"), _("Level"), _("Subject, unclassified"), _("Originator"), _("Originator's reference"),
        _("Date of the document"), _("Received"), _("Copies"), _("Stage"),
    ]  # fmt: skip
    ranks, words, since, until = asked.ranks(), asked.words(), asked.since(), asked.until()
    return Book("documents", _("Register"), heads, _document_rows(actor, ranks, words, since, until))


def _document_rows(
    actor: Actor, ranks: list[int] | None, words: Sequence[str], since: datetime | None, until: datetime | None
) -> Rows:
    who = actor.subject
    before: int | None = None
    while keys := reach.page(who, before=before, size=PAGE, levels=ranks):
        for row in Document.objects.filter(pk__in=keys).prefetch_related("scope").order_by("-pk"):
            if not visible(row, who) or not says(row, words) or not within(row, since, until):
                continue
            cells = [
                row.full_number, row.code, level_words(row), row.title, row.originator, row.reference, row.dated,
                row.received_at, row.total, str(REGISTER.stages.get(row.stage, row.stage)),
            ]  # fmt: skip
            yield [plain(cell) for cell in cells], row
        before = keys[-1]


def _without_envelope(actor: Actor, asked: Narrowing) -> Book:
    """What came in and was registered out of no envelope, the newest first, and why."""
    heads = [
        _("Number"), _("Subject, unclassified"), _("How it came"), _("Registered"), _("Registered by"), _("Because"),
    ]  # fmt: skip
    words = asked.words()

    def rows() -> Rows:
        before: int | None = None
        found = Document.objects.exclude(no_envelope="").select_related("received_by").prefetch_related("scope")
        while page := list((found.filter(pk__lt=before) if before else found).order_by("-pk")[:PAGE]):
            for row in page:
                if visible(row, actor.subject) and says(row, words):
                    cells = [
                        row.full_number,
                        row.title,
                        row.get_via_display(),
                        row.received_at,
                        row.received_by.name,
                        row.no_envelope,
                    ]
                    yield [plain(cell) for cell in cells], row
            before = page[-1].pk

    return Book("without-envelope", _("Registered without an envelope"), heads, rows())


def says(row: Document, words: Sequence[str]) -> bool:
    text = fold(f"{row.title} {row.originator} {row.reference} {row.full_number}") if words else ""
    return all(word in text for word in words)


def within(row: Document, since: datetime | None, until: datetime | None) -> bool:
    """Received on one of these days."""
    return (since is None or row.received_at >= since) and (until is None or row.received_at < until)


# ---- cases


def _cases(procedure: Procedure, name: str, actor: Actor, asked: Narrowing) -> Book:
    columns = COLUMNS.get(procedure.case, [])
    has_due = procedure.told is not None and procedure.told.due
    heads = [_("No."), _("Stage"), *(str(label) for label, _how in columns), _("Document"), _("Subject")]
    heads += [_("Term")] if has_due else []
    stages, only = asked.stages(procedure), borrowed(asked.person(), asked.unit())

    def rows() -> Rows:
        before: int | None = None
        while True:
            found = listing.page(procedure, actor, stages=stages, before=before, size=PAGE, only=only)
            ends = lapsing.lapses([(procedure, one.case.pk, one.case.stage) for one in found.rows], actor)
            for one in found.rows:
                case, document = one.case, one.document
                stage = lapsing.stage_words(procedure, case.pk, case.stage, ends, actor.at)
                cells = [case.pk, stage, *(value_of(case, how) for _label, how in columns)]
                cells += [document.full_number if document is not None else "", one.title]
                cells += [case.due] if has_due else []
                yield [plain(cell) for cell in cells], document
            before = found.older
            if before is None:
                return

    return Book(name, str(procedure.title), heads, rows())


def borrowed(person: Person | None, unit: Unit | None) -> Q | None:
    """Loans to this person, or to somebody of this unit."""
    if person is None and unit is None:
        return None
    return (Q(borrower=person) if person else Q()) & (Q(borrower__unit=unit) if unit else Q())


# ---- things, people, what waits, the evening


def _out(actor: Actor, asked: Narrowing, *, late: bool = False) -> Book:
    heads = [
        _("Code"), _("Kind"), _("Level"), _("Document"), _("Subject"), _("With"), _("Unit"), _("Since"), _("Due"),
        _("Folios"), *([_("Last claim")] if late else []),
    ]  # fmt: skip
    roles = roles_of(actor)
    only = Held(asked.person(), asked.unit(), asked.since(), asked.until())
    if not roles & OVERSEE:
        only = replace(only, person=actor.person)

    def rows() -> Rows:
        after = None
        while things := out(late=actor.at if late else None, only=only, after=after, size=PAGE):
            claims = reminding.of_this_holding(things) if late else {}
            for thing in things:
                document = thing.copy.document if hasattr(thing, "copy") else None
                seen = document is None or visible(document, actor.subject)
                if not (seen or roles & WITHOUT_THE_TITLE or thing.person_id == actor.key):
                    continue
                told = document is not None and seen
                cells = [
                    thing.code, thing.get_kind_display(), level_words(document),
                    document.full_number if document is not None else "", document.title if document and told else "",
                    str(thing.person or ""), thing.person.unit.name if thing.person and thing.person.unit else "",
                    thing.since, thing.due, thing.pieces,
                ]  # fmt: skip
                cells += [claims[thing.pk].at if thing.pk in claims else ""] if late else []
                yield [plain(cell) for cell in cells], document
            after = things[-1]

    return Book("overdue" if late else "out", _("Overdue") if late else _("Out of the safes"), heads, rows())


def _persons(actor: Actor, asked: Narrowing) -> Book:
    if not roles_of(actor) & (KNOW_THE_PEOPLE | {Role.INSPECTOR}):
        roles = sorted(str(role.label) for role in KNOW_THE_PEOPLE)
        title = str(REGISTRY["personnel.person"].title)
        raise NotYourRole("not-your-role", clause="1.2", facts={"roles": roles, "step": title})
    stages, unit = REGISTRY["personnel.person"].stages, asked.unit()

    def rows() -> Rows:
        before: int | None = None
        while True:
            some = Person.objects.select_related("unit", "account").order_by("-pk")
            some = some.filter(unit=unit) if unit is not None else some
            page = list((some.filter(pk__lt=before) if before is not None else some)[:PAGE])
            for person in page:
                account = getattr(person, "account", None)
                cells = [person.code, person.name, str(person.unit or ""), account.login if account else ""]
                yield [*cells, str(stages.get(person.stage, person.stage))], None
            if len(page) < PAGE:
                return
            before = page[-1].pk

    return Book("persons", _("Persons"), [_("Badge"), _("Name"), _("Unit"), _("Account"), _("Stage")], rows())


def _tasks(actor: Actor, asked: Narrowing) -> Book:
    """The open cases at a stage where a post of this person acts, soonest due first."""

    def rows() -> Rows:
        roles = roles_of(actor)
        found = worklist.open_cases(roles=roles, size=LONGEST) if roles else []
        for start in range(0, len(found), PAGE):
            some = found[start : start + PAGE]
            ends = lapsing.lapses([(one.procedure, one.key, one.stage) for one in some], actor)
            documents = listing.scoped(one.document for one in some)
            for one in some:
                document = documents.get(one.document or 0)
                seen = document is not None and visible(document, actor.subject)
                if one.document and not seen and not roles & WITHOUT_THE_TITLE:
                    continue
                stage = lapsing.stage_words(one.procedure, one.key, one.stage, ends, actor.at)
                title = document.title if document is not None and seen else ""
                cells = [str(one.procedure.title), one.key, one.name, stage, level_words(document), title, one.due]
                yield [plain(cell) for cell in cells], document

    heads = [_("Procedure"), _("Case"), _("Code"), _("Stage"), _("Level"), _("Subject"), _("Due")]
    return Book("tasks", _("My tasks"), heads, rows())


def _evening(actor: Actor, asked: Narrowing) -> Book:
    def rows() -> Rows:
        now = evening.split(actor, most=LONGEST)
        parts = ((_("Late"), now.late), (_("Due until the end of the next working day"), now.ahead))
        rest = ((_("Begun, and due later"), now.begun), (_("Also out of the safes"), now.out))
        for title, items in (*parts, *rest):
            for item in items:
                yield [title, *_item(item)], item.document

    heads = [_("Part"), _("What"), _("Code"), _("Stage"), _("Level"), _("Subject"), _("With"), _("Unit"), _("Due")]
    return Book("evening", _("18:00 list"), heads, rows())


def _item(item: agenda.Item) -> Cells:
    level = level_words(item.document)
    cells = [item.what, item.code, item.stage, level, item.title, item.who, item.unit, item.due]
    return [plain(cell) for cell in cells]


def _terms(actor: Actor, asked: Narrowing) -> Book:
    """1.5: what ends with this year or has ended and is still classified, and what waits for an event."""

    def rows() -> Rows:
        found, _cut = term_rows(actor, LONGEST)
        for row in found:
            one = row.document
            cells = [one.full_number, one.code, level_words(one), one.title, row.ends, row.event, row.due]
            yield [plain(cell) for cell in cells], one

    heads = [
        _("Number"), _("Code"), _("Level"), _("Subject, unclassified"), _("Declassified on"), _("Or when this happens"), _("Due"),
    ]  # fmt: skip
    return Book("terms", _("Terms of classification"), heads, rows())


# ---- the books


def _entries(kind: str, allowed: frozenset[Role]) -> Callable[[Actor, Narrowing], Book]:
    def made(actor: Actor, asked: Narrowing) -> Book:
        mine = None if roles_of(actor) & allowed else actor.key
        if kind == "attempt" and mine is not None:
            roles = sorted(str(role.label) for role in allowed)
            raise NotYourRole("not-your-role", clause="1.3", facts={"roles": roles, "step": str(_("Book"))})
        heads = [
            _("Entry"), _("When"), _("Procedure"), _("Step"), _("Clause"), _("Case"), _("Person"),
            _("By delegation of"), _("Refusal"), _("Act"),
        ]  # fmt: skip
        one = asked.person()
        rows = _entry_rows(kind, mine, one.pk if one is not None else None)
        return Book(f"{kind}s", _("Acts") if kind == "act" else _("Attempts"), heads, rows)

    return made


def _entry_rows(kind: str, mine: int | None, whose: int | None) -> Rows:
    """No titles: an entry names its case by number."""
    names: dict[int, str] = {}
    before: int | None = None
    while True:
        rows = Entry.objects.filter(kind=kind).defer("body").select_related("leaf").order_by("-pk")
        rows = rows.filter(person=mine) if mine is not None else rows
        rows = rows.filter(person=whose) if whose is not None else rows
        page = list((rows.filter(pk__lt=before) if before is not None else rows)[:PAGE])
        missing = {key for entry in page for key in (entry.person, entry.giver) if key and key not in names}
        names |= {person.pk: person.name for person in Person.objects.filter(pk__in=missing)} if missing else {}
        for entry in page:
            procedure = REGISTRY.get(entry.procedure)
            step = procedure.step(entry.step) if procedure else None
            leaf = getattr(entry, "leaf", None)
            cells = [
                leaf.index if leaf else "", entry.at, str(procedure.title) if procedure else entry.procedure,
                str(step.title) if step else entry.step, entry.clause, entry.case or "", names.get(entry.person, ""),
                names.get(entry.giver or 0, ""), sentences(entry.refusal)[0] if entry.refusal else "", str(entry.act or ""),
            ]  # fmt: skip
            yield [plain(cell) for cell in cells], None
        if len(page) < PAGE:
            return
        before = page[-1].pk


# ---- minimum staff


def _only_for(roles: frozenset[Role], actor: Actor, title: str) -> None:
    if not roles_of(actor) & roles:
        names = sorted(str(role.label) for role in roles)
        raise NotYourRole("not-your-role", clause="3.3", facts={"roles": names, "step": title})


def steps_named(procedure: Procedure, steps: str) -> str:
    """The titles of steps that are written with spaces between."""
    return ", ".join(str(procedure.steps[name].title) for name in steps.split() if name in procedure.steps)


def _exceptions(actor: Actor, asked: Narrowing) -> Book:
    """Every act in which somebody was the second person too, newest first."""
    title = _("Exceptions of minimum staff")
    _only_for(STAFFING, actor, title)

    def rows() -> Rows:
        before: int | None = None
        while True:
            some = ExceptionTaken.objects.select_related("person").order_by("-pk")
            page = list((some.filter(pk__lt=before) if before is not None else some)[:PAGE])
            for one in page:
                procedure = REGISTRY[one.procedure]
                cells = [
                    one.at, one.clause, str(procedure.title), str(procedure.steps[one.step].title), one.case, one.person.name,
                    steps_named(procedure, one.steps), one.regime_id, one.reason,
                ]  # fmt: skip
                yield [plain(cell) for cell in cells], None
            if len(page) < PAGE:
                return
            before = page[-1].pk

    heads = [
        _("When"), _("Clause"), _("Procedure"), _("Step"), _("Case"), _("Person"), _("Had done before"), _("Regime"),
        _("Reason"),
    ]  # fmt: skip
    return Book("exceptions", title, heads, rows())


def _exceptions_by_clause(actor: Actor, asked: Narrowing) -> Book:
    title = _("Exceptions of minimum staff, by clause")
    _only_for(STAFFING, actor, title)
    rows: Rows = [([clause, many, people], None) for clause, many, people in excuses.count()]
    return Book("exceptions-by-clause", title, [_("Clause"), _("Exceptions"), _("Persons")], rows)


_MADE: dict[str, Callable[[Actor, Narrowing], Book]] = {
    "documents": _documents,
    "loans": lambda actor, asked: _cases(LEND, "loans", actor, asked),
    "rounds": lambda actor, asked: _cases(CIRCULATE, "rounds", actor, asked),
    "out": _out,
    "overdue": lambda actor, asked: _out(actor, asked, late=True),
    "without-envelope": _without_envelope,
    "persons": _persons,
    "tasks": _tasks,
    "evening": _evening,
    "terms": _terms,
    "acts": _entries("act", OVERSEERS),
    "attempts": _entries("attempt", ATTEMPTS),
    "exceptions": _exceptions,
    "exceptions-by-clause": _exceptions_by_clause,
    "things": lambda actor, asked: stock.book(actor, asked, PAGE),
    "approvals": lambda actor, asked: tables.approvals(actor, LONGEST),
    "calendar": lambda actor, asked: tables.calendar(actor, asked.since(), asked.until(), LONGEST),
    "kept": lambda actor, asked: tables.kept(actor),
    "figures-safes": lambda actor, asked: tables.safes(actor),
    "figures-movements": lambda actor, asked: tables.movements(actor),
    "figures-late": lambda actor, asked: tables.late(actor),
    "deferred": deferring.deferred,
    "deferred-by-clause": deferring.by_clause,
}


def first(rows: Rows, size: int) -> Iterator[Cells]:
    """The first rows of a list, for whoever only looks."""
    for number, (cells, _document) in enumerate(rows):
        if number == size:
            return
        yield cells
