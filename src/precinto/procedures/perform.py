# SPDX-License-Identifier: EUPL-1.2
"""The one door. Page, API, CLI and import all come through here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection

from precinto.access.models import Account, Role
from precinto.access.officers import Officer
from precinto.access.subjects import Held
from precinto.custody.move import lock
from precinto.ledger.append import Draft, append, new_act, note_clock
from precinto.ledger.models import Entry
from precinto.ledger.seal import Sealer
from precinto.procedures import deadlines
from precinto.procedures.facts import FactForm, Facts, NoFacts
from precinto.procedures.model import NEW, Actor, Procedure, Reason, Step
from precinto.records import gate, journal, memo
from precinto.records.clock import now, stamp
from precinto.records.errors import (
    BadFacts,
    ConditionFailed,
    FreshPasswordNeeded,
    NotFound,
    NotSignedIn,
    NotYourRole,
    Refused,
    SecondPersonNeeded,
    WrongStage,
)
from precinto.records.models import Case, Recorded

FRESH = timedelta(minutes=5)
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
        with gate.whole():
            for line, request in enumerate(requests):
                done.append(_take(request, by))
        return done

    try:
        return _again_when_jostled(everything)
    except Refused as refused:
        refused.line = line  # type: ignore[attr-defined]
        record_attempt(requests[line], by, refused)
        raise


def check(request: Request, *, by: Officer, at: datetime | None = None) -> Facts:
    """Would this step be taken? Raises the `Refused` that `perform` would raise. Changes and records nothing."""
    at = at or now()
    actor = Actor(by, at)
    step = _step(request)
    case = _case(request, step, locked=False)
    facts, _form, _case_built = _judge(request.procedure, step, case, actor, request.facts, fresh=False)
    return facts


def may_take(procedure: Procedure, step: Step, case: Case | None, actor: Actor) -> bool:
    """Is this step open to this person on this case, as far as role, stage and second person go?"""
    if case is None:
        if NEW not in step.stages:
            return False
    elif case.stage not in step.stages:
        return False
    try:
        _role(procedure, step, case, actor)
    except Refused:
        return False
    return True


def record_attempt(request: Request, by: Officer, refused: Refused) -> None:
    """A refusal is an answer, and it is on record: in a transaction of its own, after everything else was undone."""
    if isinstance(refused, BadFacts | FreshPasswordNeeded):
        return
    at = now()
    case = request.case.pk if isinstance(request.case, Case) else request.case
    if isinstance(case, int) and not 0 < case < 2**53:
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
    case: Case | None = (rows.select_for_update(of=("self",)) if locked else rows).filter(pk=key).first()
    if case is None:
        raise NotFound("not-found", clause="1.2")
    return case


def _take(request: Request, by: Officer) -> Act:
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
    if case is not None:
        lock(case.things())
    facts, form, case = _judge(procedure, step, case, actor, request.facts, fresh=True)
    before = case.stage if case.pk else NEW
    approvals = _approvals(procedure, step, case, actor)
    act = new_act()
    sealer = Sealer()
    with journal.writing(act, at, sealer.commit) as notes:
        if case.pk is None:
            case.stage = step.enters
            journal.add(case)
            sealer.begins(Recorded.subject(case))
        for effect in step.does:
            effect(case, actor, facts)
        if step.enters not in ("", case.stage):
            journal.change(case, stage=step.enters)
        more: dict[str, Any] = {"stages": [before, case.stage], "door": by.door}
        canonical = form.canonical()
        more["facts"] = {
            name: sealer.commit(case.subject(), value) if name in form.sealed and value not in (None, "") else value
            for name, value in canonical.items()
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


def _same(earlier: Entry, request: Request) -> Act:
    key = request.case.pk if isinstance(request.case, Case) else request.case
    same = (earlier.procedure, earlier.step) == (request.procedure.name, request.step)
    if not same or key not in (None, earlier.case):
        raise ConditionFailed("intent-used-otherwise")
    case = request.procedure.case.objects.get(pk=earlier.case)
    return Act(earlier.act, earlier.pk, request.procedure, earlier.step, case, earlier.at, again=True)


def _judge(
    procedure: Procedure, step: Step, case: Case | None, actor: Actor, raw: Mapping[str, Any], *, fresh: bool
) -> tuple[Facts, FactForm, Case]:
    """Everything that must hold, in the policy's order. Returns the facts, their form and the case (built, for a new one)."""
    clause = procedure.clause_of(step)
    _signed_in(step, actor)
    _role(procedure, step, case, actor)
    if case is not None and case.stage not in step.stages:
        stands = {"stage": str(procedure.stages.get(case.stage, case.stage)), "step": str(step.title)}
        raise WrongStage("wrong-stage", clause=clause, facts=stands | wrong_stage_words(case))
    if fresh and step.fresh and not _fresh(actor):
        raise FreshPasswordNeeded("fresh-password", clause="2.2")
    form_class = step.asks or NoFacts
    form = form_class(form_class.raw(raw), actor=actor, case=case)
    if not form.is_valid():
        raise BadFacts({name: [str(e) for e in errors] for name, errors in form.errors.items()}, clause=clause)
    facts = form.facts()
    if step.locks is not None and fresh:
        lock(step.locks(case, facts))
    if case is None:
        if step.opens is None:
            raise WrongStage("needs-a-case", clause=clause)
        case = step.opens(actor, facts)
        case.stage = NEW
    if step.never_concerned or step.never_who:
        _second_person(procedure, step, case, actor, clause)
    _approvals(procedure, step, case, actor)
    for rule in step.needs:
        reason = rule(case, actor, facts)
        if reason is not None:
            reason = reason if isinstance(reason, Reason) else Reason(reason)
            raise ConditionFailed(reason.id, clause=reason.clause or clause, facts=reason.facts)
    return facts, form, case


