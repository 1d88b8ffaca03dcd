# SPDX-License-Identifier: EUPL-1.2
"""The one door. Page, API, CLI and import all come through here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection

from precinto.access.officers import Officer
from precinto.custody.move import lock
from precinto.ledger.append import Draft, append, new_act, note_clock
from precinto.ledger.models import Entry
from precinto.ledger.seal import Sealer
from precinto.procedures import excuses
from precinto.procedures.facts import Facts
from precinto.procedures.judging import approvals_of, find_role, judge
from precinto.procedures.model import NEW, Actor, Procedure, Step
from precinto.records import gate, journal
from precinto.records.clock import now, stamp
from precinto.records.errors import (
    BadFacts,
    ConditionFailed,
    NotFound,
    Refused,
    WrongStage,
)
from precinto.records.models import Case, Recorded

# What else a refusal brings about, by its message id: a wrong PIN makes the next one wait. Called after everything was undone.
AFTER: dict[str, Callable[[Refused], None]] = {}
LARGEST = 2**53  # no key of ours is as large; a number that is may overflow the database's
DELETIONS = frozenset({"delete", "remove", "destroy_row", "borrar", "eliminar", "suprimir"})


@dataclass(frozen=True)
class Request:
    """One step to take. `case` is a case, its key, or None for a step that opens one. `intent` is the idempotency key."""

    procedure: Procedure
    step: str
    case: Case | int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    intent: str = ""


@dataclass(frozen=True)
class Act:
    """What was done: the ledger's entry, and the case as it stands."""

    uuid: uuid.UUID
    entry: int
    procedure: Procedure
    step: str
    case: Case
    at: datetime
    again: bool = False  # the same intent had been performed before: this is that act


def perform(
    procedure: Procedure,
    step_name: str,
    case: Case | int | None,
    *,
    by: Officer,
    facts: Mapping[str, Any],
    intent: str,
) -> Act:
    """Take one step of a procedure, or raise `Refused` and change nothing but the record of the attempt.

    The case and the things it touches are locked, the conditions are checked in the policy's order, the effects run and
    the act is appended to the ledger, in one transaction: no change without its record, no record without its change.
    `intent` is the caller's idempotency key: the same intent performed twice returns the first act.
    """
    return perform_all([Request(procedure, step_name, case, facts, intent)], by=by)[0]


def perform_all(requests: Sequence[Request], *, by: Officer) -> list[Act]:
    """Take several steps as one: all of them or none. The `Refused` raised says in `line` which one stopped it."""
    line = 0

    def everything() -> list[Act]:
        nonlocal line
        done = []
        together: dict[Any, Any] = {}
        with gate.whole():
            for place, request in enumerate(requests):
                line = place
                done.append(_take(request, by, together))
        return done

    try:
        return _again_when_jostled(everything)
    except Refused as refused:
        refused.line = line  # type: ignore[attr-defined]
        record_attempt(requests[line], by, refused)
        if refused.reason in AFTER:
            AFTER[refused.reason](refused)
        raise


def check(request: Request, *, by: Officer, at: datetime | None = None) -> Facts:
    """Would this step be taken? Raises the `Refused` that `perform` would raise. Changes and records nothing."""
    at = at or now()
    actor = Actor(by, at)
    step = _step(request)
    case = _case(request, step, locked=False)
    facts, _form, _case_built = judge(request.procedure, step, case, actor, request.facts, fresh=False)
    return facts


def may_take(procedure: Procedure, step: Step, case: Case | None, actor: Actor) -> bool:
    """Is this step open to this person on this case, as far as role, stage and second person go?"""
    if case is None:
        if NEW not in step.stages:
            return False
    elif case.stage not in step.stages:
        return False
    looked, actor.looks = actor.looks, True
    try:
        find_role(procedure, step, case, actor)
    except Refused:
        return False
    finally:
        actor.looks = looked
    return True


def needs_excuse(procedure: Procedure, step: Step, case: Case | None, actor: Actor) -> bool:
    """Is this step open to this person by an exception alone, for which a reason is to be given?"""
    return case is not None and may_take(procedure, step, case, actor) and actor.excused is not None


def record_attempt(request: Request, by: Officer, refused: Refused) -> None:
    """A refusal is an answer, and it is on record: in a transaction of its own, after everything else was undone."""
    if not refused.on_record:
        return
    at = now()
    case = request.case.pk if isinstance(request.case, Case) else request.case
    if isinstance(case, int) and not 0 < case < LARGEST:
        case = None
    person = by.person
    with gate.whole():
        note_clock(at)
        append(
            Draft(
                kind="attempt",
                at=at,
                act=new_act(),
                person=by.key,
                name_seal=person.name_seal if person else "",
                procedure=request.procedure.name,
                step=request.step[:40] if request.step in request.procedure.steps else "?",
                clause=refused.clause or request.procedure.clause,
                case=case,
                refusal=refused.reason,
                more={"door": by.door},
            )
        )


T = TypeVar("T")


