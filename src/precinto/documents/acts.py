# SPDX-License-Identifier: EUPL-1.2
"""What the steps of chapter 1 change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from precinto.access import reach
from precinto.access.models import IN_FORCE, Person
from precinto.access.principals import REGISTRY, Kind, principal
from precinto.custody import codes, move
from precinto.custody.models import Thing, ThingKind
from precinto.documents import losing
from precinto.documents.models import (
    CAME,
    Copy,
    Discrepancy,
    Document,
    Extension,
    Loan,
    Round,
    ScopeGrant,
    Stop,
)
from precinto.documents.queries import lapsed, loan_ends, next_stop, stop_out
from precinto.documents.receiving.parcels import parcel_with
from precinto.documents.receiving.rules import out_of_no_envelope
from precinto.documents.rules import thing_of
from precinto.labels.scheme import Level
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.deadlines import local_day
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


def open_document(actor: Actor, facts: Facts) -> Document:
    return Document(
        series=facts.series or "E",
        year=facts.year or actor.day.year,
        number=0,
        code="",
        **schemes.label(facts.level, facts.caveats),
        originator=facts.originator,
        reference=facts.reference,
        dated=facts.dated,
        title=facts.title,
        classified_title=facts.classified_title,
        declassify_on=facts.declassify_on or _end_of_classification(actor, facts),
        declassify_event=facts.declassify_event,
        total=facts.copies,
        borne=facts.borne,
        annexes=facts.annexes,
        via=facts.via,
        envelope_intact=facts.envelope_intact,
        brought_by=facts.brought_by,
        received_by=actor.person,
        received_at=actor.at,
        occurred_at=getattr(facts, "occurred_at", None),
        paper_sheet=getattr(facts, "paper_sheet", ""),
        meeting=facts.meeting,
        no_envelope=facts.no_envelope if out_of_no_envelope(facts) else "",
        old_number=facts.old_number,
        note=facts.note,
    )


def _end_of_classification(actor: Actor, facts: Facts) -> date | None:
    """The scheme's own term, counted from the year of the paper, where nobody stated another: it ends with its last December."""
    _scheme, level = schemes.of_level(facts.level)
    return _term(level, facts.dated or actor.day)


def _term(level: Level, start: date) -> date | None:
    years, year = level.handling["declassify_years"], start.year
    return date(min(year + int(years), date.max.year), 12, 31) if isinstance(years, int) and years else None


def number_it(case: Document, actor: Actor, facts: Facts) -> None:
    number = series.take(f"document-{case.series}", case.year)
    code = codes.make("N", series=case.series, year=case.year, number=number)
    journal.change(case, number=number, code=code)


def make_copies(case: Document, actor: Actor, facts: Facts) -> None:
    folios = facts.folios_each or [facts.folios] * facts.copies
    things = [
        Thing(
            code=codes.make("C", series=case.series, year=case.year, number=case.number, copy=n),
            kind=ThingKind.COPY,
            rank=case.rank,
            pieces=pieces,
        )
        for n, pieces in enumerate(folios, start=1)
    ]
    move.bring(things, into=facts.place)
    journal.add_all([Copy(document=case, number=n, thing=thing) for n, thing in enumerate(things, start=1)])


def set_scope(case: Document, actor: Actor, facts: Facts) -> None:
    scope: list[tuple[int, date | None, date | None]] = facts.scope
    grants = journal.add_all(
        [
            ScopeGrant(document=case, stage=IN_FORCE, principal=n, since=since or actor.day, until=until)
            for n, since, until in scope
        ]
    )
    _reach(case, [(REGISTRY, None, None), *((g.principal, g.since, g.until) for g in grants)])


def reach_again(case: Document) -> None:
    """Write the derived rows of a document from its scope, as `checks` computes them."""
    reach.forget(case.pk)
    _reach(case, reach_of(case))


def _reach(case: Document, rows: list[tuple[int, date | None, date | None]]) -> None:
    for number, since, until in rows:
        reach.grant(case.pk, [number], rank=case.rank, comp=case.comp, rel=case.rel, since=since, until=until)


def reach_of(case: Document) -> list[tuple[int, date | None, date | None]]:
    """Whom the derived table must name for a document: the registry, and every grant in force."""
    grants = case.scope.filter(stage=IN_FORCE).values_list("principal", "since", "until")
    return [(REGISTRY, None, None), *grants]


def withdraw_scope(case: ScopeGrant, actor: Actor, facts: Facts) -> None:
    """Whoever was named is named no more, from this act on."""
    journal.change(case, stage="ended", until=max(case.since or actor.day, actor.day))
    reach_again(case.document)


def correct(case: Document, actor: Actor, facts: Facts) -> None:
    journal.change(
        case,
        title=facts.title,
        classified_title=facts.classified_title,
        originator=facts.originator,
        reference=facts.reference,
        dated=facts.dated,
        annexes=facts.annexes,
        borne=facts.borne,
        via=facts.via,
        no_envelope=facts.no_envelope if facts.via in CAME and parcel_with(case) is None else "",
        meeting=facts.meeting,
        brought_by=facts.brought_by,
        declassify_on=facts.declassify_on or (_term_of_its_level(case, facts) if case.declassify_on else None),
        declassify_event=facts.declassify_event,
        note=facts.note,
    )


def _term_of_its_level(case: Document, facts: Facts) -> date | None:
    return _term(schemes.level_of(case.label), facts.dated or local_day(case.received_at))


def note_event_reviewed(case: Document, actor: Actor, facts: Facts) -> None:
    journal.change(case, event_reviewed_at=actor.at)


