# SPDX-License-Identifier: EUPL-1.2
"""An empty office in a temporary folder, on either database, with Django set up for the peers too."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def office(engine: str = "sqlite") -> Iterator[Path]:
    """Make it, migrate it, throw it away. One for each process: Django's settings are read once."""
    home = Path(tempfile.mkdtemp(prefix="precinto-bench-", dir=os.environ.get("PRECINTO_BENCH_DIR")))
    server = None
    os.environ["PRECINTO_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.pop("PRECINTO_DATABASE", None)
    database = "sqlite:///office.sqlite3"
    try:
        if engine == "postgres":
            from tests import postgres

            server = postgres.Server()
            server.start()
            database = server.url
            os.environ["PRECINTO_DATABASE"] = database
        from precinto.config.home import Home

        Home(home).make(language="es", time_zone="Europe/Madrid", database=database)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0)
        yield home
    finally:
        from django.db import connections

        connections.close_all()
        if server is not None:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)
