# SPDX-License-Identifier: EUPL-1.2
"""The open cases of every procedure in one list, soonest due first: one question, however many procedures there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Q, Value
from django.db.models.functions import Cast

from precinto.access.models import Role
from precinto.procedures.model import REGISTRY, Procedure, Step, Told
from precinto.records.nothing import Nothing
from precinto.records.question import Question


@dataclass(frozen=True)
class Waiting:
    """An open case: its procedure and key, how it is told, its stage, when its term runs out, and its document's key."""

    procedure: Procedure
    key: int
    name: str
    stage: str
    due: datetime | None
    document: int | None


def open_cases(
    procedures: Iterable[Procedure] | None = None,
    *,
    roles: Iterable[Role] | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    narrowed: Callable[[Procedure], Q | None] | None = None,
    stages: Callable[[Procedure], Iterable[str]] | None = None,
    size: int = 60,
) -> list[Waiting]:
    """Cases that are not at an end, soonest due first, those without a term last.

    `roles` keeps those at a stage where somebody with one of these roles may act; `since` and `before` those due between two
    times; `stages` those at the stages that it names; `narrowed` those that its condition lets through. Who may see a case is
    not asked here: whoever shows the list decides each row.
    """
    held = None if roles is None else set(roles)
    dated = since is not None or before is not None
    parts = []
    for procedure in REGISTRY.values() if procedures is None else procedures:
        wanted = _open_stages(procedure, resting=dated) if stages is None else list(stages(procedure))
        awaited = Q()
        if held is not None:
            wanted, awaited = _awaited(procedure, held, wanted)
        if procedure.told is None or not wanted or (dated and not procedure.told.due):
            continue
        only = narrowed(procedure) if narrowed is not None else None
        parts.append(Part(0, procedure, tuple(wanted), only, size, awaited))
    return [_waiting(row) for row in _soonest(tuple(parts), since, before, size).rows()] if parts else []


@lru_cache(maxsize=128)
def _soonest(parts: tuple[Part, ...], since: datetime | None, before: datetime | None, size: int) -> Question:
    each = []
    for part in parts:
        cases: Any = part.procedure.case._base_manager.filter(
            part.only or Q(), part.awaited or Q(), stage__in=part.stages
        )
        cases = cases.filter(due__gte=since) if since is not None else cases
        cases = cases.filter(due__lt=before) if before is not None else cases
        each.append(_columns(part.procedure, cases))
    rows: Any = each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]
    return Question.of(rows.order_by(*SOONEST)[:size])


NO_TERM, NO_DOCUMENT = Nothing(DateTimeField()), Nothing(BigIntegerField())
SOONEST = (F("w_due").asc(nulls_last=True), "w_procedure", "pk")


def _waiting(row: Any) -> Waiting:
    return Waiting(
        REGISTRY[row["w_procedure"]], row["pk"], row["w_name"], row["stage"], row["w_due"], row["w_document"]
    )


@dataclass(frozen=True)
class Part:
    """Some cases of one procedure: at these stages, narrowed by conditions, so many of them, under a tag.

    `only` may name a person; `awaited` is the same for everybody with the same roles. Equal parts ask in the same words.
    """

    tag: int
    procedure: Procedure
    stages: tuple[str, ...]
    only: Q | None = None
    size: int = 60
    awaited: Q | None = None


def parts_for(
    tag: int,
    procedures: Iterable[Procedure],
    roles: Iterable[Role],
    *,
    size: int,
    steps: Callable[[Step], bool] | None = None,
) -> list[Part]:
    """The open cases of each of these procedures at a stage where somebody with one of these roles may act: by any step, or
    by one of `steps`."""
    held = set(roles)
    found = []
    for procedure in procedures:
        stages, awaited = _awaited(procedure, held, _open_stages(procedure), steps)
        if stages and procedure.told is not None:
            found.append(Part(tag, procedure, tuple(stages), None, size, awaited))
    return found


def tagged(parts: Iterable[Part]) -> list[tuple[int, Waiting]]:
    """Several such lists in one question, each cut to its own size, all soonest due first."""
    asked = tuple(part for part in parts if part.procedure.told is not None)
    return [(row["w_tag"], _waiting(row)) for row in _each_cut(asked).rows()] if asked else []


@lru_cache(maxsize=128)
def _each_cut(parts: tuple[Part, ...]) -> Question:
    each = []
    for part in parts:
        order = [F("due").asc(nulls_last=True), "pk"] if _told(part.procedure).due else ["pk"]
        cases = part.procedure.case._base_manager
        cut = cases.filter(part.only or Q(), part.awaited or Q(), stage__in=part.stages)
        # Cut inside: the parts of a union take no limit of their own on SQLite.
        rows = cases.filter(pk__in=cut.order_by(*order).values("pk")[: part.size])
        each.append(_columns(part.procedure, rows, w_tag=Value(part.tag, output_field=BigIntegerField())))
    found: Any = each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]
    return Question.of(found.order_by(*SOONEST))


def _told(procedure: Procedure) -> Told:
    if procedure.told is None:
        raise LookupError(f"{procedure.name} tells nothing of its cases")
    return procedure.told


def _open_stages(procedure: Procedure, *, resting: bool = False) -> list[str]:
    rests = procedure.told.rests if procedure.told is not None and not resting else ()
    return [name for name in procedure.stages if name not in procedure.ends and name not in rests]


def _awaited(
    procedure: Procedure, held: set[Role], among: list[str], steps: Callable[[Step], bool] | None = None
) -> tuple[list[str], Q]:
    """The stages of these at which a case may wait for somebody with these roles, and which of the cases there do."""
    mine = [step for step in procedure.steps.values() if held & set(step.roles) and step.waits is not False]
    mine = [step for step in mine if steps is None or steps(step)]
    always = {stage for step in mine if step.waits is True for stage in step.stages}
    sometimes: dict[str, Q] = {}
    for step in mine:
        if isinstance(step.waits, Q):
            for stage in set(step.stages) - always:
                sometimes[stage] = sometimes[stage] | step.waits if stage in sometimes else step.waits
    wanted = [stage for stage in among if stage in always or stage in sometimes]
    if not set(wanted) & set(sometimes):
        return wanted, Q()
    found = Q(stage__in=sorted(always))
    for stage, condition in sometimes.items():
        found |= Q(stage=stage) & condition
    return wanted, found


def awaited_step(waiting: Waiting, roles: Iterable[Role]) -> Step | None:
    """The step that a case waits for where it waits for one only, and for that one by a condition."""
    held = set(roles)
    steps = [
        step for step in waiting.procedure.steps.values() if held & set(step.roles) and waiting.stage in step.stages
    ]
    steps = [step for step in steps if step.waits is not False]
    return steps[0] if len(steps) == 1 and isinstance(steps[0].waits, Q) else None


def _columns(procedure: Procedure, rows: Any, **more: Any) -> Any:
    told = _told(procedure)
    return rows.values("pk", "stage").annotate(
        w_procedure=Value(procedure.name, output_field=CharField()),
        w_name=Cast(told.name, CharField()),
        w_due=F("due") if told.due else NO_TERM,
        w_document=Cast(told.document, BigIntegerField()) if told.document else NO_DOCUMENT,
        **more,
    )
