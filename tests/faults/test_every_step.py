# SPDX-License-Identifier: EUPL-1.2
"""Every step of every procedure is killed at each of its statements in its own story, and at some of them in a year.

Nothing is half done, and nothing is done twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from precinto.ledger import checkpoint, tree
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import Act
from tests.faults.offices import Offices, at_statement, die, in_child, rows, whole
from tests.stories import telling
from tests.stories.telling import Move, Telling
from tests.world import found
from tests.year.office import Office, Scale
from tests.year.stage import NOT_HERE
from tests.year.telling import year

pytestmark = [pytest.mark.database, pytest.mark.campaign]

# In its story a step is killed at each statement in turn; in a year, where the office is larger, at every fourth. Which of
# them is tried first differs from step to step.
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
        entries = acts()
        self.killed[procedure_step] = self._besieged(login, procedure_step, case, facts)
        acted = acts() > entries
        act = super().do(login, procedure_step, case, **facts)
        # Killed after the commit, or done over there: asked once more, it is that act.
        assert act.again == acted, procedure_step
        assert acts() == entries + 1, procedure_step
        self.done_there += acted
        return act

    def _besieged(self, login: str, step: str, case: Any, facts: dict[str, Any]) -> int:
        return besieged(lambda: Office.do(self, login, step, case, **facts), 1 + len(self.killed) % STRIDE, STRIDE)


def besieged(take: Callable[[], Any], number: int, stride: int) -> int:
    """In other processes: taken, and killed at that statement, at one so many later, and so on to the commit. Gives how often.

    Up to there no row may have changed. A refusal ends it too: the story tells it again.
    """
    before, entries, kills = rows(), acts(), 0

    def attempt() -> int:
        with at_statement(number, die) as count:
            take()
            return count()

    while True:
        _count, status = in_child(attempt)
        if status == 0 or status > 255 or acts() > entries:
            return kills
        kills += 1
        assert rows() == before, f"killed at statement {number}"
        number += stride


def acts() -> int:
    return Entry.objects.filter(kind="act").count()


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


# ---- each step in the story that tells of it


def stories() -> dict[str, tuple[list[Move], str]]:
    """For each step, the shortest telling that ends with it, and the procedure that its file is about."""
    known: dict[str, tuple[list[Move], str]] = {}
    for file in sorted(Path(telling.__file__).parent.glob("test_*.py")):
        module: Any = import_module(f"tests.stories.{file.stem}")
        for moves, _end in getattr(module, "DONE", {}).values():
            for last, move in enumerate(moves):
                name = _step_of(move, getattr(module, "OWN", ""))
                if name and (name not in known or last + 1 < len(known[name][0])):
                    known[name] = (moves[: last + 1], getattr(module, "OWN", ""))
    return known


def _step_of(move: Move, own: str) -> str:
    if move[0] in (telling.CLOCK, telling.SIGNATURE):
        return ""
    parts = telling.STEP.fullmatch(move[1])
    assert parts is not None, move
    short, _dot, step = parts["step"].rpartition(".")
    return f"{telling.procedure_named(short or own).name}.{step}"


TOLD = stories()


@pytest.mark.parametrize("step", TOLD)
def test_killed_in_its_story(offices: Offices, step: str, record_property: Any) -> None:
    moves, own = TOLD[step]
    with offices.office("founded", found) as world:
        office = Telling(world)
        checkpoint.memory().unlink(missing_ok=True)  # what the signer signed for another office
        try:
            for move in moves[:-1]:
                office.take(move, own)
                tree.integrate()  # the sequencer goes round between two moves
            entries = acts()
            kills = besieged(lambda: office.take(moves[-1], own), 1, 1)
            acted = acts() > entries
            act = office.take(moves[-1], own)
            assert act is not None
            assert act.again == acted
            assert acts() == entries + 1
            whole()
        finally:
            office.close()
    record_property("kills", kills)
    assert kills > 3


def test_every_step_is_told_of() -> None:
    """The founding alone makes the office that a story needs: `tests/setup/test_make.py` kills it."""
    steps = {f"{name}.{step}" for name, procedure in REGISTRY.items() for step in procedure.steps}
    assert steps - set(TOLD) == {"personnel.found.found"}
