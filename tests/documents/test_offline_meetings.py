# SPDX-License-Identifier: EUPL-1.2
"""1.1: what is handed out and collected at a meeting while the machine does not answer."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from precinto.access.models import Person
from precinto.documents.meetings.models import Handout
from precinto.documents.offline import replay
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.records import clock
from precinto.records.clock import now
from tests.documents.test_offline import Office, tomorrow_at_noon
from tests.world import World

pytestmark = pytest.mark.database


def at_a_meeting(office: Office, *numbers: int) -> int:
    """A meeting that is being held, with these copies planned for Rosa."""
    world = office.world
    meeting: int = world.do(
        "nuria", "documents.meet.convene", title="Comité de planes", on="hoy", room="Sala 2", level="S",
        participants="rosa\nvera",
    ).case.pk  # fmt: skip
    for n in numbers:
        world.do("carmen", "documents.meet.plan_paper", meeting, copy=office.copy(n), reader="rosa")
    world.do("luis", "documents.meet.approve", meeting)
    world.do("carmen", "documents.meet.begin", meeting, devices_outside="yes")
    return meeting


def test_papers_of_a_meeting_pass_a_station_as_they_pass_the_counter(world: World) -> None:
    """1.1: handed out and collected while the machine did not answer, by copy number, each with its own time."""
    office = Office(world)
    with clock.at(tomorrow_at_noon()):
        meeting = at_a_meeting(office, 1, 2)
        earlier = now() - timedelta(hours=2)
        lines = [
            office.away.line("out", office.copy(1), person=office.rosa, at=earlier),
            office.away.line("back", office.copy(1), at=earlier + timedelta(minutes=40)),
            office.away.line("out", office.copy(2), person=office.rosa, at=earlier + timedelta(minutes=50)),
        ]
        queue = office.bring(*lines)
        assert office.replay(queue) == replay.Outcome(3, 0)
        assert [one.state for one in Handout.objects.filter(meeting=meeting).order_by("pk")] == ["back", "out"]
        acts = Entry.objects.filter(procedure="documents.meet", case=meeting, step__in=("give", "collect"), kind="act")
        bodies = [json.loads(bytes(entry.body)) for entry in acts.order_by("pk")]
        assert [body["deferred"] for body in bodies] == [True, True, True]
        assert bodies[0]["occurred"].startswith(earlier.strftime("%Y-%m-%dT%H:%M"))
        assert verify().sound


def test_a_paper_of_a_meeting_for_somebody_else_is_a_conflict(world: World) -> None:
    office = Office(world)
    at_a_meeting(office, 1)
    vera = Person.objects.get(account__login="vera").code
    queue = office.bring(
        office.away.line("out", office.copy(1), person=vera),
        office.away.line("out", office.copy(1), person=office.rosa, folios=11),
    )
    assert office.replay(queue) == replay.Outcome(0, 2)
    assert [one.refusal for one in queue.movements.order_by("n")] == ["movement-no-step", "folios-differ"]
