# SPDX-License-Identifier: EUPL-1.2
"""Taking the movements of a queue through the door, one by one. It may stop anywhere and go on later: nothing is done twice.

However a queue comes (page, API, command line), `replay` is what goes on with it, as whoever brought it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from precinto.access.models import Account, Person
from precinto.access.officers import Officer
from precinto.custody import codes
from precinto.custody.models import OFFICE, Place, Thing, ThingKind
from precinto.documents import cases
from precinto.documents.meetings.procedures import MEET
from precinto.documents.meetings.queries import out_with, waiting_for
from precinto.documents.models import Loan, Round, Stop
from precinto.documents.offline.forms import LONGEST_SAID
from precinto.documents.offline.models import Movement, Queue
from precinto.documents.offline.procedures import QUEUE
from precinto.documents.offline.rules import OPEN, key_of
from precinto.documents.procedures import CIRCULATE, LEND
from precinto.ledger.append import new_act
from precinto.ledger.models import Entry
from precinto.procedures.model import Procedure, procedure
from precinto.procedures.perform import Act, perform
from precinto.records.errors import BadFacts, ConditionFailed, NotSignedIn, Refused

MEDIUM = "computers.medium"  # by its name: chapter 2 stands above this room
MEANWHILE = ("movement-settled", "wrong-stage")  # two clerks go on with the same queue: the other one was faster
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What became of the movements that were taken now, and how many are still to be taken."""

    done: int
    conflicts: int
    left: int = 0


def bring(
    text: str, *, by: Officer, intent: str, told: Told | None = None, most: int | None = None
) -> tuple[Queue, Outcome]:
    """Bring a queue back and replay it. Raises the `Refused` of the bringing; those of the movements are conflicts."""
    act = perform(QUEUE, "bring", None, by=by, facts={"text": text}, intent=intent)
    queue = Queue.objects.get(pk=act.case.pk)
    return queue, replay(queue, by=by, told=told, most=most)


def replay(queue: Queue, *, by: Officer, told: Told | None = None, most: int | None = None) -> Outcome:
    """Take every movement that waits, or the first `most` of them. Raises only `NotSignedIn`."""
    waiting = list(queue.movements.filter(state=Movement.State.WAITING).order_by("n"))
    taken = waiting[:most]
    done = conflicts = 0
    for place, movement in enumerate(taken, start=1):
        if _take(queue, movement, by=by) is None:
            done += 1
        else:
            conflicts += 1
        if told is not None:
            told(place, len(waiting))
    left = len(waiting) - len(taken)
    if not left:
        settle(queue, by=by)
    return Outcome(done, conflicts, left)


def take(queue: Queue, movement: Movement, *, by: Officer) -> Refused | None:
    """Take one movement again, once it is possible. Gives the refusal, if it was refused again."""
    refused = _take(queue, movement, by=by)
    if refused is None:
        settle(queue, by=by)
    return refused


def settle(queue: Queue, *, by: Officer) -> None:
    """A queue in which nothing is left to decide asks nothing more of anybody."""
    stands = Queue.objects.get(pk=queue.pk)
    if stands.stage == "brought" and not queue.movements.filter(state__in=OPEN).exists():
        try:
            perform(QUEUE, "settle", queue.pk, by=by, facts={}, intent=str(new_act()))
        except Refused as error:
            if error.reason not in MEANWHILE:
                raise


def _take(queue: Queue, movement: Movement, *, by: Officer) -> Refused | None:
    key = key_of(queue.station, movement.n)
    refused: Refused | None = None
    noted: dict[str, Any] = {"n": movement.n}
    try:
        found, step, case, facts = step_of(movement)
        facts |= {"occurred_at": movement.at, "noted_by": movement.clerk}
        noted["act"] = str(perform(found, step, case, by=by, facts=facts, intent=key).uuid)
    except NotSignedIn:
        raise
    except Refused as error:
        earlier = _done_by_another(key)
        if earlier is not None:
            noted["act"] = str(earlier)
        else:
            refused = error
            noted |= {"refusal": error.reason[:80], "said": _said(error)}
    if (movement.refusal, movement.said) == (noted.get("refusal"), noted.get("said")):
        return refused  # as it was the last time: the attempt is on record, the movement stands as it stood
    try:
        perform(QUEUE, "note", queue.pk, by=by, facts=noted, intent=str(new_act()))
    except Refused as error:
        if error.reason not in MEANWHILE:
            raise
    return refused


def _done_by_another(key: str) -> UUID | None:
    """A replay that was stopped between an act and its note may be gone on with by another clerk: the act is there."""
    mine = [f"{person}:{key}" for person in Account.objects.values_list("person", flat=True)]
    return Entry.objects.filter(intent__in=mine, kind="act").values_list("act", flat=True).first()


