# SPDX-License-Identifier: EUPL-1.2
"""What must hold in chapter 1. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from datetime import date

from precinto.access.decide import Scoped, decide
from precinto.access.models import Person, Role
from precinto.access.principals import REGISTRY, Kind, principal
from precinto.access.reach import FOREVER
from precinto.access.subjects import roles_held, subject
from precinto.custody import codes
from precinto.custody.models import OFFICE, PlaceKind, Thing
from precinto.documents import losing, reservations
from precinto.documents.models import (
    LOAN_ENDS,
    CopyCase,
    Document,
    Extension,
    Loan,
    Round,
    ScopeGrant,
    Stop,
)
from precinto.documents.queries import lapsed, live_round, loan_ends, most_days, next_stop, visible
from precinto.documents.reservations import Use
from precinto.labels.scheme import Level
from precinto.ledger import history
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.deadlines import local_day
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records.errors import NotFound
from precinto.records.models import Case


def sees_it(case: Document | CopyCase | Extension | ScopeGrant, actor: Actor, facts: Facts) -> None:
    """1.2: who may not see the document finds nothing, in the same words as if it did not exist."""
    document = _document(case)
    if not visible(document, actor.subject):
        raise NotFound("not-found", clause="1.2")


def sees_the_document(case: Case, actor: Actor, facts: Facts) -> None:
    """1.2: the document that a case of something else names is one that this person may see."""
    if not visible(facts.document, actor.subject):
        raise NotFound("not-found", clause="1.2")


def sees_the_copy(case: Case, actor: Actor, facts: Facts) -> None:
    """1.2: the same of the copy that a case of something else names."""
    if not visible(facts.copy.document, actor.subject):
        raise NotFound("not-found", clause="1.2")


def _document(case: Document | CopyCase | Extension | ScopeGrant) -> Document:
    if isinstance(case, Document):
        return case
    return case.document if isinstance(case, Extension | ScopeGrant) else case.copy.document


def next_number(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: no gap and no number twice. Whoever writes a number must write the next one."""
    wanted = getattr(facts, "number", None)
    if wanted is None:
        return None
    given = series.next_number(f"document-{case.series}", case.year)
    if wanted < given:
        return Reason("number-taken", {"number": f"{case.year}/{wanted:05d}", "next": f"{case.year}/{given:05d}"})
    if wanted > given:
        return Reason("number-leaves-gap", {"number": f"{case.year}/{wanted:05d}", "next": f"{case.year}/{given:05d}"})
    return None


