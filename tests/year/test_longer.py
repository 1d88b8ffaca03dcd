# SPDX-License-Identifier: EUPL-1.2
"""Behind `make campaign`: more days, more papers, other chances; and that the same chances tell the same year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from precinto.procedures.model import REGISTRY
from tests.year.office import Scale
from tests.year.stage import NOT_HERE, undone
from tests.year.telling import year

pytestmark = pytest.mark.campaign


@pytest.fixture
def db() -> None:
    """The stories here open and undo transactions of their own."""


@pytest.fixture
def empty(db: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with undone(django_db_blocker):
        yield


@pytest.mark.database
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_laws_hold_after_each_act_of_a_longer_year(empty: None, seed: int) -> None:
    *_days, office = year(Scale(days=40, documents=12, readers=40, seed=seed))
    assert office.unexpected == []
    assert office.watch is not None
    missed = {
        name for name in REGISTRY if not any(office.watch.done[f"{name}.{step}"] for step in REGISTRY[name].steps)
    }
    assert missed == set(NOT_HERE)


def test_the_same_seed_tells_the_same_year(empty: None) -> None:
    """As far as its first two days go."""
    tellings = []
    for _turn in range(2):
        with transaction.atomic():
            office = next(year(Scale(days=10, documents=3, readers=10), watched=False))
            tellings.append((office.moment, office.taken, [paper.code for paper in office.papers]))
            transaction.set_rollback(True)
    assert tellings[0] == tellings[1]
