# SPDX-License-Identifier: EUPL-1.2
"""The counter at a meeting and at an envelope: what a reading means there."""

from __future__ import annotations

import pytest

from precinto.access.models import Person
from precinto.custody.models import Thing
from precinto.documents.meetings.models import Handout, Meeting
from precinto.documents.receiving.models import Arrival
from precinto.ledger.models import Entry
from tests.documents.test_counter import FIN, Counter, badge
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def held(world: World) -> Meeting:
    document = world.document(scope="unit SEC")
    case = world.do(
        "nuria", "documents.meet.convene", None, title="Seguimiento", on="hoy", room="Sala 2", level="C",
        participants=["rosa", "diego"],
    ).case  # fmt: skip
    for number, login in ((1, "rosa"), (2, "diego")):
        world.do("carmen", "documents.meet.plan_paper", case.pk, copy=world.copy(document, number), reader=login)
    world.do("luis", "documents.meet.approve", case.pk)
    world.do("carmen", "documents.meet.begin", case.pk, devices_outside="yes")
    return Meeting.objects.get()


def codes_of(meeting: Meeting) -> list[str]:
    return [one.copy.thing.code for one in meeting.handouts.order_by("pk")]


def test_a_participants_badge_and_a_copy_hand_it_out_and_the_copy_alone_takes_it_back(
    world: World, held: Meeting
) -> None:
    mine, _his = codes_of(held)
    counter = Counter(world)
    counter.read(badge("rosa"), mine, FIN)
    assert Thing.objects.get(code=mine).person == Person.objects.get(account__login="rosa")
    counter.read(mine, FIN)
    assert Handout.objects.get(copy__thing__code=mine).state == "back"
    assert [entry.step for entry in Entry.objects.filter(procedure="documents.meet", step__in=("give", "collect"))] == [
        "give",
        "collect",
    ]


def test_a_copy_planned_for_another_participant_is_not_theirs(world: World, held: Meeting) -> None:
    _mine, his = codes_of(held)
    counter = Counter(world)
    counter.read(badge("rosa"), his)
    assert counter.desk.tone == "stop"
    assert Thing.objects.get(code=his).person is None


def test_a_number_stands_for_the_copy_that_waits_at_the_meeting(world: World, held: Meeting) -> None:
    mine, _his = codes_of(held)
    document = Thing.objects.get(code=mine).copy.document
    desk = Counter(world).read(badge("rosa"), f"{document.year}/{document.number}")
    assert [line.code for line in desk.lines] == [mine]


@pytest.fixture
def envelope(world: World) -> Arrival:
    world.do(
        "carmen", "documents.arrive.arrive", None, sender="Estado Mayor", channel="bag", level="C", outer_intact="yes",
        brought_by="cabo Ruiz", place=world.safe,
    )  # fmt: skip
    return Arrival.objects.select_related("thing").get()


def test_an_envelope_says_what_it_is_and_what_is_open(world: World, envelope: Arrival) -> None:
    counter = Counter(world)
    counter.read(envelope.held.code)
    (notice,) = counter.desk.notices
    assert (notice.tone, notice.said.reason) == ("attention", "envelope-here")
    assert envelope.name in notice.said.why
    assert "Abrirlo y contar" in notice.said.why
    assert not counter.desk.lines


def test_an_envelope_is_handed_to_nobody_and_the_attempt_is_on_record(world: World, envelope: Arrival) -> None:
    counter = Counter(world)
    counter.read(badge("rosa"), envelope.held.code)
    assert counter.said() == [("stop", "envelope-is-closed", "1.1")]
    assert Entry.objects.filter(kind="attempt").latest("pk").refusal == "envelope-is-closed"
    assert Thing.objects.get(pk=envelope.held.pk).in_the_safe


def test_a_thing_of_another_kind_is_not_found(world: World) -> None:
    counter = Counter(world)
    counter.read("T-00001-R")
    assert counter.desk.tone == "stop"
