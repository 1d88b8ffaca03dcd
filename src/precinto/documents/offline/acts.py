# SPDX-License-Identifier: EUPL-1.2
"""What the steps of stations and queues change."""

from __future__ import annotations

from base64 import b64decode

from precinto.documents.offline.models import Movement, Queue, Station
from precinto.documents.offline.queue import station_name
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal

State = Movement.State


def open_station(actor: Actor, facts: Facts) -> Station:
    return Station(code=station_name(b64decode(facts.key)), name=facts.name, key=facts.key)


def open_queue(actor: Actor, facts: Facts) -> Queue:
    fresh = [line for line in facts.lines if facts.station is not None and line.n > facts.station.last]
    first = fresh[0].n if fresh else 0
    return Queue(station=facts.station, digest=facts.digest, first=first, count=len(fresh))


def write_movements(case: Queue, actor: Actor, facts: Facts) -> None:
    fresh = [line for line in facts.lines if line.n > case.station.last]
    rows = [
        Movement(
            queue=case, station=case.station, n=line.n, at=line.at, clerk=line.clerk, do=line.do, person=line.person,
            thing=line.thing, folios=line.folios, place=line.place,
        )
        for line in fresh
    ]  # fmt: skip
    journal.add_all(rows)
    journal.change(case.station, last=fresh[-1].n, head=fresh[-1].digest)


def note(case: Queue, actor: Actor, facts: Facts) -> None:
    state = State.DONE if facts.act else State.CONFLICT
    journal.change(facts.n, state=state, act=facts.act, refusal=facts.refusal, said=facts.said)


def set_aside(case: Queue, actor: Actor, facts: Facts) -> None:
    journal.change(facts.n, state=State.ASIDE, reason=facts.reason)
