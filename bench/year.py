# SPDX-License-Identifier: EUPL-1.2
"""A year of an office, told through the door by `tests/year`: do acts and pages stay as quick as in the first month?

The acts are timed alone: the eight laws judge each of them between two turns of the clock. The pages go over HTTP to the
program's own WSGI application, which is told the time of the story; the server is the plain one of the standard library, the same
before and after.
"""

from __future__ import annotations

import http.client
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from bench.report import Row, ms, quantile, spread
from bench.world import office as installation

if TYPE_CHECKING:
    from tests.year.office import Office

MONTH = 20
LIMIT = 0.05
SLOWER = 1.25  # how much dearer an act may be in the last month than in the first
SHOWN = 5  # steps that grew most
PAGES = {"tasks": "/", "counter": "/mostrador/", "register": "/registro/", "document": "", "overdue": "/vencidos/"}


@dataclass(frozen=True)
class Count:
    """What had been done by some evening, by step."""

    taken: Counter[str]
    seconds: dict[str, float]
    work: dict[str, float]

    @classmethod
    def of(cls, office: Office) -> Count:
        return cls(Counter(office.taken), dict(office.seconds), dict(office.work))

    def since(self, before: Count) -> Count:
        def less(now: dict[str, float], then: dict[str, float]) -> dict[str, float]:
            return {step: value - then.get(step, 0) for step, value in now.items()}

        return Count(self.taken - before.taken, less(self.seconds, before.seconds), less(self.work, before.work))

    @property
    def acts(self) -> int:
        return sum(self.taken.values())

    @property
    def told(self) -> str:
        return f"{self.acts / sum(self.seconds.values()):.1f} acts/s ({self.acts:,} acts)"

    def mean(self, step: str) -> float:
        return self.work[step] / self.taken[step]


def run(days: int = 250, documents: int = 200, readers: int = 40, engine: str = "sqlite", asked: int = 30) -> list[Row]:
    """So many days of work, each act judged by the eight laws; `asked` times each page."""
    with installation(engine, peers=False) as home:
        from django.conf import settings

        settings.PASSWORD_HASHERS = ["tests.world.QuickHasher"]
        from precinto.records.errors import Refused
        from tests.year.office import Scale
        from tests.year.telling import year

        rows: list[Row] = []
        counts: list[Count] = []
        month = min(MONTH, max(1, days // 3))
        ended = ""
        seen: list[str] = []
        story = year(Scale(days, documents, readers), watched=True)
        while True:
            try:
                office = next(story)
            except StopIteration:
                break
            except (Refused, AssertionError) as error:
                # Hours of work are told of all the same, and that the story was not told to its end.
                ended = f"{type(error).__name__}: {error} {' '.join(getattr(error, '__notes__', []))}"
                rows += _pages(office, f"after {len(counts)} days", asked)
                break
            counts.append(Count.of(office))
            for surprise in office.unexpected[len(seen) :]:
                print(f"year: day {len(counts)}: {surprise}", file=sys.stderr, flush=True)
            seen = list(office.unexpected)
            if len(counts) % month == 0:
                _say(counts, month)
            if len(counts) == month or office.last:
                rows += _pages(office, f"after {len(counts)} days", asked)
        rows.append(_judged(office, broken=bool(ended)))
        surprises = office.unexpected
        rows.append(
            Row(
                "events that ended otherwise than the story knows",
                f"{len(surprises)} {surprises[:1] or ''}",
                "",
                "0",
                not surprises,
            )
        )
        rows.append(Row("told to its end", ended or f"{len(counts)} days", "", "no error", not ended))
        first, last = counts[month - 1].since(counts[0]), counts[-1].since(counts[-1 - month])
        return [*_acts(counts[-1], first, last, month), *rows, *_books(home, engine)]


def _judged(office: Office, *, broken: bool) -> Row:
    """How many acts and attempts the laws were held against, each as it was written; the first that breaks one ends the story."""
    assert office.watch is not None
    acts, attempts = office.watch.done.total(), office.watch.refused.total()
    told = f"{acts:,} acts and {attempts:,} attempts"
    return Row("judged by the eight laws, one by one", told, "", "none breaks one", not broken)


def _say(counts: list[Count], month: int) -> None:
    """It lasts for hours: what has been done so far, for whoever waits."""
    since = counts[-1].since(counts[-1 - month]) if len(counts) > month else counts[-1]
    print(f"year: {len(counts)} days, {counts[-1].told}; this month {since.told}", file=sys.stderr, flush=True)


def _acts(whole: Count, first: Count, last: Count, month: int) -> list[Row]:
    common = [step for step in first.taken if last.taken[step]]
    # The same steps as often as in the first month: another mix of steps is no slower office.
    grown = sum(last.mean(step) * first.taken[step] for step in common) / sum(first.work[step] for step in common)
    worst = sorted(common, key=lambda step: (last.mean(step) - first.mean(step)) * last.taken[step], reverse=True)
    rows = [
        Row("all of it", whole.told),
        Row(f"first {month} days, the founding apart", first.told),
        Row(f"last {month} days", last.told),
        Row(
            "work of an act, last month / first month, same steps", f"{grown:.2f}x", "", f"<= {SLOWER}", grown <= SLOWER
        ),
    ]
    for step in worst[:SHOWN]:
        much = f"{ms(first.mean(step))} ({first.taken[step]}), {ms(last.mean(step))} ({last.taken[step]})"
        rows.append(Row(f"grew most: {step}, work of one, first and last", much))
    return rows


# ---- pages


def _pages(office: Office, when: str, asked: int) -> list[Row]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.web.conftest import Pages
    from tests.web.test_budget import MOST

    rows = []
    with office.now():
        browser = Pages("carmen")
    cookie = f"precinto={browser.cookies['precinto'].value}"
    with _server(office) as port:
        for name, path in PAGES.items():
            path = path or f"/registro/{office.papers[-1].key}/"
            with office.now():
                browser.get(path)
                with CaptureQueriesContext(connection) as statements:
                    browser.get(path)
            times = [_ask(port, path, cookie) for _ in range(asked + 1)][1:]
            figure = f"{spread(times)}, {len(statements)} statements"
            met = quantile(times, 0.95) <= LIMIT and len(statements) <= MOST
            rows.append(Row(f"page: {name}, {when}", figure, "", f"p95 <= 50 ms, <= {MOST} statements", met))
    return rows


def _ask(port: int, path: str, cookie: str) -> float:
    """Seconds from the question to the last byte of the answer."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "es"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return time.perf_counter() - start


class Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """What was asked is of no interest."""


@contextmanager
def _server(office: Office) -> Iterator[int]:
    from django.db import connections

    from precinto.config.wsgi import application

    def told_the_time(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with office.now():
            return application(environ, start)

    server = make_server("127.0.0.1", 0, told_the_time, handler_class=Silent)

    def serve() -> None:
        server.serve_forever(poll_interval=0.05)
        connections.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ---- the books


def _books(home: Path, engine: str) -> list[Row]:
    from django.db import connection

    from precinto.ledger.models import Entry
    from precinto.ledger.verify import verify

    start = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - start
    entries = Entry.objects.count()
    if engine == "sqlite":
        size = sum(path.stat().st_size for path in home.glob("office.sqlite3*"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    return [
        Row("database", f"{size / 2**20:.0f} MiB, {size / entries / 1024:.1f} KiB an entry"),
        Row(
            "the whole of the books verified", f"{seconds:.1f} s, {entries:,} entries, {entries / seconds:.0f} a second"
        ),
        Row("the books are sound", str(report.sound), "", "True", report.sound),
    ]
