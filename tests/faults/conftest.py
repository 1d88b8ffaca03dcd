# SPDX-License-Identifier: EUPL-1.2
"""Offices to be besieged, in processes that are forked and killed."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import typst
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
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]),
        mock.patch.multiple(typst, query=elsewhere("query"), compile=elsewhere("compile")),
    ):
        yield _offices


THERE = """
import pickle, sys, typst
name, args, how = pickle.load(sys.stdin.buffer)
sys.stdout.buffer.write(pickle.dumps(getattr(typst, name)(*args, **how)))
"""


def elsewhere(name: str) -> Callable[..., Any]:
    """The type setter in a process of its own: its threads do not outlive a fork, and a forked child would wait for them for ever."""

    def call(*args: Any, **how: Any) -> Any:
        asked = pickle.dumps((name, args, how))
        said = subprocess.run([sys.executable, "-c", THERE], input=asked, stdout=subprocess.PIPE, check=True)
        return pickle.loads(said.stdout)

    return call
