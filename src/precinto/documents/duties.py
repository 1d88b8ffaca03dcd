# SPDX-License-Identifier: EUPL-1.2
"""Standing duties: what has to be done though nobody has opened a case for it, by when, and whose it is.

A case that somebody has begun has a term of its own and is told by the work list. What nobody has begun raises no alarm there:
a general inventory that is not planned, a book that is not opened, a safe without a lock. Each room says here what it asks of
the office and how it is read; all of it is one question to the database, whatever the number of rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, F, Field, QuerySet, Value
from django.utils import timezone

from precinto.access.decide import Scoped, decide
from precinto.access.models import Role
from precinto.access.principals import REGISTRY as KEEPERS_SCOPE
from precinto.access.reach import FOREVER
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.policy.calendar import Calendar
from precinto.policy.deadlines import Profile
from precinto.procedures.model import Actor
from precinto.records.nothing import Nothing
from precinto.records.question import Question

# Who answers for the office, or looks into it, hears of a duty once it is late; before that it belongs to those who do it.
OVER = frozenset({Role.LEADER, Role.INSPECTOR})

# What a fact may say. Each duty fills those that it needs: all together are one union.
COLUMNS: dict[str, type[Field[Any, Any]]] = {
    "text": CharField, "more": CharField, "who": CharField, "badge": CharField, "unit": CharField, "at": DateTimeField, "day": DateField,
    "other": DateField, "n": BigIntegerField, "rank": BigIntegerField, "comp": BigIntegerField, "rel": BigIntegerField,
    "person": BigIntegerField,
}  # fmt: skip
FOUNDING = -1  # the tag of the one fact that no duty asks for
EMPTY: dict[str, Any] = {f"w_{name}": Nothing(kind()) for name, kind in COLUMNS.items()}


@dataclass(frozen=True)
class Fact:
    """One row of what a duty asked for."""

    text: str
    more: str
    who: str
    badge: str
    unit: str
    at: datetime | None
    day: date | None
    other: date | None
    n: int
    rank: int
    comp: int
    rel: int
    person: int | None

    @property
    def label(self) -> Label:
        """Of a fact whose `more` is the scheme of a label."""
        return Label(self.more, self.rank, self.comp, self.rel)


@dataclass(frozen=True)
class Task:
    """A duty as it stands: until when, from when it shows, and what it is about."""

    due: datetime
    code: str
    address: str
    words: str = ""
    begins: datetime | None = None
    who: str = ""
    unit: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Asker:
    """All that the question of a duty may depend on. Equal askers ask in the same words, which are put together once."""

    key: int
    roles: frozenset[Role]
    day: date
    profile: Profile
    calendar: Calendar

    @classmethod
    def of(cls, actor: Actor) -> Asker:
        return cls(actor.key, frozenset(one.role for one in actor.roles), actor.day, actor.profile, actor.calendar)


@dataclass(frozen=True)
class Moment:
    """What duties are read with: who looks, and when the office was founded."""

    actor: Actor
    founded: datetime

    def after(self, term: str, start: datetime) -> datetime | None:
        """When a term of the profile that begins then is over; None where the office has switched it off."""
        profile = self.actor.profile
        return None if profile.is_off(term) else profile.due(term, start, self.actor.calendar)

    def set_up(self) -> datetime:
        """Until when a new office is given to have what every office has."""
        return self.after("setting-up", self.founded) or self.founded


@dataclass(frozen=True)
class Duty:
    """`asks` gives the facts, or None where nothing is asked today; `tells` what they leave to be done.

    `roles` are those whose duty it is. `personal` asks also for whoever holds none of them, about themselves alone.
    `terms` are the entries of the deadline profile that it reads.
    """

    name: str
    title: Any
    clause: str
    roles: frozenset[Role]
    terms: tuple[str, ...]
    asks: Callable[[Asker], QuerySet[Any, Any] | None]
    tells: Callable[[Sequence[Fact], Moment], Iterable[Task]]
    personal: bool = False


REGISTRY: dict[str, Duty] = {}


def register(*duties: Duty) -> None:
    for duty in duties:
        REGISTRY[duty.name] = duty


def facts(rows: QuerySet[Any, Any], **columns: Any) -> QuerySet[Any, Any]:
    """Rows as facts: each column named is an expression, the others are empty."""
    told = EMPTY | {f"w_{name}": expression for name, expression in columns.items()}
    return rows.order_by().values(**told)


def starts(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def sees(actor: Actor, fact: Fact) -> bool:
    """1.2: whether what a fact says of a document may be told to this person, who keeps the register or decides without reading."""
    if any(held.role in (Role.LEADER, Role.SUPERIOR, Role.INSPECTOR) for held in actor.roles):
        return True
    return bool(decide(actor.subject, Scoped(fact.label, ((KEEPERS_SCOPE, 0, FOREVER),))))


def tasks(actor: Actor, *, since: datetime | None = None, before: datetime) -> list[tuple[Duty, Task]]:
    """What is to be done for this person to know. One question.

    What falls due before a time, and what has begun; with `since`, what falls due between the two times.
    """
    asker = Asker.of(actor)
    asked = _asked(asker)
    if not asked:
        return []
    read, founded = _read(asker)
    if founded is None:
        return []
    moment = Moment(actor, founded)
    return [
        (duty, task)
        for duty, said in zip(asked, read, strict=True)
        if said is not None
        for task in duty.tells(said, moment)
        if _concerns(duty, task, actor, asker.roles) and _now(task, actor, since, before)
    ]


def _asked(asker: Asker) -> list[Duty]:
    return [duty for duty in REGISTRY.values() if duty.personal or asker.roles & (duty.roles | OVER)]


def _concerns(duty: Duty, task: Task, actor: Actor, held: frozenset[Role]) -> bool:
    if held & duty.roles or (task.person is not None and task.person == actor.key):
        return True
    return bool(held & OVER) and task.due < actor.at


def _now(task: Task, actor: Actor, since: datetime | None, before: datetime) -> bool:
    if since is not None:
        return since <= task.due < before
    return task.due < before or (task.begins is not None and task.begins <= actor.at)


def _read(asker: Asker) -> tuple[list[list[Fact] | None], datetime | None]:
    """What each duty that is asked has been told, None where it asks nothing today; and when the office was founded."""
    question, silent = _question(asker)
    said: list[list[Fact] | None] = [None if none else [] for none in silent]
    founded: datetime | None = None
    for row in question.rows():
        if row["w_duty"] == FOUNDING:
            founded = row["w_at"]
        elif (facts := said[row["w_duty"]]) is not None:
            facts.append(_fact(row))
    return said, founded


@lru_cache(maxsize=128)
def _question(asker: Asker) -> tuple[Question, tuple[bool, ...]]:
    founding = facts(Entry.objects.filter(procedure="personnel.found", kind="act"), at=F("at"))
    asked = [duty.asks(asker) for duty in _asked(asker)]
    parts = [
        rows.annotate(w_duty=Value(tag, output_field=BigIntegerField()))
        for tag, rows in [(FOUNDING, founding), *enumerate(asked)]
        if rows is not None
    ]
    return Question.of(parts[0].union(*parts[1:], all=True)), tuple(rows is None for rows in asked)


def _fact(row: dict[str, Any]) -> Fact:
    words: dict[str, Any] = {name: row[f"w_{name}"] or "" for name in ("text", "more", "who", "badge", "unit")}
    numbers: dict[str, Any] = {name: row[f"w_{name}"] or 0 for name in ("n", "rank", "comp", "rel")}
    rest = {name: row[f"w_{name}"] for name in ("at", "day", "other", "person")}
    return Fact(**words, **numbers, **rest)


def only(rows: QuerySet[Any, Any], size: int, *order: str) -> QuerySet[Any, Any]:
    """The first of them: the parts of a union take no limit of their own on SQLite."""
    keys = rows.order_by(*order).values("pk")[:size]
    found: QuerySet[Any, Any] = rows.model._default_manager.filter(pk__in=keys)
    return found
