# SPDX-License-Identifier: EUPL-1.2
"""When the books cannot be reached, or do not add up, the API says so in words and does nothing."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from precinto.api import v1
from precinto.records.errors import Broken, SettingsError
from tests.doors.through import Api
from tests.world import World

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (OperationalError("database is locked"), 503, "books-busy"),
        (Broken("a leaf is missing"), 500, "books-broken"),
        (SettingsError("office.key is missing"), 500, "key-missing"),
        (ZeroDivisionError("a mistake of ours"), 500, "program-failed"),
    ],
)
def test_it_is_said(
    world: World, api: Api, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, reason: str
) -> None:
    headers = api.headers("carmen")
    before = world.dump()

    def out_of_order(*_args: object, **_kw: object) -> None:
        raise error

    monkeypatch.setattr(v1, "perform", out_of_order)
    answer = Client().delete("/api/v1/documents/1", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.json()["why"] != reason
    assert answer.json()["way_out"]
    assert world.dump() == before
