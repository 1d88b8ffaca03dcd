# SPDX-License-Identifier: EUPL-1.2
"""What must hold of meetings and of what is brought back from them. Each returns None, or why it does not hold."""

from __future__ import annotations

from precinto.access.decide import Scoped, decide
from precinto.access.models import Person, Role
from precinto.access.principals import Kind, principal
from precinto.access.reach import FOREVER
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents import reservations
from precinto.documents.meetings.models import Brought, Handout, Meeting, Participant
from precinto.documents.meetings.queries import (
    handout,
    not_back,
    not_surrendered,
    papers,
    taking_part,
)
from precinto.documents.models import Document
from precinto.documents.queries import approved_loan
from precinto.documents.rules import not_to, registered
from precinto.labels.label import Label
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

KEEPERS = frozenset({Role.CLERK, Role.HEAD})


def organiser_or_office(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """The list is the organiser's and the office's: whoever takes part does not write it."""
    own = actor.key == case.organiser_id
    return None if own or actor.role in KEEPERS else Reason("not-the-organiser", {"name": case.organiser.name})


def organiser_or_office_or_leader(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    return None if actor.role is Role.LEADER else organiser_or_office(case, actor, facts)


def days_ahead(case: Meeting, actor: Actor, facts: Facts) -> str | None:
    return "due-in-the-past" if case.on < actor.day else None


def participants_named(case: Meeting, actor: Actor, facts: Facts) -> str | None:
    return None if facts.participants else "no-participants"


def may_take_part(label: Label, person: Person, actor: Actor) -> Reason | None:
    """1.1, 1.2: clearance in force, level and caveats, briefing. The scope is the meeting itself, which the leader approves."""
    mine = principal(Kind.PERSON, person.pk)
    decision = decide(subject(person, actor.day), Scoped(label, ((mine, 0, FOREVER),)), to_hold=True)
    return None if decision else Reason(decision.reason or "", {"name": person.name}, decision.clause)


def named_are_cleared(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    for person in facts.participants:
        reason = may_take_part(case.label, person, actor)
        if reason is not None:
            return reason
    return None


def invited_is_cleared(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    return may_take_part(case.label, facts.person, actor)


def not_invited_yet(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    known = case.participants.filter(person=facts.person).exclude(state=Participant.State.LEFT_OUT).exists()
    return Reason("invited-already", {"name": facts.person.name}) if known else None


def guest_certified(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """A guest's own body says how high they are cleared, and until when."""
    of, level = schemes.of_level(facts.level)
    if of.id != case.scheme and case.rank:
        return Reason("guest-other-scheme", {"name": facts.guest})
    if level.rank < case.rank:
        return Reason("guest-level-too-low", {"name": facts.guest})
    return Reason("guest-certificate-over", {"name": facts.guest}) if facts.until < case.until else None


def takes_part(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    guest: Participant | None = facts.guest
    if guest is not None:
        left = guest.state == Participant.State.LEFT_OUT
        return Reason("not-a-participant", {"name": guest.guest}) if left else None
    person = facts.person if hasattr(facts, "person") else facts.reader
    on_it = any(one.person_id == person.pk for one in taking_part(case))
    return None if on_it else Reason("not-a-participant", {"name": person.name})


def has_no_papers(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever is left out gets nothing: what was planned for them is dropped first."""
    guest: Participant | None = facts.guest
    theirs = case.handouts.filter(guest=guest) if guest else case.handouts.filter(reader=facts.person, guest=None)
    waiting = theirs.filter(state=Handout.State.WAITING).exists()
    return Reason("papers-are-planned", {"name": guest.guest if guest else facts.person.name}) if waiting else None


def held_here(case: Meeting, actor: Actor, facts: Facts) -> str | None:
    """4.3: what leaves the house is carried with a permit of its own, and not under a meeting."""
    return "meeting-elsewhere" if case.elsewhere else None


def paper_registered(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    return registered(facts.copy.document, actor, facts)


def paper_fits(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """Nothing is read at a meeting that is higher than the meeting."""
    document = facts.copy.document
    fits = document.scheme == case.scheme and document.rank <= case.rank
    return None if fits else Reason("meeting-too-low", {"number": str(document), "name": case.name})


def reader_may_read(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    reader = case.organiser if facts.guest else facts.reader
    return may_have(case, facts.copy.document, reader, facts.guest, actor)


def may_have(
    case: Meeting, document: Document, reader: Person, guest: Participant | None, actor: Actor
) -> Reason | None:
    """A guest reads as high as the certificate of their body, which names no caveats; whoever answers for it may hold it."""
    if guest is not None:
        if (guest.rank or 0) < document.rank:
            return Reason("guest-level-too-low", {"name": guest.guest})
        if document.comp or document.rel:
            return Reason("guest-no-caveats", {"number": str(document), "name": guest.guest})
        if guest.until is None or guest.until < max(case.until, actor.day):
            return Reason("guest-certificate-over", {"name": guest.guest})
    return may_take_part(document.label, reader, actor)


def not_planned_yet(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    known = handout(case, facts.copy, Handout.State.WAITING)
    if known is None:
        return None
    return Reason("paper-planned", {"code": codes.pretty(facts.copy.thing.code), "name": known.for_whom})


def planned(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    known = handout(case, facts.copy, Handout.State.WAITING)
    return (
        None if known else Reason("paper-not-planned", {"code": codes.pretty(facts.copy.thing.code), "name": case.name})
    )


def list_complete(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: everybody on the list is checked: clearance, level, briefing; guests by the certificate of their body."""
    named = taking_part(case)
    if not named:
        return Reason("no-participants")
    for one in named:
        if one.person is None:
            if (one.rank or 0) < case.rank:
                return Reason("guest-level-too-low", {"name": one.guest})
            if one.until is None or one.until < case.until:
                return Reason("guest-certificate-over", {"name": one.guest})
            continue
        reason = may_take_part(case.label, one.person, actor)
        if reason is not None:
            return reason
    return None


def papers_may_be_read(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    for one in papers(case):
        if one.state != Handout.State.WAITING:
            continue
        reason = registered(one.copy.document, actor, facts)
        reason = reason or may_have(case, one.copy.document, one.reader, one.guest, actor)
        if reason is not None:
            return reason
    return None


def papers_not_promised(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: its approval promises each copy for its days, and a copy is promised once."""
    things = list(case.handouts.filter(state=Handout.State.WAITING).values_list("copy__thing", flat=True))
    days = (case.on, case.until)
    return reservations.why_not(reservations.Use.LEAVE, things, but=("documents.meet", case.pk), when=days)


def originators_consent(case: Meeting, actor: Actor, facts: Facts) -> str | None:
    """1.2: a document under caveats is not read outside its scope without its originator's written consent."""
    if facts.consent:
        return None
    for one in papers(case):
        document = one.copy.document
        if one.state != Handout.State.WAITING or not (document.comp or document.rel):
            continue
        if not decide(subject(one.reader, actor.day), document.scoped()):
            return "consent-needed"
    return None


def on_its_day(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """The approval is for the days that it names."""
    if case.on <= actor.day <= case.until:
        return None
    return Reason("not-the-day", {"name": case.name, "since": case.on.isoformat(), "until": case.until.isoformat()})


def devices_outside(case: Meeting, actor: Actor, facts: Facts) -> str | None:
    """EU 2015/444 27: telephones and other devices stay outside."""
    return "devices-inside" if not case.elsewhere and not facts.devices_outside else None


def to_be_given(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """By copy number, to the participant that the list names; each check of 1.2 again at that moment."""
    one = handout(case, facts.copy, Handout.State.WAITING)
    code = codes.pretty(facts.copy.thing.code)
    if one is None:
        return Reason("paper-not-planned", {"code": code, "name": case.name})
    to_oneself = not_to(one.reader_id, actor, facts)
    if to_oneself:
        return Reason(to_oneself)
    there = case.participants.filter(state=Participant.State.CAME)
    came = there.filter(pk=one.guest_id) if one.guest_id else there.filter(person=one.reader_id)
    if not came.exists():
        return Reason("did-not-come", {"name": one.guest.guest if one.guest else one.reader.name})
    document = facts.copy.document
    return registered(document, actor, facts) or may_have(case, document, one.reader, one.guest, actor)


def in_the_safe(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    thing = Thing.objects.select_related("place", "person").get(pk=facts.copy.thing_id)
    code = codes.pretty(thing.code)
    if thing.person is not None:
        return Reason("in-other-hands", {"code": code, "holder": thing.person.name}, "1.2")
    if not thing.in_the_safe:
        return Reason("not-in-the-safe", {"code": code}, "1.3")
    return reservations.why_not(
        reservations.Use.LEAVE, [thing.pk], but=("documents.meet", case.pk), when=(actor.day, actor.day)
    )


def folios_given(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    pieces = Thing.objects.get(pk=facts.copy.thing_id).pieces
    return None if facts.folios == pieces else Reason("folios-differ", {"counted": facts.folios, "expected": pieces})


def is_out(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    one = handout(case, facts.copy, Handout.State.OUT)
    if one is not None:
        return None
    return Reason("not-handed-out", {"code": codes.pretty(facts.copy.thing.code), "name": case.name})


def place_high_enough(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    low = facts.copy.document.rank > facts.place.rank
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if low else None


def loan_approved(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """1.1, 1.4: nothing is taken away from a meeting but as a loan that the leader has approved.

    And not too long ago. Guests take nothing away.
    """
    one = handout(case, facts.copy, Handout.State.OUT)
    if one is not None and one.guest is not None:
        return Reason("guest-takes-nothing", {"code": codes.pretty(facts.copy.thing.code), "name": one.guest.guest})
    if one is None or approved_loan(facts.copy, one.reader_id, actor) is not None:
        return None
    return Reason(
        "taking-away-not-approved", {"code": codes.pretty(facts.copy.thing.code), "name": one.reader.name}, "1.4"
    )


def nothing_out(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: every copy that was handed out has been collected and counted, or was let go as a loan."""
    one = not_back(case)
    if one is None:
        return None
    return Reason("meeting-paper-out", {"code": codes.pretty(one.copy.thing.code), "name": one.reader.name})


def everything_surrendered(case: Meeting, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: what was brought back is surrendered and registered."""
    one = not_surrendered(case)
    return Reason("brought-not-registered", {"parcel": one.name, "name": one.attendee.name}) if one else None


# ---- what is brought back


def own_or_office(case: Brought, actor: Actor, facts: Facts) -> str | None:
    keeps = any(held.role in KEEPERS for held in actor.roles)
    return None if keeps or case.attendee_id == actor.key else "papers-of-another"


def back_already(case: Brought, actor: Actor, facts: Facts) -> str | None:
    return "not-back-yet" if facts.returned_on > actor.day else None


def none_announced(case: Brought, actor: Actor, facts: Facts) -> Reason | None:
    """Papers that were announced are not declared away by whoever has them."""
    return Reason("papers-announced", {"name": case.name, "papers": case.papers}) if case.papers else None
