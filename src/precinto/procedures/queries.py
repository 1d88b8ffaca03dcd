# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the ledger about cases: who did which step, and which steps are open to whom."""

from __future__ import annotations

from precinto.access.officers import Officer
from precinto.ledger import history
from precinto.ledger.models import Entry
from precinto.procedures.model import NEW, REGISTRY, Actor, Procedure, Step
from precinto.procedures.perform import may_take
from precinto.records.clock import now
from precinto.records.models import Case


def acts_of(procedure: Procedure, case: Case) -> list[Entry]:
    return list(history.of_case(procedure.name, case.pk))


def open_steps(procedure: Procedure, case: Case, by: Officer) -> list[Step]:
    """The steps that this person may take on this case now."""
    actor = Actor(by, now())
    return [step for step in procedure.steps.values() if may_take(procedure, step, case, actor)]


def opening_steps(by: Officer) -> list[tuple[Procedure, Step]]:
    """The cases that this person may open."""
    actor = Actor(by, now())
    return [
        (procedure, step)
        for procedure in REGISTRY.values()
        for step in procedure.steps.values()
        if NEW in step.stages and may_take(procedure, step, None, actor)
    ]


def procedure_of(case: Case) -> Procedure:
    for procedure in REGISTRY.values():
        if procedure.case is type(case):
            return procedure
    raise LookupError(type(case).__name__)
