# SPDX-License-Identifier: EUPL-1.2
"""One office for a file of stories; what a story did in it is undone before the next is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.stories.telling import Telling
from tests.world import World, found


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]),
        transaction.atomic(),
    ):
        yield found()
        transaction.set_rollback(True)


@pytest.fixture
def db(founded: World) -> None:
    """In place of a transaction for each test: the office would have to be founded in each."""


@pytest.fixture
def office(founded: World, db: None) -> Iterator[Telling]:
    with transaction.atomic():
        telling = Telling(founded)
        try:
            yield telling
        finally:
            telling.close()
            transaction.set_rollback(True)