def wrong_stage_words(case: Case) -> dict[str, str]:
    """A case may say more of where it stands than its stage: who has the copy."""
    more = getattr(case, "whereabouts", None)
    return {"where": str(more())} if callable(more) else {}


def _signed_in(step: Step, actor: Actor) -> None:
    """2.2: the account stands open at this very moment, and its password is not one that must be changed first."""
    if actor.officer.person is None:
        return
    account = memo.once(
        ("account", actor.key),
        ["access.account", "access.person"],
        lambda: Account.objects.filter(person=actor.key, person__stage="active").first(),
    )
    if account is None or account.stage != "open":
        raise NotSignedIn("account-not-open", clause="2.2")
    if not step.before_password and deadlines.password_due(account, actor.at, actor.profile, actor.calendar):
        raise NotYourRole("change-password-first", clause="2.2")


def _fresh(actor: Actor) -> bool:
    proved = actor.officer.proved_at
    return proved is not None and actor.at - proved <= FRESH and proved <= actor.at + FRESH


def _role(procedure: Procedure, step: Step, case: Case | None, actor: Actor) -> None:
    """Find the way by which this person may take the step: their own post first, then a delegation."""
    clause = procedure.clause_of(step)
    if Role.FOUNDER in step.roles:
        if actor.officer.person is not None or Entry.objects.exists():
            raise NotYourRole("already-founded", clause=clause)
        actor.role = Role.FOUNDER
        return
    if actor.officer.person is None:
        raise NotSignedIn("not-signed-in", clause="2.2")
    ways: list[Held] = [held for held in actor.roles if held.role in step.roles]
    if Role.READER in step.roles:
        ways.append(Held(Role.READER))
    if Role.SELF in step.roles and (case is None or actor.key in case.concerned()):
        ways.append(Held(Role.SELF))
    if not ways:
        names = [str(role.label) for role in step.roles]
        raise NotYourRole("not-your-role", clause=clause, facts={"roles": names, "step": str(step.title)})
    stopped: SecondPersonNeeded | None = None
    for way in ways:
        actor.held, actor.role = way, way.role
        if case is None or not (step.never_who or step.never_concerned):
            return
        try:
            _second_person(procedure, step, case, actor, clause)
        except SecondPersonNeeded as error:
            stopped = error
            continue
        return
    if stopped is not None:
        raise stopped


def _second_person(procedure: Procedure, step: Step, case: Case, actor: Actor, clause: str) -> None:
    """Never the same human in two incompatible roles of one case: not in person, and not behind a delegation."""
    humans = {actor.key} | ({actor.held.giver} if actor.held and actor.held.giver else set())
    if step.never_concerned and humans & case.concerned():
        raise SecondPersonNeeded("second-person-concerned", clause=clause, facts={"step": str(step.title)})
    if not step.never_who or case.pk is None:
        return
    read = actor.done.get((procedure.name, case.pk))
    if read is None:
        earlier = Entry.objects.filter(procedure=procedure.name, case=case.pk, kind="act", step__in=step.never_who)
        read = list(earlier.values_list("person", "giver", "step"))
    for person, giver, name in read:
        if name in step.never_who and humans & {person, giver}:
            other = procedure.steps[name].title
            raise SecondPersonNeeded(
                "second-person", clause=clause, facts={"step": str(step.title), "earlier": str(other)}
            )


def _approvals(procedure: Procedure, step: Step, case: Case, actor: Actor) -> list[Entry]:
    """The approvals that the step rests on, each the newest of its kind, and not lapsed."""
    found = []
    for name, term in step.rests_on.items():
        entry = (
            Entry.objects.filter(procedure=procedure.name, case=case.pk, kind="act", step=name).order_by("-pk").first()
        )
        clause = procedure.clause_of(step)
        if entry is None:
            raise ConditionFailed("no-approval", clause=clause, facts={"approval": str(procedure.steps[name].title)})
        if term and actor.profile.due(term, entry.at, actor.calendar) < actor.at:
            raise ConditionFailed("approval-lapsed", clause=clause, facts={"since": stamp(entry.at)})
        found.append(entry)
    return found


__all__ = ["Act", "Request", "check", "may_take", "perform", "perform_all", "record_attempt"]
