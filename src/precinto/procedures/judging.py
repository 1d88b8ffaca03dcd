# SPDX-License-Identifier: EUPL-1.2
"""Everything that must hold before a step is taken, in the policy's order. Reads, and changes nothing.

Account open; the case is for this person to see; role, in person or by delegation; second person; stage; fresh password; facts; the
approvals that the step rests on; the rules of its row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import timedelta
from typing import Any

from precinto.access.models import Account, Role
from precinto.access.subjects import Held
from precinto.custody.move import lock
from precinto.ledger import history
from precinto.ledger.models import Entry
from precinto.procedures import deadlines, excuses
from precinto.procedures.excuses import Inexcusable
from precinto.procedures.facts import FactForm, Facts, NoFacts
from precinto.procedures.model import NEW, Actor, Excused, Procedure, Reason, Step
from precinto.records import memo
from precinto.records.clock import stamp
from precinto.records.errors import (
    BadFacts,
    ConditionFailed,
    FreshPasswordNeeded,
    NotFound,
    NotSignedIn,
    NotYourRole,
    SecondPersonNeeded,
    Unseen,
    WrongStage,
)
from precinto.records.models import Case

# Whether a case is for this person to see. Rooms whose cases have something to hide add their answer.
SIGHT: list[Callable[[Procedure, Case, Actor], bool]] = []


def judge(
    procedure: Procedure, step: Step, case: Case | None, actor: Actor, raw: Mapping[str, Any], *, fresh: bool
) -> tuple[Facts, FactForm, Case]:
    """Everything that must hold, in the policy's order. Returns the facts, their form and the case (built, for a new one)."""
    clause = procedure.clause_of(step)
    raw = excuses.asked(raw, actor, clause)
    signed_in(step, actor)
    if (
        case is not None
        and actor.officer.person is not None
        and not all(sees(procedure, case, actor) for sees in SIGHT)
    ):
        # 1.2: in the same words as if it did not exist, whatever its stage and whoever has the paper.
        raise NotFound("not-found", clause="1.2")
    find_role(procedure, step, case, actor)
    if case is not None and case.stage not in step.stages:
        raise WrongStage("wrong-stage", clause=clause, facts={"step": str(step.title)} | _stands(procedure, case))
    if fresh and step.fresh and not is_fresh(actor):
        raise FreshPasswordNeeded("fresh-password", clause="2.2")
    form_class = step.asks or NoFacts
    form = form_class(form_class.raw(raw), actor=actor, case=case)
    if not form.is_valid():
        told = {name: [str(e) for e in errors] for name, errors in form.errors.items()}
        raise Unseen(told) if form.unseen else BadFacts(told, clause=clause)
    facts = form.facts()
    if step.locks is not None and fresh:
        lock(step.locks(case, facts))
    if case is None:
        if step.opens is None:
            raise WrongStage("needs-a-case", clause=clause)
        case = step.opens(actor, facts)
        case.stage = NEW
    noted_by = getattr(facts, "noted_by", None)
    second_person(procedure, step, case, actor, clause, also={noted_by.pk} if noted_by is not None else set())
    excuses.used(actor, clause)
    approvals_of(procedure, step, case, actor)
    for rule in step.needs:
        reason = rule(case, actor, facts)
        if reason is not None:
            reason = reason if isinstance(reason, Reason) else Reason(reason)
            raise ConditionFailed(reason.id, clause=reason.clause or clause, facts=reason.facts)
    return facts, form, case


def _stands(procedure: Procedure, case: Case) -> dict[str, str]:
    """Where a case stands. It may say more than its stage: who has the copy."""
    stage = str(procedure.stages.get(case.stage, case.stage))
    more = getattr(case, "whereabouts", None)
    where = str(more()) if callable(more) else ""
    return {"stage": f"{stage} ({where})", "where": where} if where else {"stage": stage}


def signed_in(step: Step, actor: Actor) -> None:
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


def is_fresh(actor: Actor) -> bool:
    """2.2: the password was given within the minutes of the profile."""
    proved = actor.officer.proved_at
    lately = timedelta(minutes=actor.profile.value("fresh-password"))
    return proved is not None and abs(actor.at - proved) <= lately


def find_role(procedure: Procedure, step: Step, case: Case | None, actor: Actor) -> None:
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
    by_exception: tuple[Held, Excused] | None = None
    for way in ways:
        actor.held, actor.role = way, way.role
        if case is None:
            return
        try:
            second_person(procedure, step, case, actor, clause)
        except SecondPersonNeeded as error:
            stopped = error
            continue
        if actor.excused is None:
            return
        # Under a regime of minimum staff: only where no way is free of it.
        by_exception = by_exception or (way, actor.excused)
    if by_exception is not None:
        actor.held, actor.excused = by_exception
        actor.role = actor.held.role
        return
    if stopped is not None:
        raise stopped


def second_person(
    procedure: Procedure, step: Step, case: Case, actor: Actor, clause: str, *, also: Set[int] = frozenset()
) -> None:
    """Never the same human in two incompatible roles of one case: not in person, not behind a delegation, and not as whoever
    wrote it down (`also`) before another brings it.

    A regime of minimum staff may excuse from the rule, where the table of the policy says so: that is then an explicit fact
    of the act. Nobody is ever excused from acting for their own benefit.
    """
    actor.excused = None
    humans = actor.humans | also
    if step.never_concerned and humans & case.concerned():
        raise SecondPersonNeeded("second-person-concerned", clause=clause, facts={"step": str(step.title)})
    bars = procedure.barred[step.name]
    if not bars or case.pk is None:
        return
    read = actor.done.get((procedure.name, case.pk))
    if read is None:
        asked = (procedure.name, case.pk, step.name)
        if asked not in actor.earlier:
            steps = [bar.step for bar in bars]
            rows = history.of_case(procedure.name, case.pk, *steps)
            actor.earlier[asked] = list(rows.values_list("person", "giver", "step"))
        read = actor.earlier[asked]
    taken = {name for person, giver, name in read if humans & {person, giver}}
    broken = [bar for bar in bars if bar.step in taken]
    if not broken:
        return
    try:
        actor.excused = excuses.excused(broken, case, actor)
    except Inexcusable as why:
        facts = {"step": str(step.title), "earlier": str(procedure.steps[why.step].title)}
        raise SecondPersonNeeded(why.reason, clause=clause, facts=facts) from why


def approvals_of(procedure: Procedure, step: Step, case: Case, actor: Actor) -> list[Entry]:
    """The approvals that the step rests on, each the newest of its kind, and not lapsed."""
    found = []
    for name, term in step.rests_on.items():
        entry = history.last(procedure.name, case.pk, name)
        clause = procedure.clause_of(step)
        if entry is None:
            raise ConditionFailed("no-approval", clause=clause, facts={"approval": str(procedure.steps[name].title)})
        if term and actor.profile.due(term, entry.at, actor.calendar) < actor.at:
            raise ConditionFailed("approval-lapsed", clause=clause, facts={"since": stamp(entry.at)})
        found.append(entry)
    return found
