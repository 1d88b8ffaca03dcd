# SPDX-License-Identifier: EUPL-1.2
"""An office at work through the door: its people, its papers, its clock. What happens in it is told by the modules beside this one.

The clock is the story's own and goes on with each act. Everything that chance decides comes from the seed: the same scale and
seed give the same year.
"""

from __future__ import annotations

import time as timing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from precinto.custody.models import Place, Thing
from precinto.documents.models import Document
from precinto.policy.calendar import national_names
from precinto.procedures.perform import Act
from precinto.records import clock
from precinto.records.errors import Refused
from tests.invariants.laws import Watch
from tests.world import CAST, World
from tests.year.plans import Statements

CLERKS = ("carmen", "pilar")
HEAD, LEADER, DEPUTY, INSPECTOR, SECURITY = "jaime", "luis", "nuria", "ines", "sara"
MORNING, EVENING = time(8, 30), time(17, 45)
# From summer to summer, so that New Year with its books, inventories and terms lies in the middle.
FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
WEEK = 5
LEVELS = {10: "DL", 20: "C", 30: "R", 40: "S"}
ROOM_ONLY = 40  # read in the reading room, never lent
UNITS = ("SEC", "LOG", "TEC", "PLA")
ORIGINATORS = ("Estado Mayor", "Ministerio de Exteriores", "Centro Nacional", "Delegación", "Subdirección de Planes")
KINDS = ("Informe", "Nota", "Plan", "Acta", "Oficio", "Estudio")
MATTERS = ("cisternas", "accesos", "relevos", "enlaces", "reservas", "turnos", "obras", "claves de obra", "rutas")
WORDS = ("mesa lluvia tren candil", "otro puente sobre hielo", "barca verde junto faro", "tres relojes bajo nieve",
         "viento largo entre robles", "sopa caliente para doce", "once cabras miran lejos", "un tambor lleno de avena")  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """How much: working days (all of a year, or weeks spread over it), documents a day, readers; and the seed."""

    days: int = 10
    documents: int = 6
    readers: int = 10
    seed: int = 1968


@dataclass(eq=False, slots=True)
class Paper:
    """A document of the story: its copies that lie in the safe and are promised to nobody are `free`, readers of other units
    who are in its scope its `guests`."""

    key: int
    code: str
    rank: int
    folios: int
    unit: str
    originator: str
    copies: list[str]
    free: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)

    @property
    def level(self) -> str:
        return LEVELS[self.rank]


@dataclass(frozen=True)
class Reader:
    login: str
    unit: str
    rank: int


def working_days(wanted: int) -> list[date]:
    """All working days of the year, or so many, in weeks that are spread evenly over it: three at least, the last at its end."""
    off = {day for year in (FIRST.year, LAST.year) for day in national_names(year, "es")}
    span = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    every = [day for day in span if day.weekday() < WEEK and day not in off]
    if wanted >= len(every):
        return every
    weeks = max(3, round(wanted / WEEK))
    found: set[int] = set()
    for n in range(weeks):
        size = wanted * (n + 1) // weeks - wanted * n // weeks
        start = round(n * (len(every) - size) / (weeks - 1))
        found.update(range(start, start + size))
    return [every[n] for n in sorted(found)]


class Surprise(AssertionError):
    """Something was done that the story takes for forbidden."""


