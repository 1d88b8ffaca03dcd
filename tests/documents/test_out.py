# SPDX-License-Identifier: EUPL-1.2
"""What is out, page by page: every thing once, soonest due first, what has no term last."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.custody.models import Thing
from precinto.documents import queries
from precinto.documents.shown import Eyes
from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.records import gate, journal
from precinto.records.clock import now
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def lent(world: World) -> World:
    document = world.document(copies=7)
    for number, reader in enumerate(("rosa", "vera", "nuria", "rosa", "vera"), start=1):
        world.loan(world.copy(document, number), to=reader)
    medium = world.do(
        "carmen", "computers.medium.register", kind="usb", serial="0781:5567", level="C", place=world.safe
    )
    world.do("carmen", "computers.medium.hand_over", medium.case, person="nuria")
    thing = Thing.objects.get(kind="medium")
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        journal.change(thing, due=None)
    return world


def pages(world: World, size: int, **how: bool) -> list[str]:
    seen: list[str] = []
    after = None
    while True:
        page = Eyes.of(world.officer("carmen")).out(size=size, after=after, **how)
        seen += [row["code"] for row in page["items"]]
        after = page["next"]
        if after is None:
            return seen


@pytest.mark.parametrize("size", [1, 2, 3, 6, 50])
def test_every_thing_once_and_in_order(lent: World, size: int) -> None:
    things = Thing.objects.filter(person__isnull=False)
    dated = list(things.filter(due__isnull=False).order_by("due", "pk").values_list("code", flat=True))
    undated = list(things.filter(due__isnull=True).order_by("pk").values_list("code", flat=True))
    assert len(dated) == 5
    assert pages(lent, size) == dated + undated


def test_the_statements_do_not_grow_with_the_rows(lent: World) -> None:
    def asked(size: int) -> int:
        with CaptureQueriesContext(connection) as statements:
            queries.out(size=size)
        return len(statements)

    assert asked(2) <= asked(50) <= 5
