# SPDX-License-Identifier: EUPL-1.2
"""A year of an office in which every step of every procedure is killed before it is done: nothing half done, nothing done twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import Act
from tests.faults.offices import Offices, at_statement, die, in_child, rows, whole
from tests.year.office import Office, Scale
from tests.year.stage import NOT_HERE
from tests.year.telling import year

pytestmark = [pytest.mark.database, pytest.mark.campaign]

# Each statement in turn would be some twenty thousand processes; which one of these is tried differs from step to step.
STRIDE = 4


class Beset(Office):
    """The first time that a step is taken, another process tries it before, and is killed: at a statement, a later one, and so on."""

    def __init__(self, scale: Scale, **how: Any) -> None:
        super().__init__(scale, **how)
        self.killed: Counter[str] = Counter()
        self.done_there = 0

    def do(self, login: str, procedure_step: str, /, case: Any = None, **facts: Any) -> Act:
        if procedure_step in self.killed:
            return super().do(login, procedure_step, case, **facts)
        entries = Entry.objects.filter(kind="act").count()
        self.killed[procedure_step] = self._besieged(entries, login, procedure_step, case, facts)
        acted = Entry.objects.filter(kind="act").count() > entries
        act = super().do(login, procedure_step, case, **facts)
        # Killed after the commit, or done over there: asked once more, it is that act.
        assert act.again == acted, procedure_step
        assert Entry.objects.filter(kind="act").count() == entries + 1, procedure_step
        self.done_there += acted
        return act

    def _besieged(self, entries: int, login: str, step: str, case: Any, facts: dict[str, Any]) -> int:
        """How often it was killed."""
        before = rows()

        def attempt() -> int:
            with at_statement(number, die) as count:
                Office.do(self, login, step, case, **facts)
                return count()

        number, kills = 1 + len(self.killed) % STRIDE, 0
        while True:
            _count, status = in_child(attempt)
            if status == 0 or Entry.objects.filter(kind="act").count() > entries:
                return kills
            if status > 255:  # it ended by itself: a refusal, which the story tells again
                return kills
            kills += 1
            assert rows() == before, f"{step}, killed at statement {number}"
            number += STRIDE


def empty() -> None:
    """An office that is not founded yet."""


def test_every_step_killed_in_a_year(offices: Offices, record_property: Any) -> None:
    with offices.office("empty", empty):
        office: Office | None = None
        for office in year(Scale(days=10, documents=3, readers=8), watched=False, office=Beset):
            assert isinstance(office, Beset)
            whole()
        assert isinstance(office, Beset)
        record_property("steps", len(office.killed))
        record_property("kills", sum(office.killed.values()))
        record_property("done in the killed process", office.done_there)
        steps = {
            f"{name}.{step}" for name, procedure in REGISTRY.items() if name not in NOT_HERE for step in procedure.steps
        }
        never = steps - set(office.killed)
        record_property("steps that the year does not take", ", ".join(sorted(never)))
        assert len(never) < len(steps) / 4
        assert sum(office.killed.values()) > 3 * len(office.killed)
