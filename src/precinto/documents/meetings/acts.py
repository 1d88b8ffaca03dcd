# SPDX-License-Identifier: EUPL-1.2
"""What the steps of meetings change. Every copy goes from the office to a participant and back."""

from __future__ import annotations

from datetime import date, datetime

from precinto.access.models import Person
from precinto.custody import move
from precinto.custody.models import Place
from precinto.documents import losing
from precinto.documents.meetings.models import Brought, Handout, Meeting, Participant
from precinto.documents.meetings.queries import handout
from precinto.documents.models import Loan
from precinto.documents.queries import approved_loan
from precinto.documents.receiving.acts import end_of, new_thing, numbered, of_level
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


def open_meeting(actor: Actor, facts: Facts) -> Meeting:
    return Meeting(
        name="",
        title=facts.title,
        on=facts.on,
        until=facts.until or facts.on,
        room=facts.room,
        organiser=facts.organiser or actor.person,
        elsewhere=facts.elsewhere,
        agenda=facts.agenda,
        due=end_of(facts.on),
        **of_level(facts.level),
    )


def number_it(case: Meeting, actor: Actor, facts: Facts) -> None:
    journal.change(case, name=numbered("M", actor.day.year))


def write_list(case: Meeting, actor: Actor, facts: Facts) -> None:
    journal.add_all([Participant(meeting=case, person=person) for person in facts.participants])


def invite(case: Meeting, actor: Actor, facts: Facts) -> None:
    known = case.participants.filter(person=facts.person).first()
    if known is None:
        journal.add(Participant(meeting=case, person=facts.person))
    else:
        journal.change(known, state=Participant.State.INVITED)


def invite_guest(case: Meeting, actor: Actor, facts: Facts) -> None:
    _of, level = schemes.of_level(facts.level)
    journal.add(
        Participant(
            meeting=case,
            guest=facts.guest,
            body=facts.body,
            certificate=facts.certificate,
            rank=level.rank,
            until=facts.until,
        )
    )


def leave_out(case: Meeting, actor: Actor, facts: Facts) -> None:
    one = facts.guest or case.participants.get(person=facts.person)
    journal.change(one, state=Participant.State.LEFT_OUT)


def plan_paper(case: Meeting, actor: Actor, facts: Facts) -> None:
    reader = case.organiser if facts.guest else facts.reader
    journal.add(Handout(meeting=case, copy=facts.copy, reader=reader, guest=facts.guest))


def drop_paper(case: Meeting, actor: Actor, facts: Facts) -> None:
    one = handout(case, facts.copy, Handout.State.WAITING)
    if one is not None:
        journal.change(one, state=Handout.State.DROPPED)


def note_consent(case: Meeting, actor: Actor, facts: Facts) -> None:
    journal.change(case, consent=facts.consent)


def note_who_came(case: Meeting, actor: Actor, facts: Facts) -> None:
    absent = {person.pk for person in facts.absent}
    guests = {guest.pk for guest in facts.absent_guests}
    for one in case.participants.filter(state=Participant.State.INVITED).order_by("pk"):
        missing = one.person_id in absent if one.person_id else one.pk in guests
        journal.change(one, state=Participant.State.ABSENT if missing else Participant.State.CAME)
    journal.change(case, devices_outside=facts.devices_outside)


def give(case: Meeting, actor: Actor, facts: Facts) -> None:
    one = handout(case, facts.copy, Handout.State.WAITING)
    if one is None:
        return
    thing = losing.sought(case, facts)
    move.move(thing, to=one.reader, pieces=facts.folios, due=actor.due("reading"))
    journal.change(one, state=Handout.State.OUT, given_at=actor.at, folios_out=facts.folios)


def collect(case: Meeting, actor: Actor, facts: Facts) -> None:
    _take_back(case, actor, facts, Handout.State.BACK)


def let_go(case: Meeting, actor: Actor, facts: Facts) -> None:
    """The office has it back for the moment between two hands; the loan that was approved takes it from there."""
    one = handout(case, facts.copy, Handout.State.OUT)
    loan = approved_loan(facts.copy, one.reader_id, actor) if one else None
    _take_back(case, actor, facts, Handout.State.TAKEN, loan)


def _take_back(case: Meeting, actor: Actor, facts: Facts, state: str, loan: Loan | None = None) -> None:
    one = handout(case, facts.copy, Handout.State.OUT)
    if one is None:
        return
    thing = losing.sought(case, facts)
    holder = thing.person
    place: Place = facts.place
    move.move(thing, to=place, pieces=facts.folios)
    journal.change(one, state=state, back_at=actor.at, folios_in=facts.folios, loan=loan)
    if facts.folios != thing.pieces:
        losing.differs(thing, actor, found=facts.folios, account=facts.account, holder=holder)


def lost_at_it(case: Meeting, actor: Actor, facts: Facts) -> None:
    """The list of papers says with whom it was lost: nothing of it is waited for any more."""
    one = handout(case, facts.copy, Handout.State.OUT)
    if one is not None:
        journal.change(one, state=Handout.State.LOST)


def end(case: Meeting, actor: Actor, facts: Facts) -> None:
    """What was handed out comes back today; from a meeting elsewhere, whoever was there surrenders what they brought."""
    for waiting in case.handouts.filter(state=Handout.State.WAITING).order_by("pk"):
        journal.change(waiting, state=Handout.State.DROPPED)
    if not case.elsewhere:
        journal.change(case, due=actor.due("reading"))
        return
    due = papers_due(actor, actor.day)
    for one in (
        case.participants.filter(state=Participant.State.CAME, person__isnull=False)
        .select_related("person")
        .order_by("pk")
    ):
        brought = Brought(
            name=numbered("T", actor.day.year),
            stage="expected",
            meeting=case,
            of=case.title,
            attendee=one.person,
            returned_on=actor.day,
            scheme=case.scheme,
            level=case.level,
            rank=case.rank,
            due=due,
        )
        journal.add(brought)
    journal.change(case, due=due)


def nothing_due(case: Meeting | Brought, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)


# ---- what is brought back


def papers_due(actor: Actor, returned: date) -> datetime | None:
    """The term begins when they are back."""
    if actor.profile.is_off("meeting-papers"):
        return None
    if returned == actor.day:
        return actor.due("meeting-papers")
    return actor.profile.due("meeting-papers", end_of(returned), actor.calendar)


def open_brought(actor: Actor, facts: Facts) -> Brought:
    attendee: Person = facts.attendee or actor.person
    return Brought(
        name="",
        of=facts.of,
        attendee=attendee,
        returned_on=facts.returned_on,
        papers=facts.papers,
        due=papers_due(actor, facts.returned_on),
        **of_level(facts.level),
    )


def number_brought(case: Brought, actor: Actor, facts: Facts) -> None:
    journal.change(case, name=numbered("T", actor.day.year))


def note_answer(case: Brought, actor: Actor, facts: Facts) -> None:
    journal.change(case, note=facts.answer)


def note_statement(case: Brought, actor: Actor, facts: Facts) -> None:
    journal.change(case, note=facts.statement, due=None)


def note_excuse(case: Brought, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.reason, due=None)


def surrender(case: Brought, actor: Actor, facts: Facts) -> None:
    """The bundle is in the office's hands, with a code, until what is in it is registered."""
    (thing,) = move.bring([new_thing(case.rank)], into=facts.place)
    journal.change(case, thing=thing, folios=facts.folios, account=facts.account, surrendered_at=actor.at)
