# SPDX-License-Identifier: EUPL-1.2
"""D242 art. 31: the order of priority, drafted by the office, approved by the leader, kept current."""

from __future__ import annotations

import pytest

from precinto.custody.models import Place
from precinto.documents.destroying.models import Plan
from tests.stories.destruction import whole_plan
from tests.stories.telling import MINUTES_AGO, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "emergency_plan"
DRAFTED = [("jaime", "draft")]
IN_FORCE = [*DRAFTED, ("luis", "approve")]
A_NEW_SAFE = ("jaime", "place.open")


def twice(office: Telling) -> str:
    lines = whole_plan(office)
    return f"{lines}\n{lines.splitlines()[0]}"


DONE: Stories = {
    "drafted": (DRAFTED, "drafted"),
    "drafted by a clerk": ([("carmen", "draft")], "drafted"),
    "approved": (IN_FORCE, "in_force"),
    "confirmed a year later": ([*IN_FORCE, ("jaime", "review")], "in_force"),
    "another takes its place": ([*IN_FORCE, ("carmen", "draft"), ("luis", "approve")], "in_force"),
    "withdrawn": ([*DRAFTED, ("luis", "withdraw")], "withdrawn"),
}  # fmt: skip

REFUSED: Stories = {
    "drafted by a reader": ([("rosa", "draft")], "not-your-role"),
    "leaves a safe out": ([("jaime", "draft", {"order": "{safe}; horno; guardia"})], "plan-leaves-out"),
    "names a place that there is not": ([("jaime", "draft", {"order": "L99999; horno; guardia"})], "bad-facts"),
    "says nobody who does it": ([("jaime", "draft", {"order": "{safe}; horno"})], "bad-facts"),
    "names a place twice": ([("jaime", "draft", {"order": twice})], "bad-facts"),
    "approved by who drafted": (
        [("luis", "delegate.delegate", {"taker": "carmen"}), ("carmen", "draft"), ("carmen", "approve")], "second-person",
    ),
    "approved with an old password": ([*DRAFTED, ("luis", "approve", {MINUTES_AGO: 6})], "fresh-password"),
    "approved after a safe was opened": ([*DRAFTED, A_NEW_SAFE, ("luis", "approve")], "plan-leaves-out"),
    "confirmed after a safe was opened": ([*IN_FORCE, A_NEW_SAFE, ("jaime", "review")], "plan-leaves-out"),
    "withdrawn once it is in force": ([*IN_FORCE, ("jaime", "withdraw")], "wrong-stage"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)


def test_one_plan_is_in_force(office: Telling) -> None:
    office.tell([*IN_FORCE, ("carmen", "draft"), ("luis", "approve")], OWN)
    assert sorted(Plan.objects.values_list("stage", flat=True)) == ["in_force", "superseded"]


def test_it_has_a_line_for_every_safe_in_the_order_given(office: Telling) -> None:
    office.tell(IN_FORCE, OWN)
    assert list(Plan.objects.get().lines.order_by("number").values_list("place", flat=True)) == list(
        Place.objects.filter(kind__in=("safe", "counter")).order_by("pk").values_list("pk", flat=True)
    )
