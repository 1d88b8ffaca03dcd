# SPDX-License-Identifier: EUPL-1.2
"""A thread beside the server's own: on PostgreSQL it gives committed entries their place every 100 ms, and on either
database it tries every hour to wipe what was forgotten and could not be wiped at once."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, connection

from precinto.ledger import scrub, tree

log = logging.getLogger(__name__)
EVERY = 0.1
HOUR = 3600.0


class Sequencer:
    """Start it in the process that serves; several may run, one at a time works."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._places = connection.vendor == "postgresql"  # on SQLite the act itself takes its place
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        wipe_at = time.monotonic() + HOUR
        while not self._stop.wait(EVERY if self._places else HOUR):
            try:
                if self._places:
                    tree.integrate()
                if time.monotonic() >= wipe_at:
                    wipe_at = time.monotonic() + HOUR
                    scrub.again()
            except DatabaseError as error:
                # The database went away for a moment: what waits is still there, and is taken at the next turn.
                log.warning("sequencer: %s", type(error).__name__)
                connection.close()
        connection.close()