def clerk_cleared(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """Who registers a document handles it: the level of the clerk reaches it."""
    decision = decide(actor.subject, case.scoped() if case.pk else _unscoped(case))
    return None if decision else Reason(decision.reason or "", {"name": actor.person.name}, decision.clause)


def _unscoped(case: Document) -> Scoped:
    return Scoped(case.label, ((REGISTRY, 0, FOREVER),))


def caveats_fit(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    unfit = schemes.unfit(facts.level, facts.caveats)
    return Reason(unfit[0], unfit[1]) if unfit else None


def place_high_enough(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: the level of the place reaches the level of what is put into it."""
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if case.rank > facts.place.rank else None


def not_adding_oneself(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.2: a clerk does not write themselves into a reading scope."""
    mine = principal(Kind.PERSON, actor.key)
    named = any(number == mine for number, *_dates in facts.scope)
    return Reason("scope-adds-oneself", clause="1.2") if named else None


def awaits_an_event(case: Document, actor: Actor, facts: Facts) -> str | None:
    """1.5: only what is declassified when something happens waits for it."""
    return None if case.declassify_event and case.rank else "awaits-no-event"


def all_in_the_safe(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    for copy in case.copies.select_related("thing__place"):
        if copy.thing.place is not None and copy.thing.place.kind == PlaceKind.DESTROYED:
            return Reason("copies-destroyed", {"code": codes.pretty(copy.thing.code)}, "1.6")
        if not copy.thing.in_the_safe:
            return Reason("copies-out", {"code": codes.pretty(copy.thing.code)})
    return None


def counted_on_by_nobody(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: no case that is under way loses its document: it is brought to its end first."""
    return reservations.why_not(Use.ANNUL, case.things())


def thing_of(case: CopyCase) -> Thing:
    """The thing as it stands now, under the lock of the act."""
    return Thing.objects.select_related("place", "person").get(pk=case.copy.thing_id)


def in_the_safe(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: only what is in the office can be given. What is in somebody's hands comes back first (1.2)."""
    thing = thing_of(case)
    code = codes.pretty(thing.code)
    if thing.person is not None:
        return Reason("in-other-hands", {"code": code, "holder": thing.person.name}, "1.2")
    if thing.place is None or thing.place.kind not in OFFICE:
        return Reason("not-in-the-safe", {"code": code}, "1.3")
    return reservations.why_not(Use.LEAVE, [thing.pk], but=_asking(case), when=(actor.day, _last_day(case, actor)))


def may_be_asked_for(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: what stands on a list to be destroyed is promised to nobody, and what was destroyed does not come back.

    What somebody else has, or was promised, may be asked for: whoever asks waits for their turn.
    """
    return _there_still(case) or reservations.why_not(Use.LEAVE, case.things(), when=reservations.SOME_DAY)


def not_promised(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: a copy is promised once: to one borrower, to a round, or to a meeting, from today until it is due back."""
    days = (actor.day, _last_day(case, actor, getattr(facts, "days", None)))
    return _there_still(case) or reservations.why_not(Use.LEAVE, case.things(), but=_asking(case), when=days)


def _there_still(case: CopyCase) -> Reason | None:
    thing = thing_of(case)
    gone = thing.place is not None and thing.place.kind == PlaceKind.DESTROYED
    return Reason("destroyed-is-destroyed", {"code": codes.pretty(thing.code)}, "1.6") if gone else None


def _last_day(case: CopyCase, actor: Actor, days: int | None = None) -> date:
    """Until when a copy is away that is handed over today, or renewed: a reading of a round ends with its day."""
    if isinstance(case, Loan):
        start = max(case.due or actor.at, actor.at)
        return local_day(loan_ends(schemes.level_of(case.copy.document.label), days or case.days, start, actor))
    return local_day(case.due) if isinstance(case, Round) and not case.pk else actor.day


def _asking(case: CopyCase) -> tuple[str, int] | None:
    return ("documents.lend" if isinstance(case, Loan) else "documents.circulate", case.pk) if case.pk else None


def registered(case: Document | CopyCase | Extension, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: nothing is done with a copy before its document is registered, and checked by two where its level asks for it."""
    document = _document(case)
    if document.stage not in ("registered", "verified"):
        return Reason("not-registered", {"number": str(document)}, "1.1")
    handling = schemes.loaded(document.scheme).level(document.level).handling
    if handling.get("two_person_open") and document.stage != "verified":
        return Reason("not-verified", {"number": str(document)}, "1.1")
    return None


def may_read(document: Document, person: Person, actor: Actor) -> Reason | None:
    """1.2: the four checks, each with its own refusal: scope, valid clearance, level and caveats, briefing."""
    decision = decide(subject(person, actor.day), document.scoped(), to_hold=True)
    if decision:
        return None
    return Reason(decision.reason or "", {"name": person.name}, decision.clause)


def borrower_may_read(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    return may_read(case.copy.document, case.borrower, actor)


def readers_may_read(case: Round, actor: Actor, facts: Facts) -> Reason | None:
    for reader in facts.readers:
        reason = may_read(case.copy.document, reader, actor)
        if reason is not None:
            return reason
    return None


def notes_as_its_level_says(case: Round, actor: Actor, facts: Facts) -> Reason | None:
    """1.2: the scheme says of which levels no notes are taken, whatever a round or a reader is promised."""
    level = _level_of(case.copy.document)
    refused = facts.notes and not level.handling["notes_allowed"]
    return Reason("notes-not-allowed", {"level": level.short}) if refused else None


def _level_of(document: Document) -> Level:
    return schemes.loaded(document.scheme).level(document.level)


def no_reader_is_the_clerk(case: Round, actor: Actor, facts: Facts) -> str | None:
    """1.2: a clerk does not put themselves on a route sheet."""
    return "scope-adds-oneself" if any(reader.pk == actor.key for reader in facts.readers) else None


def readers_named(case: Round, actor: Actor, facts: Facts) -> str | None:
    return None if facts.readers else "no-readers"


def due_ahead(case: Round, actor: Actor, facts: Facts) -> str | None:
    return "due-in-the-past" if facts.due < actor.day else None


def round_ends_in_time(case: Round, actor: Actor, facts: Facts) -> Reason | None:
    """1.2: a round is closed within the term of the profile: what it takes longer for is a second round."""
    if actor.profile.is_off("circulation"):
        return None
    last = actor.calendar.local(actor.due("circulation")).date()
    return Reason("round-too-long", {"last": last.isoformat()}) if facts.due > last else None


def one_round(case: Round, actor: Actor, facts: Facts) -> Reason | None:
    known = live_round(case.copy)
    return Reason("round-open", {"case": known.pk}) if known is not None else None


def next_reader(case: Round, actor: Actor, facts: Facts) -> Reason | None:
    """1.2: the office plans the order; the next reader is the first who waits."""
    stop = next_stop(case)
    if stop is None:
        return Reason("round-finished")
    if facts.reader is not None and facts.reader.pk != stop.reader_id:
        return Reason("not-the-next-reader", {"next": stop.reader.name})
    return may_read(case.copy.document, stop.reader, actor)


def behind_the_counter(actor: Actor, facts: Facts) -> set[int]:
    """Who acts, for whom they act, and who stood there when it was written down off-line."""
    noted_by = getattr(facts, "noted_by", None)
    return actor.humans | ({noted_by.pk} if noted_by is not None else set())


def not_to(person: int | None, actor: Actor, facts: Facts) -> str | None:
    """1.2: the office is the other end of every movement: nobody hands anything to themselves, in person or by delegation."""
    return "not-to-oneself" if person in behind_the_counter(actor, facts) else None


def noted_by_a_clerk(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: what was written down off-line was done by whoever may do it at the counter."""
    if facts.noted_by is None:
        return None
    held = roles_held(facts.noted_by.pk, local_day(facts.occurred_at or actor.at))
    clerk = any(way.role == Role.CLERK for way in held)
    return None if clerk else Reason("noted-by-no-clerk", {"name": facts.noted_by.name}, "1.4")


def not_to_oneself(case: Round, actor: Actor, facts: Facts) -> str | None:
    stop = next_stop(case)
    return not_to(stop.reader_id if stop is not None else None, actor, facts)


def not_from_oneself(case: Case, actor: Actor, facts: Facts) -> str | None:
    """1.2: nor does anybody take it back from themselves: a clerk who has it gives it to another clerk."""
    return "not-from-oneself" if losing.sought(case, facts).person_id in behind_the_counter(actor, facts) else None


def round_done(case: Round, actor: Actor, facts: Facts) -> str | None:
    return "readers-still-wait" if case.stops.filter(state=Stop.State.WAITING).exists() else None


def waits(case: Round, actor: Actor, facts: Facts) -> Reason | None:
    waiting = case.stops.filter(state=Stop.State.WAITING, reader=facts.reader).exists()
    return None if waiting else Reason("not-waiting", {"name": facts.reader.name})


def folios_given(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """What is handed over is counted, and it is what the register says."""
    pieces = thing_of(case).pieces
    if facts.folios != pieces:
        return Reason("folios-differ", {"counted": facts.folios, "expected": pieces})
    return None


def difference_told(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: what comes back with another count opens a discrepancy, so it is taken in with a word on it and not without."""
    pieces = losing.sought(case, facts).pieces
    if facts.folios == pieces or facts.account:
        return None
    return Reason("folios-differ-back", {"counted": facts.folios, "expected": pieces}, "1.4")


def no_live_loan(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    """One live case of a copy and a person: the desk is sent to it."""
    known = list(Loan.objects.filter(copy=case.copy, borrower=case.borrower).exclude(stage__in=LOAN_ENDS))
    gone = lapsed(known, actor)
    live = next((loan for loan in known if loan.pk not in gone), None)
    return Reason("loan-open", {"case": live.pk}) if live is not None else None


def term_within(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: nobody asks for longer than the office lends what has this level."""
    most = most_days(schemes.level_of(case.copy.document.label), actor)
    return Reason("loan-too-long", {"most": most}) if facts.days and facts.days > most else None


def term_not_longer(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: the leader may shorten what was asked. Longer is another request."""
    longest = most_days(schemes.level_of(case.copy.document.label), actor)
    most = min(case.days or longest, longest)
    return Reason("loan-longer-than-asked", {"most": most}) if facts.days and facts.days > most else None


def not_late_yet(case: Loan, actor: Actor, facts: Facts) -> str | None:
    """1.4: a renewal begins before the term is over; it does not make undone that it was passed."""
    return "renewal-too-late" if case.due is not None and case.due < actor.at else None


def nothing_overdue(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: nobody borrows more while something of theirs is overdue, unless the office has said otherwise."""
    if actor.profile.is_off("overdue-blocks"):
        return None
    late = Thing.objects.filter(person=case.borrower, due__lt=actor.at).values_list("code", flat=True).first()
    return Reason("overdue-first", {"code": codes.pretty(late), "name": case.borrower.name}) if late else None


def room_only(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    return None if lent_at_all(case.copy.document) else Reason("reading-room-only")


def lent_at_all(document: Document) -> bool:
    """1.2, 1.4: what a scheme lends for no day at all is read in the room."""
    handling = _level_of(document).handling
    return bool(handling.get("max_loan_days")) and not handling.get("reading_room_only")


def renewals_left(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    most = actor.profile.value("loan-renewals")
    return None if case.renewals < most else Reason("no-renewals-left", {"most": most})


def same_approver(case: Loan, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: it is renewed by whoever approved it."""
    approved = history.last("documents.lend", case.pk, "approve")
    if approved is None or not actor.humans & history.hands([approved]):
        return Reason("renewed-by-the-approver")
    return None


def not_in_scope_yet(case: Extension, actor: Actor, facts: Facts) -> Reason | None:
    decision = decide(subject(case.beneficiary, actor.day), case.document.scoped())
    if decision:
        return Reason("in-scope-already", {"name": case.beneficiary.name})
    return None


def cleared_for_it(case: Extension, actor: Actor, facts: Facts) -> Reason | None:
    """A scope can be extended; a level cannot. The clearance is checked as if the scope named the beneficiary already."""
    mine = principal(Kind.PERSON, case.beneficiary_id)
    decision = decide(subject(case.beneficiary, actor.day), Scoped(case.document.label, ((mine, 0, FOREVER),)))
    return None if decision else Reason(decision.reason or "", {"name": case.beneficiary.name}, decision.clause)


def originator_consents(case: Extension, actor: Actor, facts: Facts) -> str | None:
    """A document under caveats belongs to its originator: without their written consent its scope does not grow."""
    caveated = case.document.comp or case.document.rel
    return "consent-needed" if caveated and not facts.consent else None
