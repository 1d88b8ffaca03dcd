# SPDX-License-Identifier: EUPL-1.2
"""What is asked of meetings: which copies are promised to them, who has one of theirs, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from precinto.custody import codes
from precinto.custody.models import PlaceKind, Thing
from precinto.documents.meetings.models import Brought, Handout, Meeting, Participant
from precinto.documents.models import Copy
from precinto.documents.reservations import Claim
from precinto.procedures.model import Reason

LIVE = ("planned", "approved", "held", "ended")
PENDING = ("expected", "surrendered", "differs")


def taking_part(meeting: Meeting) -> list[Participant]:
    rows = meeting.participants.select_related("person").exclude(state=Participant.State.LEFT_OUT)
    return list(rows.order_by("pk"))


def guests(meeting: Meeting) -> list[tuple[int, Participant]]:
    """Its guests, each with the number under which the list names them; whoever is left out keeps theirs."""
    return list(enumerate(meeting.participants.filter(person__isnull=True).order_by("pk"), start=1))


def papers(meeting: Meeting) -> list[Handout]:
    rows = meeting.handouts.select_related("copy__thing", "copy__document", "reader", "guest")
    return list(rows.prefetch_related("copy__document__scope").order_by("pk"))


def handout(meeting: Meeting, copy: Copy, *states: str) -> Handout | None:
    return meeting.handouts.select_related("reader", "guest").filter(copy=copy, state__in=states).order_by("pk").first()


def waiting_at_meetings(things: Iterable[int], person: Any) -> list[int]:
    """Of these things, those that wait to be handed to this person at a meeting that is being held."""
    rows = Handout.objects.filter(reader=person, state=Handout.State.WAITING, meeting__stage="held")
    return list(rows.filter(copy__thing__in=list(things)).values_list("copy__thing", flat=True))


def waiting_for(thing: Thing, person: Any) -> Handout | None:
    """The handout that a copy in the office waits for, where its meeting is being held."""
    rows = Handout.objects.filter(copy__thing=thing, reader=person, state=Handout.State.WAITING, meeting__stage="held")
    return rows.order_by("pk").first()


def out_with(thing: Thing, person: Any) -> Handout | None:
    rows = Handout.objects.filter(copy__thing=thing, reader=person, state=Handout.State.OUT)
    return rows.order_by("pk").first()


def not_back(meeting: Meeting) -> Handout | None:
    """What was handed out and is to be collected. What burnt in an emergency comes back no more."""
    rows = meeting.handouts.filter(state=Handout.State.OUT).exclude(copy__thing__place__kind=PlaceKind.DESTROYED)
    return rows.select_related("copy__thing", "reader").order_by("pk").first()


def not_surrendered(meeting: Meeting) -> Brought | None:
    return meeting.brought.select_related("attendee").filter(stage__in=PENDING).order_by("pk").first()


def _claims(rows: Any) -> Iterator[Claim]:
    for row in rows.select_related("copy__thing", "meeting").order_by("pk"):
        meeting = row.meeting
        facts = {"code": codes.pretty(row.copy.thing.code), "name": meeting.name}
        facts |= {"since": meeting.on.isoformat(), "until": meeting.until.isoformat()}
        reason = Reason("promised-to-a-meeting", facts, "1.1")
        yield Claim(row.copy.thing_id, reason, ("documents.meet", meeting.pk), (meeting.on, meeting.until))


def promised(things: Sequence[int]) -> Iterator[Claim]:
    """What is to be handed out at a meeting that was approved goes to nobody else on its days."""
    rows = Handout.objects.filter(copy__thing__in=things, state=Handout.State.WAITING)
    yield from _claims(rows.filter(meeting__stage__in=("approved", "held")))


def planned(things: Sequence[int]) -> Iterator[Claim]:
    """What a meeting is going to read, or has not given back, is not destroyed."""
    states = (Handout.State.WAITING, Handout.State.OUT)
    yield from _claims(Handout.objects.filter(copy__thing__in=things, state__in=states, meeting__stage__in=LIVE))
