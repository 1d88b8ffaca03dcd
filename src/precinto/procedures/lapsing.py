# SPDX-License-Identifier: EUPL-1.2
"""Approvals that were not used in time. A lapsed approval is not a stage of the table: it is what the clock has made of one.

`judging.approvals_of` refuses the act; here pages and lists learn the same beforehand, for many cases in one question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext

from precinto.ledger.models import Entry
from precinto.policy.calendar import Calendar
from precinto.policy.deadlines import Profile
from precinto.procedures.model import REGISTRY, Actor, Procedure

Key = tuple[str, int]


def terms(procedure: Procedure, stage: str) -> dict[str, str]:
    """The approvals on which every way forward from this stage rests, each with the deadline after which it lapses."""
    forward = [
        step
        for step in procedure.steps.values()
        if stage in step.stages and step.tone != "stop" and step.enters not in ("", stage)
    ]
    if not forward or not all(step.rests_on for step in forward):
        return {}
    return {name: term for step in forward for name, term in step.rests_on.items() if term}


def stages_that_lapse() -> dict[str, list[str]]:
    """By procedure, the stages at which cases wait on the strength of an approval."""
    found = {p.name: [stage for stage in p.stages if terms(p, stage)] for p in REGISTRY.values()}
    return {name: stages for name, stages in found.items() if stages}


def lapses(cases: Iterable[tuple[Procedure, int, str]], actor: Actor) -> dict[Key, datetime]:
    """When the approvals of these cases (procedure, key, stage) lapse. Nothing of those that rest on none. One question."""
    return lapse_times(cases, actor.profile, actor.calendar)


def lapse_times(
    cases: Iterable[tuple[Procedure, int, str]], profile: Profile, calendar: Calendar
) -> dict[Key, datetime]:
    resting = {(p.name, key): terms(p, stage) for p, key, stage in cases}
    resting = {key: wanted for key, wanted in resting.items() if wanted}
    if not resting:
        return {}
    rows = Entry.objects.filter(
        kind="act", procedure__in={name for name, _key in resting}, case__in={key for _name, key in resting}
    )
    given: dict[Key, dict[str, datetime]] = {}
    for name, case, step, at in rows.order_by("pk").values_list("procedure", "case", "step", "at"):
        key = (name, case or 0)
        if key in resting and step in resting[key]:
            given.setdefault(key, {})[step] = at
    return _soonest(given, resting, profile, calendar)


def lapses_of(
    cases: Iterable[tuple[Procedure, int, str]], done: Mapping[Key, Iterable[tuple[str, datetime]]], actor: Actor
) -> dict[Key, datetime]:
    """The same for a page that has read the acts of its cases already: their steps and times, oldest first."""
    resting = {(p.name, key): terms(p, stage) for p, key, stage in cases}
    given = {key: {step: at for step, at in done.get(key, ()) if step in wanted} for key, wanted in resting.items()}
    return _soonest(given, resting, actor.profile, actor.calendar)


def _soonest(
    given: Mapping[Key, Mapping[str, datetime]],
    resting: Mapping[Key, Mapping[str, str]],
    profile: Profile,
    calendar: Calendar,
) -> dict[Key, datetime]:
    found: dict[Key, datetime] = {}
    for key, steps in given.items():
        ends = [
            profile.due(resting[key][step], at, calendar)
            for step, at in steps.items()
            if _on(profile, resting[key][step])
        ]
        if ends:
            found[key] = min(ends)
    return found


def _on(profile: Profile, term: str) -> bool:
    return not profile.is_off(term)


def stage_words(procedure: Procedure, key: int, stage: str, ends: Mapping[Key, datetime], at: datetime) -> str:
    """The stage as it is shown: a case whose approval has lapsed is shown as lapsed."""
    end = ends.get((procedure.name, key))
    if end is not None and end < at:
        return gettext("Approval lapsed")
    return str(procedure.stages.get(stage, stage))
