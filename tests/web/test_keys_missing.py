# SPDX-License-Identifier: EUPL-1.2
"""A key that somebody took away while the program runs: the page says so, before and after signing in, and nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from precinto.ledger import hallmark
from tests.web.conftest import Pages
from tests.world import PASSWORD, World

pytestmark = pytest.mark.database


@pytest.fixture
def without_the_key() -> Iterator[None]:
    file: Path = settings.HOME.path / "keys" / "office.key"
    away = file.with_suffix(".away")
    file.rename(away)
    hallmark._key.cache_clear()
    yield
    away.rename(file)
    hallmark._key.cache_clear()


def test_who_signs_in_is_told(world: World, without_the_key: None) -> None:
    client = Client(raise_request_exception=False)
    before = world.dump()
    answer = client.post("/entrar/", {"login": "carmen", "password": PASSWORD})
    assert answer.status_code == 500
    assert "Falta una clave" in answer.content.decode()
    assert "office.key" not in answer.content.decode()
    assert world.dump() == before


def test_who_acts_is_told(world: World, request: pytest.FixtureRequest) -> None:
    browser = Pages("jaime")
    before = world.dump()
    request.getfixturevalue("without_the_key")
    browser.raise_request_exception = False
    answer = browser.post("/acto/personnel.unit/open/", {"code": "NUE", "name": "Nueva", "_intent": "sin-llave"})
    assert answer.status_code == 500
    assert "Falta una clave" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert world.dump() == before
