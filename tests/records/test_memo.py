# SPDX-License-Identifier: EUPL-1.2
"""What is read once in a transaction is true until it is written, undone or over."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from precinto.access.models import Appointment
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import Request, perform_all
from precinto.records import memo
from precinto.records.errors import Refused
from tests.world import World


@pytest.fixture
def read() -> Callable[[], int]:
    numbers = count(1)
    return lambda: memo.once("roles", ["access.post"], lambda: next(numbers))


def test_outside_a_transaction_nothing_is_kept(read: Callable[[], int]) -> None:
    assert [read(), read()] == [1, 2]


def test_inside_it_is_read_once_until_its_table_is_written(read: Callable[[], int]) -> None:
    with memo.kept():
        assert [read(), read()] == [1, 1]
        memo.written("access.clearance")
        assert read() == 1
        memo.written("access.post")
        assert read() == 2
    assert read() == 3


def test_what_an_inner_one_undoes_is_forgotten(read: Callable[[], int]) -> None:
    with memo.kept():
        assert read() == 1
        with pytest.raises(ZeroDivisionError):
            _know_and_fail()
        assert read() == 2


def _know_and_fail() -> None:
    with memo.kept():
        memo.know("roles", 99)
        raise ZeroDivisionError


@pytest.mark.database
def test_an_act_of_a_group_sees_what_the_act_before_it_changed(world: World) -> None:
    """Whoever ends their own post in a group can take no step of that post after it."""
    appoint = REGISTRY["personnel.appoint"]
    post = Appointment.objects.get(person__account__login="sara", stage="in_force")
    both = [
        Request(appoint, "end", post.pk, {"reason": "cese"}, "a"),
        Request(appoint, "appoint", None, {"person": "vera", "post": "ENC2", "since": "hoy"}, "b"),
    ]
    with pytest.raises(Refused) as stopped:
        perform_all(both, by=world.officer("sara"))
    assert (stopped.value.reason, getattr(stopped.value, "line", None)) == ("not-your-role", 1)
