# SPDX-License-Identifier: EUPL-1.2
"""Taking the movements of a queue through the door, one by one. It may stop anywhere and go on later: nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from precinto.access.models import Person
from precinto.access.officers import Officer
from precinto.custody.models import OFFICE, Place, Thing, ThingKind
from precinto.documents.models import Loan, Round, Stop
from precinto.documents.offline.models import Movement, Queue
from precinto.documents.offline.procedures import QUEUE
from precinto.documents.offline.rules import key_of
from precinto.documents.procedures import CIRCULATE, LEND
from precinto.procedures.model import Procedure, procedure
from precinto.procedures.perform import perform
from precinto.records.errors import ConditionFailed, NotSignedIn, Refused

MEDIUM = "computers.medium"  # by its name: chapter 2 stands above this room


@dataclass(frozen=True)
class Outcome:
    done: int
    conflicts: int


def replay(queue: Queue, *, by: Officer, told: Callable[[int, int], None] | None = None) -> Outcome:
    """Take every movement that waits. What the door refuses becomes a conflict with its refusal. Raises only `NotSignedIn`."""
    waiting = list(queue.movements.filter(state=Movement.State.WAITING).order_by("n"))
    done = conflicts = 0
    for place, movement in enumerate(waiting, start=1):
        if take(queue, movement, by=by) is None:
            done += 1
        else:
            conflicts += 1
        if told is not None:
            told(place, len(waiting))
    return Outcome(done, conflicts)


def take(queue: Queue, movement: Movement, *, by: Officer) -> Refused | None:
    """Take one movement, and note what became of it. Gives the refusal, if it was refused."""
    key = key_of(queue.station, movement.n)
    refused: Refused | None = None
    noted: dict[str, Any] = {"n": movement.n}
    try:
        found, step, case, facts = step_of(movement)
        facts["occurred_at"] = movement.at
        noted["act"] = str(perform(found, step, case, by=by, facts=facts, intent=key).uuid)
    except NotSignedIn:
        raise
    except Refused as error:
        refused, noted["refusal"] = error, error.reason[:80]
    tries = f"{key}-{movement.state}-{movement.refusal}"[:60]
    if refused is None or movement.state == Movement.State.WAITING or movement.refusal != noted["refusal"]:
        perform(QUEUE, "note", queue.pk, by=by, facts=noted, intent=f"{tries}-noted")
    return refused


def step_of(movement: Movement) -> tuple[Procedure, str, int, dict[str, Any]]:
    """The step that a movement was. Raises `ConditionFailed` where none fits."""
    thing = Thing.objects.select_related("person", "place").filter(code=movement.thing).first()
    person = Person.objects.filter(code=movement.person).first() if movement.person else None
    if thing is not None and thing.kind == ThingKind.MEDIUM:
        return _medium(movement, thing, person)
    if thing is not None and thing.kind == ThingKind.COPY:
        loans = Loan.objects.filter(copy__thing=thing)
        rounds = Round.objects.filter(copy__thing=thing)
        facts: dict[str, Any] = {"folios": movement.folios}
        if movement.do == "back":
            facts["place"] = _safe(movement, thing)
            loan, round_ = loans.filter(stage="lent").first(), rounds.filter(stage="out").first()
            if loan is not None:
                return LEND, "take_back", loan.pk, facts
            if round_ is not None:
                return CIRCULATE, "take_back", round_.pk, facts
        elif person is not None:
            loan = loans.filter(stage="approved", borrower=person).first()
            stop = Stop.objects.filter(
                round__in=rounds.filter(stage="in_office"), reader=person, state=Stop.State.WAITING
            ).first()
            if loan is not None:
                return LEND, "hand_over", loan.pk, facts
            if stop is not None:
                return CIRCULATE, "give", stop.round_id, facts | {"reader": person.code}
    raise ConditionFailed("movement-no-step", clause="1.4", facts={"code": movement.thing})


def _medium(movement: Movement, thing: Thing, person: Person | None) -> tuple[Procedure, str, int, dict[str, Any]]:
    keeping = procedure(MEDIUM)
    media: Any = keeping.case.objects if keeping else None
    case = media.filter(thing=thing).first() if media is not None else None
    if keeping is not None and case is not None:
        if movement.do == "back":
            return keeping, "take_back", case.pk, {"place": _safe(movement, thing)}
        if person is not None:
            return keeping, "hand_over", case.pk, {"person": person.code}
    raise ConditionFailed("movement-no-step", clause="1.4", facts={"code": movement.thing})


def _safe(movement: Movement, thing: Thing) -> str:
    """Where the station read that it was put, or else a place that may hold it."""
    if movement.place:
        return movement.place
    left = thing.movements.filter(to_place__kind__in=OFFICE, to_place__stage="in_use").order_by("-seq").first()
    if left is not None and left.to_place is not None:
        return str(left.to_place.code)
    safe = Place.objects.filter(stage="in_use", kind__in=OFFICE, rank__gte=thing.rank).order_by("rank", "pk").first()
    return safe.code if safe else ""
