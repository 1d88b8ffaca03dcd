# SPDX-License-Identifier: EUPL-1.2
"""What must hold when a queue is brought back, and of what becomes of its movements."""

from __future__ import annotations

from precinto.documents.offline.models import Movement, Queue, Station
from precinto.ledger.models import Entry
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

State = Movement.State
OPEN = (State.WAITING, State.CONFLICT)


def station_new(case: Station, actor: Actor, facts: Facts) -> Reason | None:
    known = Station.objects.filter(code=case.code).first()
    return Reason("station-known", {"name": known.name}) if known is not None else None


def station_let_in(case: Queue, actor: Actor, facts: Facts) -> Reason | None:
    """Step 2. A queue of a station that nobody let in is nobody's word."""
    station = facts.station
    if station is not None and station.stage == "withdrawn":
        return Reason("station-withdrawn", {"name": station.name})
    if station is None or station.stage != "let_in":
        return Reason("station-unknown")
    return None


def goes_on(case: Queue, actor: Actor, facts: Facts) -> Reason | None:
    """Step 4: what was brought before is the same, what is new goes on from there, and nothing is missing between."""
    station, lines = facts.station, facts.lines
    if lines[0].n > station.last + 1:
        return Reason("queue-gap", {"last": station.last, "first": lines[0].n})
    if lines[-1].n <= station.last:
        return Reason("queue-brought-already", {"last": station.last})
    for line in lines:
        if line.n == station.last + 1 and line.prev != station.head:
            return Reason("queue-other-past", {"n": line.n})
        if line.n == station.last and line.digest != station.head:
            return Reason("queue-other-past", {"n": line.n})
    return None


def waits(case: Queue, actor: Actor, facts: Facts) -> str | None:
    return "movement-settled" if facts.n.state not in OPEN else None


def by_its_act(case: Queue, actor: Actor, facts: Facts) -> str | None:
    """6: it is done when the act with its own request key is in the books, and not before."""
    if bool(facts.act) == bool(facts.refusal):
        return "movement-act-or-refusal"
    if facts.act is None:
        return None
    ends = f":{key_of(case.station, facts.n.n)}"
    there = Entry.objects.filter(act=facts.act, kind="act", intent__endswith=ends).exists()
    return None if there else "movement-not-its-act"


def key_of(station: Station, n: int) -> str:
    return f"offline-{station.code}-{n}"


def in_conflict(case: Queue, actor: Actor, facts: Facts) -> str | None:
    if facts.n.state == State.WAITING:
        return "movement-not-tried"
    return None if facts.n.state == State.CONFLICT else "movement-settled"


def all_settled(case: Queue, actor: Actor, facts: Facts) -> Reason | None:
    left = case.movements.filter(state__in=OPEN).count()
    return Reason("movements-left", {"n": left}) if left else None