def _said(refused: Refused) -> str:
    facts: dict[str, Any] = {name: _plain(value) for name, value in refused.facts.items()}
    if isinstance(refused, BadFacts):
        facts = {"errors": " ".join(str(text) for texts in refused.errors.values() for text in texts)}
    text = json.dumps(facts, ensure_ascii=False) if facts else ""
    return text if len(text) <= LONGEST_SAID else ""


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def step_of(movement: Movement) -> tuple[Procedure, str, int, dict[str, Any]]:
    """The step that a movement was. Raises `ConditionFailed` where none fits."""
    thing = Thing.objects.select_related("person", "place").filter(code=movement.thing).first()
    person = Person.objects.filter(code=movement.person).first() if movement.person else None
    if not Person.objects.filter(code=movement.clerk, stage="active").exists():
        raise ConditionFailed("movement-clerk-unknown", clause="1.4", facts={"code": pretty(movement.clerk)})
    if movement.person and person is None:
        raise ConditionFailed("movement-person-unknown", clause="1.4", facts={"code": pretty(movement.person)})
    if thing is not None and movement.do == "back" and person is not None and thing.person_id not in (None, person.pk):
        raise ConditionFailed("movement-other-hands", clause="1.2", facts={"code": pretty(movement.thing)})
    if thing is not None and thing.kind == ThingKind.MEDIUM:
        return _medium(movement, thing, person)
    if thing is not None and thing.kind == ThingKind.COPY:
        loans = Loan.objects.filter(copy__thing=thing)
        rounds = Round.objects.filter(copy__thing=thing)
        facts: dict[str, Any] = {"folios": movement.folios}
        if movement.do == "back":
            facts["place"] = _safe(movement, thing)
            if movement.folios != thing.pieces:
                # A station writes no words: the discrepancy says where it is written.
                facts["account"] = f"{movement.station.name}, {movement.n}"
            paper = out_with(thing, thing.person_id)
            loan, round_ = loans.filter(stage="lent").first(), rounds.filter(stage="out").first()
            if loan is not None:
                return LEND, "take_back", loan.pk, facts
            if round_ is not None:
                return CIRCULATE, "take_back", round_.pk, facts
            if paper is not None:
                return MEET, "collect", paper.meeting_id, facts | {"copy": thing.code}
        elif person is not None:
            loan = loans.filter(stage="approved", borrower=person).first()
            stop = Stop.objects.filter(
                round__in=rounds.filter(stage="in_office"), reader=person, state=Stop.State.WAITING
            ).first()
            if loan is not None:
                return LEND, "hand_over", loan.pk, facts
            if stop is not None:
                return CIRCULATE, "give", stop.round_id, facts | {"reader": person.code}
            paper = waiting_for(thing, person)
            if paper is not None:
                return MEET, "give", paper.meeting_id, facts | {"copy": thing.code}
    raise ConditionFailed("movement-no-step", clause="1.4", facts={"code": pretty(movement.thing)})


def _medium(movement: Movement, thing: Thing, person: Person | None) -> tuple[Procedure, str, int, dict[str, Any]]:
    keeping = procedure(MEDIUM)
    media: Any = keeping.case.objects if keeping else None
    case = media.filter(thing=thing).first() if media is not None else None
    if keeping is not None and case is not None:
        if movement.do == "back":
            return keeping, "take_back", case.pk, {"place": _safe(movement, thing)}
        if person is not None:
            return keeping, "hand_over", case.pk, {"person": person.code}
    raise ConditionFailed("movement-no-step", clause="1.4", facts={"code": pretty(movement.thing)})


def pretty(code: str) -> str:
    return codes.pretty(code) if codes.parse(code) is not None else code


def _safe(movement: Movement, thing: Thing) -> str:
    """Where the station read that it was put, or else a place that may hold it."""
    if movement.place:
        return movement.place
    left = thing.movements.filter(to_place__kind__in=OFFICE, to_place__stage="in_use").order_by("-seq").first()
    if left is not None and left.to_place is not None:
        return str(left.to_place.code)
    safe = Place.objects.filter(stage="in_use", kind__in=OFFICE, rank__gte=thing.rank).order_by("rank", "pk").first()
    return safe.code if safe else ""


# ---- what goes on once a step is done, through whatever door it came


def _brought(act: Act, by: Officer) -> None:
    if isinstance(act.case, Queue):
        replay(act.case, by=by)
        act.case.refresh_from_db()


def _decided(act: Act, by: Officer) -> None:
    if isinstance(act.case, Queue):
        settle(act.case, by=by)
        act.case.refresh_from_db()


cases.THEN |= {("documents.queue", "bring"): _brought, ("documents.queue", "set_aside"): _decided}
