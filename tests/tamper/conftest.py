# SPDX-License-Identifier: EUPL-1.2
"""The office is made once for each process of the tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tamper import office as making


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of copies of a database are written here, and none need last."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="precinto-tamper-", dir=shared if shared.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def work(memory: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def made(memory: Path, django_db_blocker: Any) -> making.Office:
    with django_db_blocker.unblock():
        return making.make(memory / "home")


@pytest.fixture
def unblocked(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
