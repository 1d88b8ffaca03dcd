# SPDX-License-Identifier: EUPL-1.2
"""1.6: what every office has and this one may never have begun: the half-yearly sweep, the emergency plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.documents import duties
from precinto.documents.destroying.models import Plan, Sweep
from precinto.documents.duties import Duty, Fact, Moment, Task
from precinto.procedures.model import REGISTRY, Actor

OFFICE = frozenset({Role.CLERK, Role.HEAD})


def sweeps_of_all(actor: Actor) -> QuerySet[Any, Any]:
    """Only the sweep of the whole office looks into the safes."""
    return duties.facts(Sweep.objects.filter(unit=None), text=F("name"))


def set_up_a_sweep(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    if not facts and not moment.actor.profile.is_off("holding-sweep"):
        yield Task(moment.set_up(), "1.6", "/acto/documents.sweep/set_up/")


def plans(actor: Actor) -> QuerySet[Any, Any]:
    return duties.facts(
        Plan.objects.filter(stage__in=("drafted", "in_force")), text=F("name"), more=F("stage"), n=F("pk")
    )


def have_a_plan(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    """A plan in force has its own term, until which it is looked at again."""
    if any(fact.more == "in_force" for fact in facts):
        return
    drafted = max(facts, key=lambda fact: fact.n, default=None)
    if drafted is None:
        yield Task(moment.set_up(), "1.6", "/acto/documents.emergency_plan/draft/")
    else:
        stage = str(REGISTRY["documents.emergency_plan"].stages["drafted"])
        yield Task(moment.set_up(), drafted.text, f"/caso/documents.emergency_plan/{drafted.n}/", words=stage)


duties.register(
    Duty("no-sweep", _("Half-yearly sweep that nobody has set up"), "1.6", OFFICE, ("setting-up", "holding-sweep"), sweeps_of_all,
         set_up_a_sweep),
    Duty("no-plan", _("Emergency destruction plan missing"), "1.6", OFFICE, ("setting-up",), plans, have_a_plan),
)  # fmt: skip