def open_round(actor: Actor, facts: Facts) -> Round:
    document = facts.copy.document
    bound = schemes.loaded(document.scheme).level(document.level).handling["reading_room_only"]
    return Round(copy=facts.copy, due=_end_of(facts.due), in_room=facts.in_room or bool(bound), notes=facts.notes)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)), timezone.get_default_timezone())


def plan_stops(case: Round, actor: Actor, facts: Facts) -> None:
    journal.add_all([Stop(round=case, place=n, reader=reader) for n, reader in enumerate(facts.readers, start=1)])


def give_to_reader(case: Round, actor: Actor, facts: Facts) -> None:
    stop = next_stop(case)
    if stop is not None:
        move.move(thing_of(case), to=stop.reader, pieces=facts.folios, due=min(actor.due("reading"), case.due))
        notes = case.notes if facts.notes is None else facts.notes  # 1.2: none are taken but where it is said
        journal.change(stop, state=Stop.State.OUT, given_at=actor.at, folios_out=facts.folios, notes=notes)


def take_from_reader(case: Round, actor: Actor, facts: Facts) -> None:
    stop = stop_out(case)
    thing = thing_of(case)
    holder = thing.person
    move.move(thing, to=facts.place, pieces=facts.folios)
    if facts.folios != thing.pieces:
        losing.differs(thing, actor, found=facts.folios, account=facts.account, holder=holder)
    if stop is not None:
        journal.change(stop, state=Stop.State.BACK, back_at=actor.at, folios_in=facts.folios)


def lost_on_the_way(case: Round, actor: Actor, facts: Facts) -> None:
    """The route sheet says with whom it was lost. Whoever still waits is on the sheet of the next round."""
    stop = stop_out(case)
    if stop is not None:
        journal.change(stop, state=Stop.State.LOST)


def burnt(things: Iterable[Thing]) -> None:
    """1.6: what an emergency destroyed in a reader's hands, or between two readers, comes back no more: its loan or round ends."""
    gone = [thing.pk for thing in things]
    for loan in Loan.objects.filter(copy__thing__in=gone, stage="lent").order_by("pk"):
        journal.change(loan, stage="destroyed", due=None)
    for round_ in Round.objects.filter(copy__thing__in=gone, stage__in=("in_office", "out")).order_by("pk"):
        stop = stop_out(round_)
        if stop is not None:
            journal.change(stop, state=Stop.State.DESTROYED)
        journal.change(round_, stage="destroyed")


def leave_out(case: Round, actor: Actor, facts: Facts) -> None:
    stop = case.stops.get(state=Stop.State.WAITING, reader=facts.reader)
    journal.change(stop, state=Stop.State.SKIPPED)


def open_extension(actor: Actor, facts: Facts) -> Extension:
    return Extension(document=facts.document, beneficiary=facts.beneficiary, reason=facts.reason, until=facts.until)


def extend_scope(case: Extension, actor: Actor, facts: Facts) -> None:
    journal.change(case, consent=facts.consent)
    number = principal(Kind.PERSON, case.beneficiary_id)
    grant = ScopeGrant(document=case.document, stage=IN_FORCE, principal=number, since=actor.day, until=case.until)
    journal.add(grant)
    reach_again(case.document)


def open_loan(actor: Actor, facts: Facts) -> Loan:
    return Loan(
        copy=facts.copy,
        borrower=actor.person,
        reason=facts.reason,
        place_of_use=facts.place_of_use,
        days=facts.days,
    )


def end_lapsed(case: Loan, actor: Actor, facts: Facts) -> None:
    """Who asks anew has no use for an earlier approval that lapsed: it ends with the new request."""
    earlier = list(Loan.objects.filter(copy=case.copy, borrower=case.borrower, stage="approved"))
    gone = lapsed(earlier, actor)
    for loan in earlier:
        if loan.pk in gone:
            journal.change(loan, stage="withdrawn")


def shorten(case: Loan, actor: Actor, facts: Facts) -> None:
    if facts.days:
        journal.change(case, days=facts.days)


def give_to_borrower(case: Loan, actor: Actor, facts: Facts) -> None:
    due = loan_ends(schemes.level_of(case.copy.document.label), case.days, actor.at, actor)
    borrower: Person = case.borrower
    move.move(thing_of(case), to=borrower, pieces=facts.folios, due=due)
    journal.change(case, due=due, folios_out=facts.folios, condition_out=facts.condition)


def renew(case: Loan, actor: Actor, facts: Facts) -> None:
    base = case.due if case.due is not None and case.due > actor.at else actor.at
    due = loan_ends(schemes.level_of(case.copy.document.label), case.days, base, actor)
    journal.change(case, due=due, renewals=case.renewals + 1)
    journal.change(thing_of(case), due=due)


def put_in_safe(case: Loan, actor: Actor, facts: Facts) -> None:
    thing = thing_of(case)
    move.move(thing, to=facts.place, pieces=facts.folios)
    journal.change(case, folios_in=facts.folios, condition=facts.condition)
    if facts.folios != thing.pieces:
        losing.differs(thing, actor, found=facts.folios, account=facts.account, holder=case.borrower, loan=case)


def no_longer_due(case: Loan, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)


def conclude(case: Discrepancy, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.conclusion, due=None)


def count_from_now_on(case: Discrepancy, actor: Actor, facts: Facts) -> None:
    """What was concluded is what the register has: else no count of that copy would ever agree again."""
    thing = thing_of(case)
    if facts.folios and facts.folios != thing.pieces:
        journal.change(thing, pieces=facts.folios)
