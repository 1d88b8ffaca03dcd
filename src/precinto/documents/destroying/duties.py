# SPDX-License-Identifier: EUPL-1.2
"""1.6: what every office has and this one may never have begun: the half-yearly sweep, the emergency plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.documents import duties
from precinto.documents.destroying.models import Plan, PlanLine, Sweep
from precinto.documents.destroying.queries import safes_in_use
from precinto.documents.duties import Asker, Duty, Fact, Moment, Task
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY

OFFICE = frozenset({Role.CLERK, Role.HEAD})


def sweeps_of_all(asker: Asker) -> QuerySet[Any, Any]:
    """Only the sweep of the whole office looks into the safes."""
    return duties.facts(Sweep.objects.filter(unit=None), text=F("name"))


def set_up_a_sweep(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    if not facts and not moment.actor.profile.is_off("holding-sweep"):
        yield Task(moment.set_up(), "1.6", "/acto/documents.sweep/set_up/")


def plans(asker: Asker) -> QuerySet[Any, Any]:
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


def out_of_the_plan(asker: Asker) -> QuerySet[Any, Any]:
    """What is to be emptied into the fire, and the plan in force does not name: it was opened after the plan was made."""
    live = Plan.objects.filter(stage="in_force")
    named = PlanLine.objects.filter(plan__stage="in_force", place=OuterRef("pk"))
    rows = safes_in_use().filter(Exists(live), ~Exists(named))
    opened = Entry.objects.filter(procedure="office.place", step="open", kind="act", case=OuterRef("pk")).order_by("pk")
    return duties.facts(rows, text=F("code"), more=F("name"), at=Subquery(opened.values("at")[:1]))


def take_it_into_the_plan(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    for fact in facts:
        opened = moment.after("setting-up", fact.at) if fact.at else None
        end = max(moment.set_up(), opened or moment.set_up())
        yield Task(end, fact.text, "/acto/documents.emergency_plan/draft/", words=fact.more)


duties.register(
    Duty("no-sweep", _("Half-yearly sweep that nobody has set up"), "1.6", OFFICE, ("setting-up", "holding-sweep"), sweeps_of_all,
         set_up_a_sweep),
    Duty("no-plan", _("Emergency destruction plan missing"), "1.6", OFFICE, ("setting-up",), plans, have_a_plan),
    Duty("plan-gap", _("Place that the emergency plan does not name"), "1.6", OFFICE, ("setting-up",), out_of_the_plan,
         take_it_into_the_plan),
)  # fmt: skip