def _again_when_jostled(work: Callable[[], T]) -> T:
    """PostgreSQL breaks a deadlock by undoing one of the two: the undone one simply goes again."""
    for left in (2, 1, 0):
        try:
            return work()
        except OperationalError as error:
            code = getattr(error.__cause__, "sqlstate", "")
            if code not in ("40P01", "40001") or not left:
                raise
        except IntegrityError as error:
            # Two at once opened the same thing: the second look finds what the first one did.
            if connection.in_atomic_block:
                raise
            if not left:
                raise ConditionFailed("somebody-was-faster") from error
    raise ConditionFailed("somebody-was-faster")


def _step(request: Request) -> Step:
    step = request.procedure.step(request.step)
    if step is None:
        if request.step in DELETIONS:
            raise ConditionFailed("nothing-is-deleted", clause="1.1")
        raise NotFound("no-such-step")
    return step


def _case(request: Request, step: Step, *, locked: bool) -> Case | None:
    if request.case is None:
        if NEW not in step.stages:
            raise WrongStage("needs-a-case", clause=request.procedure.clause)
        return None
    key = request.case.pk if isinstance(request.case, Case) else request.case
    rows = request.procedure.case.objects.all()
    rows = rows.select_for_update(of=("self",)) if locked else rows
    case: Case | None = rows.filter(pk=key).first() if 0 < key < LARGEST else None
    if case is None:
        raise NotFound("not-found", clause="1.2")
    return case


def _take(request: Request, by: Officer, together: dict[Any, Any]) -> Act:
    procedure = request.procedure
    if not 0 < len(request.intent) <= 80 or not request.intent.isascii() or not request.intent.isprintable():
        raise BadFacts({"intent": ["An idempotency key of 1 to 80 ASCII characters is needed."]})
    intent = f"{by.key}:{request.intent}"
    step = _step(request)
    case = _case(request, step, locked=True)
    earlier = Entry.objects.filter(intent=intent).first()
    if earlier is not None:
        return _same(earlier, request)
    at = now()
    note_clock(at)
    actor = Actor(by, at)
    actor.together = together
    if case is not None:
        lock(case.things())
    facts, form, case = judge(procedure, step, case, actor, request.facts, fresh=True)
    before = case.stage if case.pk else NEW
    approvals = approvals_of(procedure, step, case, actor)
    act = new_act()
    sealer = Sealer()
    with journal.writing(act, at, sealer.commit) as notes:
        if case.pk is None:
            case.stage = step.enters
            for column, value in _deadline(step, actor).items():
                setattr(case, column, value)
            journal.add(case)
            sealer.begins(Recorded.subject(case))
        for effect in step.does:
            effect(case, actor, facts)
        changes = {} if before == NEW else _deadline(step, actor)
        if step.enters not in ("", case.stage):
            changes["stage"] = step.enters
        if changes:
            journal.change(case, **changes)
        more: dict[str, Any] = {"stages": [before, case.stage], "door": by.door}
        canonical = form.canonical()
        more["facts"] = {
            name: sealer.commit(case.subject(), value) if name in form.sealed and value not in (None, "") else value
            for name, value in canonical.items()
        }
        if actor.excused is not None:
            row = excuses.write(
                actor.excused,
                actor,
                entry={
                    "procedure": procedure.name,
                    "step": step.name,
                    "case": case.pk,
                    "clause": procedure.clause_of(step),
                },
            )
            more["exception"] = {
                "regime": row.regime_id,
                "steps": list(actor.excused.steps),
                "reason": sealer.commit(row.subject(), row.reason),
            }
        if approvals:
            more["approvals"] = [{"act": str(entry.act), "step": entry.step} for entry in approvals]
        occurred = getattr(facts, "occurred_at", None)
        if occurred is not None:
            more |= {"deferred": True, "occurred": stamp(occurred)}
        if by.device:
            more["device"] = by.device
        held = actor.held
        person = by.person
        entry = append(
            Draft(
                kind="act",
                at=at,
                act=act,
                person=by.key,
                name_seal=person.name_seal if person else "",
                procedure=procedure.name,
                step=step.name,
                clause=procedure.clause_of(step),
                case=case.pk,
                intent=intent,
                giver=held.giver if held else None,
                delegation=held.delegation if held else None,
                more=more,
            ),
            journal=notes,
            sealer=sealer,
        )
    return Act(act, entry.pk, procedure, step.name, case, at)


def _deadline(step: Step, actor: Actor) -> dict[str, Any]:
    """When the term runs out that begins with this step; a term that the office has switched off never does."""
    if not step.due:
        return {}
    return {"due": None if actor.profile.is_off(step.due) else actor.due(step.due)}


def _same(earlier: Entry, request: Request) -> Act:
    key = request.case.pk if isinstance(request.case, Case) else request.case
    same = (earlier.procedure, earlier.step) == (request.procedure.name, request.step)
    if not same or key not in (None, earlier.case):
        raise ConditionFailed("intent-used-otherwise")
    case = request.procedure.case.objects.get(pk=earlier.case)
    return Act(earlier.act, earlier.pk, request.procedure, earlier.step, case, earlier.at, again=True)


__all__ = ["Act", "Request", "check", "may_take", "needs_excuse", "perform", "perform_all", "record_attempt"]
