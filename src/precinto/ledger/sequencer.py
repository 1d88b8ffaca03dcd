# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL: a thread that gives committed entries their place every 100 ms. On SQLite the act itself does."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from precinto.ledger import tree

log = logging.getLogger(__name__)
EVERY = 0.1


class Sequencer:
    """Start it in the process that serves; several may run, one at a time works."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        if connection.vendor == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                tree.integrate()
            except DatabaseError as error:
                # The database went away for a moment: what waits is still there, and is taken at the next turn.
                log.warning("sequencer: %s", type(error).__name__)
                connection.close()
        connection.close()
