# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.faults.offices import Offices


@pytest.fixture(scope="session")
def _offices(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Offices]:
    folder: Path = tmp_path_factory.mktemp("offices")
    with django_db_blocker.unblock():
        made = Offices(folder)
        yield made
        made.close()


@pytest.fixture
def offices(_offices: Offices, django_db_blocker: Any) -> Iterator[Offices]:
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        yield _offices