class Office(World):
    """Found it with `tests.world.found_as`, inside its clock."""

    def __init__(self, scale: Scale, *, watched: bool = True, listener: Statements | None = None) -> None:
        super().__init__()
        self.scale = scale
        self.chance = Random(scale.seed)
        self.days = working_days(scale.days)
        self.today = 0
        self.zone = timezone.get_default_timezone()
        self.moment = self._at(self.days[0], MORNING)
        self.pace = 1.0
        self.watch = Watch() if watched else None
        self.listener = listener or Statements()
        self.readers: list[Reader] = []
        self.papers: list[Paper] = []
        self.places: dict[str, str] = {}
        self.planned: dict[int, list[Callable[[], object]]] = defaultdict(list)
        self.burn: list[str] = []  # what waits for the next batch
        self.marks = 0  # seals used
        self.passwords: dict[str, tuple[int, date]] = {}
        self.books: dict[int, Any] = {}
        self.unexpected: list[str] = []  # events that ended otherwise than the story knows
        # By step: how many were taken or refused, how long they took, and how long the processor worked at them.
        self.taken: Counter[str] = Counter()
        self.seconds: dict[str, float] = defaultdict(float)
        self.work: dict[str, float] = defaultdict(float)

    # ---- the clock

    def _at(self, day: date, hour: time) -> datetime:
        return timezone.make_aware(datetime.combine(day, hour), self.zone)

    @property
    def day(self) -> date:
        return self.days[self.today]

    @property
    def last(self) -> bool:
        return self.today == len(self.days) - 1

    def begin(self, index: int) -> None:
        self.today = index
        self.moment = max(self.moment, self._at(self.day, MORNING))

    def evening(self) -> None:
        self.moment = max(self.moment, self._at(self.day, EVENING))

    def iso(self, days: int = 0) -> str:
        return (self.day + timedelta(days=days)).isoformat()

    def later(self, days: int, what: Callable[[], object]) -> None:
        """So many working days from now, and on the last day at the latest."""
        self.planned[min(self.today + days, len(self.days) - 1)].append(what)

    def after(self, days: int, what: Callable[[], object]) -> bool:
        """On the first day of work that lies so many days of the calendar ahead. False, and not planned, if none does."""
        wanted = self.day + timedelta(days=days)
        index = next((n for n, day in enumerate(self.days) if day >= wanted), None)
        if index is None:
            return False
        self.planned[index].append(what)
        return True

    def run_planned(self) -> None:
        while self.planned[self.today]:
            self.happens(self.planned[self.today].pop(0))

    def happens(self, what: Callable[[], object]) -> None:
        """An event of the day. One that ends otherwise than the story knows is told at the end of it: the days go on."""
        try:
            what()
        except (Refused, Surprise) as told:
            self.unexpected.append(" ".join([str(told), *getattr(told, "__notes__", [])]))

    # ---- acting

    def do(self, login: str, procedure_step: str, /, case: Any = None, **facts: Any) -> Act:
        self.moment += timedelta(seconds=self.chance.uniform(2, 20) * self.pace)
        with self.now():
            self.listener.of = procedure_step
            begin, work = timing.perf_counter(), timing.thread_time()
            try:
                return super().do(login, procedure_step, case, **facts)
            except Refused as refused:
                refused.add_note(f"{self.moment:%Y-%m-%d %H:%M} {login} {procedure_step} {case} {facts}: {refused.reason} "
                                 f"{refused.facts} {getattr(refused, 'errors', '')}")  # fmt: skip
                raise
            finally:
                self.listener.of = ""
                self.taken[procedure_step] += 1
                self.seconds[procedure_step] += timing.perf_counter() - begin
                self.work[procedure_step] += timing.thread_time() - work
                if self.watch is not None:
                    self.watch.look()

    @contextmanager
    def now(self) -> Iterator[datetime]:
        with clock.at(self.moment) as moment:
            yield moment

    def refused(self, reason: str, login: str, procedure_step: str, /, case: Any = None, **facts: Any) -> None:
        """A step that the policy refuses, for this reason."""
        try:
            self.do(login, procedure_step, case, **facts)
        except Refused as refused:
            if refused.reason != reason:
                raise
            return
        raise Surprise(f"{login} {procedure_step} {facts}: to be refused for {reason}")

    def unless(self, reason: str, login: str, procedure_step: str, /, case: Any = None, **facts: Any) -> Act | None:
        """A step that may be refused for this one reason, as it happens in an office; None then."""
        try:
            return self.do(login, procedure_step, case, **facts)
        except Refused as refused:
            if refused.reason != reason:
                raise
            return None

    # ---- chance

    def luck(self, share: float) -> bool:
        return self.chance.random() < share

    def some(self, share: float) -> int:
        """So many of the day's documents, on the average."""
        wanted = self.scale.documents * share
        return int(wanted) + (self.chance.random() < wanted % 1)

    def one(self, found: Any) -> Any:
        return self.chance.choice(found)

    @property
    def clerk(self) -> str:
        return str(self.one(CLERKS))

    @staticmethod
    def other(clerk: str) -> str:
        return CLERKS[CLERKS[0] == clerk]

    # ---- who and what

    def bring_people(self) -> None:
        """The readers beside the cast, in their units, and the places."""
        for code, name in (("TEC", "Técnica"), ("PLA", "Planes")):
            self.do(HEAD, "personnel.unit.open", code=code, name=name)
        cast = {row[0]: row[3] for row in CAST}
        self.readers = [Reader(login, cast[login], 40) for login in ("rosa", "vera", "nuria", "diego")]
        for n in range(len(self.readers), self.scale.readers):
            self.hire(f"lector{n}", UNITS[n % len(UNITS)], (40, 30, 30, 20)[n // len(UNITS) % 4])
        for login in ("jaime", "carmen", *cast):
            self.passwords[login] = (-1, self.day)
        house = self.place("house", name="Sede", kind="building", level="S")
        room = self.place("room", name="Cámara", kind="room", level="S", within=house)
        first = Place.objects.get(code=self.safe)
        self.do(HEAD, "office.place.put", first, within=room)
        self.places["safe"] = first.code
        self.place("second", name="Armario 2", kind="safe", level="S", within=room)
        self.place("low", name="Armario 3", kind="safe", level="C", within=room)
        self.places["counter"] = Place.objects.get(kind="counter").code
        self.places["body"] = Place.objects.filter(kind="body", destroys=None).earliest("pk").code
        self.places["authority"] = Place.objects.filter(kind="body").exclude(destroys=None).earliest("pk").code

    def place(self, key: str, **facts: Any) -> str:
        case: Any = self.do(HEAD, "office.place.open", **facts).case
        self.places[key] = case.code
        return str(case.code)

    def hire(self, login: str, unit: str, rank: int) -> int:
        """Somebody new: registered, with an account, cleared and briefed."""
        person: Any = self.do(
            HEAD, "personnel.person.register", given_name=login.capitalize(), family_name="Núñez", unit=unit
        ).case
        self.do(HEAD, "computers.account.open", person=person.code, login=login, password=WORDS[0])
        self.passwords[login] = (0, self.day)
        self.do(login, "computers.account.change_password", person.account, old=WORDS[0], new=WORDS[1])
        self.passwords[login] = (1, self.day)
        self.clear(login, level=LEVELS[rank])
        self.readers.append(Reader(login, unit, rank))
        return int(person.pk)

    def who_may(self, paper: Paper, *, but: tuple[str, ...] = ()) -> list[Reader]:
        return [
            one for one in self.readers if one.unit == paper.unit and one.rank >= paper.rank and one.login not in but
        ]

    def take(self, *, most: int = 30, wanted: Callable[[Paper], bool] = lambda paper: True) -> tuple[Paper, str] | None:
        """A free copy of a paper of the last weeks, taken out of what is free."""
        recent = self.papers[-40 * self.scale.documents :]
        for _try in range(most):
            paper = self.one(recent) if recent else None
            if paper is not None and paper.free and wanted(paper):
                return paper, paper.free.pop()
        return None

    def keep(self, document: Document, *, unit: str, folios: int) -> Paper:
        """Remember a document that was registered."""
        codes = list(document.copies.order_by("number").values_list("thing__code", flat=True))
        paper = Paper(document.pk, document.code, document.rank, folios, unit, document.originator, codes, list(codes))
        self.papers.append(paper)
        return paper

    def seal(self) -> str:
        self.marks += 1
        return f"PR-{self.marks:05d}"

    def folios(self, codes: list[str]) -> str:
        """Codes with what the register says of each, as they are counted into a batch."""
        pieces = dict(Thing.objects.filter(code__in=codes).values_list("code", "pieces"))
        return "\n".join(f"{code} {pieces[code]}" for code in codes)
