# SPDX-License-Identifier: EUPL-1.2
"""An empty office in a temporary folder, on either database, with Django set up for it and for the peers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def slower_flush(milliseconds: float) -> Iterator[None]:
    """Whatever server is started in it flushes to a disk that is so much slower. Needs a C compiler."""
    if not milliseconds:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="precinto-flush-") as folder:
        os.chmod(folder, 0o755)
        library = Path(folder) / "slow_flush.so"
        source = Path(__file__).with_name("slow_flush.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"], check=True)
        os.environ |= {"LD_PRELOAD": str(library), "PRECINTO_FLUSH_MS": str(milliseconds)}
        try:
            yield
        finally:
            del os.environ["LD_PRELOAD"], os.environ["PRECINTO_FLUSH_MS"]


@contextmanager
def office(engine: str = "sqlite", *, flush: float = 0, peers: bool = True) -> Iterator[Path]:
    """Make it, migrate it, throw it away. One for each process: Django's settings are read once.

    Without `peers` it is the program alone, as an office has it. `flush`: so many milliseconds are added to each flush of
    PostgreSQL, as on a slower disk.
    """
    home = Path(tempfile.mkdtemp(prefix="precinto-bench-", dir=os.environ.get("PRECINTO_BENCH_DIR")))
    server = None
    os.environ["PRECINTO_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings" if peers else "precinto.config.settings"
    os.environ.pop("PRECINTO_DATABASE", None)
    database = "sqlite:///office.sqlite3"
    try:
        if engine == "postgres":
            from tests import postgres

            server = postgres.Server()
            with slower_flush(flush):
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
