# SPDX-License-Identifier: EUPL-1.2
"""What one of the program's own questions costs: the whole of it, and in the database alone.

The statements are taken down as the program asks them, and asked again bare, each to its last row: what is left is the making of
the rows that a page shows, which is Django's and Python's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.report import ms, quantile, spread


@dataclass
class Cost:
    whole: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: int = 0  # of the one that asked most

    def ask(self, question: Callable[[], object]) -> None:
        from django.db import connection

        asked: list[tuple[str, Any]] = []

        def took_down(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            asked.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(took_down):
            start = time.perf_counter()
            question()
            self.whole.append(time.perf_counter() - start)
        start = time.perf_counter()
        for sql, params in asked:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()
        self.database.append(time.perf_counter() - start)
        self.statements = max(self.statements, len(asked))

    @property
    def told(self) -> str:
        return f"{spread(self.whole)}; {ms(quantile(self.database, 0.95))} of it in {self.statements} statements"


def cost(question: Callable[[int], object], times: int) -> Cost:
    """`question` is given 0, 1, 2 and so on; the first is asked once more before, to warm up. Memory is settled as the server's is."""
    from precinto.config.memory import settle

    question(0)
    settle()
    found = Cost()
    for n in range(times):
        found.ask(lambda n=n: question(n))  # type: ignore[misc]
    return found
