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
    parts = []
    for procedure in REGISTRY.values() if procedures is None else procedures:
        dated = since is not None or before is not None
        wanted = _open_stages(procedure, resting=dated) if stages is None else list(stages(procedure))
        awaited = Q()
        if held is not None:
            wanted, awaited = _awaited(procedure, held, wanted)
        if procedure.told is None or not wanted or (dated and not procedure.told.due):
            continue
        only = narrowed(procedure) if narrowed is not None else None
        cases: Any = procedure.case._base_manager.filter(awaited, stage__in=wanted)
        cases = cases.filter(only) if only is not None else cases
        cases = cases.filter(due__gte=since) if since is not None else cases
        cases = cases.filter(due__lt=before) if before is not None else cases
        parts.append(_columns(procedure, procedure.told, cases))
    if not parts:
        return []
    rows: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return [_waiting(row) for row in rows.order_by(*SOONEST)[:size]]


NO_TERM, NO_DOCUMENT = Nothing(DateTimeField()), Nothing(BigIntegerField())
SOONEST = (F("w_due").asc(nulls_last=True), "w_procedure", "pk")


def _waiting(row: Any) -> Waiting:
    return Waiting(
        REGISTRY[row["w_procedure"]], row["pk"], row["w_name"], row["stage"], row["w_due"], row["w_document"]
    )


@dataclass(frozen=True)
class Part:
    """Some cases of one procedure: at these stages, narrowed by conditions, so many of them, under a tag.

    `only` may name a person; `awaited` is the same for everybody with the same roles.
    """

    tag: int
    procedure: Procedure
    stages: tuple[str, ...]
    only: Q | None = None
    size: int = 60
    awaited: Q | None = None


def parts_for(tag: int, procedures: Iterable[Procedure], roles: Iterable[Role], *, size: int) -> list[Part]:
    """The open cases of each of these procedures at a stage where somebody with one of these roles may act."""
    held = set(roles)
    found = []
    for procedure in procedures:
        stages, awaited = _awaited(procedure, held, _open_stages(procedure))
        if stages and procedure.told is not None:
            found.append(Part(tag, procedure, tuple(stages), None, size, awaited))
    return found


def tagged(parts: Iterable[Part]) -> list[tuple[int, Waiting]]:
    """Several such lists in one question, each cut to its own size, all soonest due first."""
    each = [_rows_of(part, told).all() for part in parts if (told := part.procedure.told) is not None]
    if not each:
        return []
    found: Any = each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]
    return [(row["w_tag"], _waiting(row)) for row in found.order_by(*SOONEST)]


def _rows_of(part: Part, told: Told) -> Any:
    """What concerns no person is the same for everybody with these roles: it is put together once, and asked each time."""
    return _put_together(part, told) if part.only is not None else _once(part, told)


def _put_together(part: Part, told: Told) -> Any:
    order = [F("due").asc(nulls_last=True), "pk"] if told.due else ["pk"]
    cases = part.procedure.case._base_manager
    cut = cases.filter(part.only or Q(), part.awaited or Q(), stage__in=part.stages)
    # Cut inside: the parts of a union take no limit of their own on SQLite.
    rows = cases.filter(pk__in=cut.order_by(*order).values("pk")[: part.size])
    return _columns(part.procedure, told, rows, w_tag=Value(part.tag, output_field=BigIntegerField()))


_once = lru_cache(maxsize=1024)(_put_together)


def _open_stages(procedure: Procedure, *, resting: bool = False) -> list[str]:
    rests = procedure.told.rests if procedure.told is not None and not resting else ()
    return [name for name in procedure.stages if name not in procedure.ends and name not in rests]


def _awaited(procedure: Procedure, held: set[Role], among: list[str]) -> tuple[list[str], Q]:
    """The stages of these at which a case may wait for somebody with these roles, and which of the cases there do."""
    mine = [step for step in procedure.steps.values() if held & set(step.roles) and step.waits is not False]
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


def _columns(procedure: Procedure, told: Told, rows: Any, **more: Any) -> Any:
    return rows.values("pk", "stage").annotate(
        w_procedure=Value(procedure.name, output_field=CharField()),
        w_name=Cast(told.name, CharField()),
        w_due=F("due") if told.due else NO_TERM,
        w_document=Cast(told.document, BigIntegerField()) if told.document else NO_DOCUMENT,
        **more,
    )
