# SPDX-License-Identifier: EUPL-1.2
"""Step and Procedure: the table from which buttons, names, refusals, matrix and help are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from precinto.access.decide import Subject
from precinto.access.models import Person, Role
from precinto.access.officers import Officer
from precinto.access.subjects import Held, roles_held, subject
from precinto.policy.calendar import Calendar
from precinto.policy.deadlines import Profile
from precinto.policy.incompatible import barring
from precinto.procedures import deadlines
from precinto.records.errors import NotSignedIn

if TYPE_CHECKING:
    from precinto.procedures.facts import FactForm, Facts
    from precinto.records.models import Case

NEW = "new"


class Actor:
    """The officer in one act: one time, one role, read once."""

    def __init__(self, officer: Officer, at: datetime) -> None:
        self.officer = officer
        self.at = at
        self.role: Role | None = None
        self.held: Held | None = None
        # Why the rule of the second person is to be excused, in the words of whoever asks for it; and what was excused.
        self.asks_excuse = ""
        self.looks = False  # a page or a list asks what is open to this person: nothing is taken
        self.excused: Excused | None = None
        # Who took which step of a case, (person, giver, step), where a page has read it for many cases at once.
        self.done: dict[tuple[str, int], list[tuple[int, int | None, str]]] = {}
        # The same of one step, read by the door itself: the case is locked, so that once is enough.
        self.earlier: dict[tuple[str, int, str], list[tuple[int, int | None, str]]] = {}
        # What steps that are taken as one leave for each other: a list done at the counter opens one receipt.
        self.together: dict[Any, Any] = {}

    @property
    def person(self) -> Person:
        if self.officer.person is None:
            raise NotSignedIn("not-signed-in")
        return self.officer.person

    @property
    def key(self) -> int:
        return self.officer.key

    @property
    def humans(self) -> set[int]:
        """Whoever acts, and whoever they stand for in this act."""
        return {self.key} | ({self.held.giver} if self.held is not None and self.held.giver else set())

    @cached_property
    def day(self) -> date:
        return deadlines.local_day(self.at)

    @cached_property
    def roles(self) -> tuple[Held, ...]:
        return roles_held(self.officer.key, self.day) if self.officer.person else ()

    @cached_property
    def subject(self) -> Subject:
        return subject(self.person, self.day, roles=self.roles)

    @cached_property
    def profile(self) -> Profile:
        return deadlines.profile()

    @cached_property
    def calendar(self) -> Calendar:
        return deadlines.calendar(self.profile)

    def due(self, name: str) -> datetime:
        return self.profile.due(name, self.at, self.calendar)


@dataclass(frozen=True)
class Excused:
    """An exception to the rule of the second person: under which regime, from which earlier steps, and why."""

    regime: int
    steps: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Reason:
    """Why a rule does not hold: a message id, the facts that its words need, and the clause when it is not the procedure's."""

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""


Rule = Callable[[Any, Actor, "Facts"], "str | Reason | None"]
Act = Callable[[Any, Actor, "Facts"], None]
Opens = Callable[[Actor, "Facts"], "Case"]


@dataclass(frozen=True)
class Step:
    """One row of a procedure.

    `by` who; `leaves`/`enters` from where to where; `asks` the form of its facts; `needs` what must hold, in the policy's
    order; `does` what it changes; `acts_as` the part that its taker plays in the case, in the words of
    `policy/incompatible.toml`, from which follows who may not take it; `never_who` steps of the same case whose humans may
    not take it either, where a case needs more than that table, and `excusable` whether the regime of minimum staff may
    excuse from these; `rests_on` the approvals it relies on, each with the deadline after which it lapses; `fresh` asks for
    the password again; `opens` builds the case of a step that leaves "new"; `locks` names more things to lock, from the
    facts; `due` names the deadline that begins when the step is taken: the case's `due` says when it runs out; `awaited`
    which cases wait for whoever may take it: all, none, or those that a condition lets through. A step that stops a case or
    sets right what seldom happens is possible, and nobody's task.
    """

    name: str
    title: Any
    by: Role | tuple[Role, ...]
    leaves: str | tuple[str, ...]
    enters: str
    asks: type[FactForm] | None = None
    needs: Sequence[Rule] = ()
    does: Sequence[Act] = ()
    acts_as: str = ""
    never_who: Sequence[str] = ()
    excusable: bool = False
    never_concerned: bool = False
    rests_on: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    opens: Opens | None = None
    locks: Callable[[Any, Facts], list[int]] | None = None
    clause: str = ""
    due: str = ""
    before_password: bool = False  # may be taken while the password waits to be changed
    tone: str = "act"  # act, approve, stop: how a page shows the button
    awaited: Q | bool | None = None  # None: it is, unless it stops the case

    @property
    def waits(self) -> Q | bool:
        return self.tone != "stop" if self.awaited is None else self.awaited

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.by if isinstance(self.by, tuple) else (self.by,)

    @property
    def stages(self) -> tuple[str, ...]:
        return self.leaves if isinstance(self.leaves, tuple) else (self.leaves,)


@dataclass(frozen=True)
class Told:
    """How a case is told in a line without reading it whole: the column of its number or name, and the way to its document.

    The column must hold nothing that a reading scope protects. At a stage of `rests` it waits for nobody: it is told where
    terms are looked at, and not among what is to be done.
    """

    name: str = "pk"
    document: str = ""
    due: bool = True  # the case has a column `due`
    rests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bar:
    """Whoever took this step of a case is barred from another one. `excuse`: never, ever, or below the highest level."""

    step: str
    excuse: str


class Procedure:
    """`barred`: for each step, the steps of the case whose humans may not take it. `told` puts its open cases on the work list."""

    def __init__(
        self,
        name: str,
        *,
        clause: str,
        title: Any,
        case: type[Case],
        stages: Mapping[str, Any],
        steps: Sequence[Step],
        ends: Sequence[str] = (),
        told: Told | None = None,
    ) -> None:
        self.name = name
        self.clause = clause
        self.title = title
        self.case = case
        self.stages = stages
        self.ends = frozenset(ends)
        self.told = told
        self.steps = {step.name: step for step in steps}
        # A case is of every clause that one of its steps is of.
        self.clauses = frozenset(self.clause_of(step) for step in steps) | {clause}
        self.barred = {step.name: tuple(self._barring(step)) for step in steps}
        REGISTRY[name] = self

    def __repr__(self) -> str:
        return f"<Procedure {self.name}>"

    def step(self, name: str) -> Step | None:
        return self.steps.get(name)

    def clause_of(self, step: Step) -> str:
        return step.clause or self.clause

    def _barring(self, step: Step) -> Iterator[Bar]:
        """The steps whose humans may not take this one: of the table of the policy first, then what the case asks for besides."""
        known = {}
        for other in self.steps.values():
            pair = barring(step.acts_as, other.acts_as, self.clauses) if step.acts_as and other.acts_as else None
            if pair is not None:
                known[other.name] = pair
                yield Bar(other.name, pair.excuse)
        yield from (Bar(name, "ever" if step.excusable else "never") for name in step.never_who if name not in known)


REGISTRY: dict[str, Procedure] = {}


def procedure(name: str) -> Procedure | None:
    return REGISTRY.get(name)
