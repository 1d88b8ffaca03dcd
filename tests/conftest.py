# SPDX-License-Identifier: EUPL-1.2
"""What every test stands on: a home and a database of its own process, made before the settings are read.

`PRECINTO_TEST_DATABASE=postgres` runs the same tests on a PostgreSQL that is started here and gone afterwards.
The settings are read here and not by pytest-django, which would read them before this file could say where the home is.
"""

import atexit
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from precinto.config.home import Home
from tests import postgres

_WORKER = os.environ.get("PYTEST_XDIST_WORKER")
_HOME = Path(tempfile.mkdtemp(prefix="precinto-test-"))
_server: postgres.Server | None = None


def _clean_up() -> None:
    if _server is not None:
        _server.stop()
    shutil.rmtree(_HOME, ignore_errors=True)


atexit.register(_clean_up)

os.environ["PRECINTO_HOME"] = str(_HOME)
if not postgres.wanted():
    os.environ["PRECINTO_DATABASE"] = f"sqlite:///{_HOME}/office.sqlite3"
elif _WORKER is None:
    # One server for all workers: they inherit its address, and pytest-django gives each a database of its own name.
    _server = postgres.Server()
    _server.start()
    os.environ["PRECINTO_DATABASE"] = _server.url

Home(_HOME).make(language="es", time_zone="Europe/Madrid", database=os.environ["PRECINTO_DATABASE"])
os.environ["DJANGO_SETTINGS_MODULE"] = "precinto.config.settings"

import django  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import CharField  # noqa: E402

django.setup()


_unmeasured = CharField.get_db_prep_save


def _measured(field: Any, value: Any, connection: Any) -> Any:
    """PostgreSQL refuses what is longer than its column and SQLite keeps it: so a test on SQLite finds it too."""
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        raise ValueError(f"{field.model.__name__}.{field.name} holds {field.max_length} characters: {value[:80]}")
    return _unmeasured(field, value, connection)


if not postgres.wanted():
    CharField.get_db_prep_save = _measured  # type: ignore[method-assign, assignment]  # every test measures
# A worker that inherited this would read the settings with the home of the process that started it.
del os.environ["DJANGO_SETTINGS_MODULE"]

if not postgres.wanted():
    # A file, as in an office: a database in memory has no write-ahead log and no second connection.
    connection.settings_dict["TEST"]["NAME"] = str(_HOME / "test.sqlite3")

from tests.world import world as world  # noqa: E402  the fixture, for every room


def pytest_unconfigure() -> None:
    _clean_up()


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL 15' if postgres.wanted() else 'SQLite'}"


# Of the cases of one test, one in so many is run on PostgreSQL too; `make campaign` runs them all there.
SHARE = 6


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("PRECINTO_CAMPAIGN") == "1":
        return
    left = [item for item in items if item.get_closest_marker("campaign")]
    if postgres.wanted() and not config.getoption("keyword"):
        left += _but_a_share([item for item in items if not item.get_closest_marker("campaign")], config)
    if left:
        names = {item.nodeid for item in left}
        items[:] = [item for item in items if item.nodeid not in names]
        config.hook.pytest_deselected(items=left)


def _but_a_share(items: list[pytest.Item], config: pytest.Config) -> list[pytest.Item]:
    """The cases beyond the share. Tests without cases, and tests named on the command line, are all run."""
    if any("::" in argument for argument in config.args):
        return []
    seen: Counter[str] = Counter()
    left = []
    for item in items:
        name, _bracket, case = item.nodeid.partition("[")
        if case and seen[name] % SHARE:
            left.append(item)
        seen[name] += 1
    return left
