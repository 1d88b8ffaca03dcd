# SPDX-License-Identifier: EUPL-1.2
"""The requirement from its own side: what `regime.py` says of chapter 1 and 4.6 is heard in stories, and what is late is told."""

from __future__ import annotations

import ast

import pytest

from precinto.documents.cases import actor_of
from precinto.documents.lists import agenda
from precinto.procedures.refusals import WORDS
from precinto.procedures.worklist import open_cases
from precinto.records import clock
from tests.stories import test_copy, test_despatch, test_keeping, test_lend, test_meetings, test_receiving
from tests.stories.answers import TESTS, stories
from tests.stories.destruction import DESTROYED, SEALED
from tests.stories.regime import ALWAYS, FORBIDDEN, WAY, Forbidden
from tests.stories.telling import AGELESS, PAPER, Move, Telling, later
from tests.stories.test_whole import WHOLE

pytestmark = pytest.mark.database


LENT: list[Move] = [AGELESS, PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
ROUND: list[Move] = [PAPER, ("carmen", "circulate.open")]
# What nobody does in time, and the case that the work list shows then as late.
WARNED: dict[tuple[str, str], tuple[list[Move], str, int, str]] = {
    ("1.1", "announced, and not there"): (test_receiving.ANNOUNCED, test_receiving.OWN, 6, "documents.arrive"),
    ("1.1", "papers of a meeting not handed in"): (test_meetings.ELSEWHERE, test_meetings.OWN, 6, "documents.bring_back"),
    ("1.1", "received, and not registered"): (test_receiving.OPENED, test_receiving.OWN, 4, "documents.arrive"),
    ("1.2", "a list of readers not finished"): (ROUND, "", 8, "documents.circulate"),
    ("1.3", "a combination not changed in its year"): (test_keeping.KNOWN, test_keeping.OWN, 370, "documents.lock"),
    ("1.3", "a safe left open"): ([test_keeping.OPEN], test_keeping.OWN, 5, "documents.sheet"),
    ("1.4", "a loan not returned"): (LENT, "", 9, "documents.lend"),
    ("1.5", "an authorisation not used"): (test_copy.APPROVED, test_copy.OWN, 9, "documents.copy"),
    ("1.5", "surplus copies not destroyed"): (test_copy.SPOILED, test_copy.OWN, 9, "documents.copy"),
    ("1.6", "a sealed batch that does not leave"): (SEALED, "", 60, "documents.destroy"),
    ("1.6", "destroyed, and no certificate came"): (DESTROYED, "", 60, "documents.destroy"),
    ("4.6", "a receipt that does not come back"): (test_despatch.SENT, test_despatch.OWN, 20, "despatch.despatch"),
    ("4.6", "a tracer without an answer"): (test_despatch.CLAIMED, test_despatch.OWN, 15, "despatch.despatch"),
}  # fmt: skip


def ended(kind: str) -> dict[str, str]:
    """`file: story` to its end."""
    return {f"{story.file.removeprefix('test_')}: {story.name}": story.end for story in stories(kind)}


def test_every_clause_says_what_it_forbids_its_way_and_its_warnings() -> None:
    for clause in WHOLE:
        assert [row for row in FORBIDDEN if row.clause == clause]
        assert WAY[clause]
        assert [what for of, what in WARNED if of == clause]


@pytest.mark.parametrize("row", FORBIDDEN, ids=[f"{row.clause} {row.what}" for row in FORBIDDEN])
def test_what_is_forbidden_is_refused_in_a_story(row: Forbidden) -> None:
    known = ended("REFUSED")
    assert {reason: known.get(story) for reason, story in row.told.items()} == {reason: reason for reason in row.told}
    assert set(row.told) <= set(WORDS)


@pytest.mark.parametrize("clause", WHOLE)
def test_each_stage_of_the_way_is_reached_in_a_story(clause: str) -> None:
    known = ended("DONE")
    assert {stage: known.get(story) for stage, story in WAY[clause].items()} == {stage: stage for stage in WAY[clause]}


@pytest.mark.parametrize("where", sorted(set(ALWAYS.values())))
def test_what_holds_of_every_act_has_its_test(where: str) -> None:
    file, _colons, name = where.partition("::")
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    assert tests
    assert not name or name in tests


@pytest.mark.parametrize("warning", WARNED, ids=[f"{clause} {what}" for clause, what in WARNED])
def test_what_is_not_done_in_time_is_on_the_work_list(office: Telling, warning: tuple[str, str]) -> None:
    moves, own, days, procedure = WARNED[warning]
    office.tell(moves, own)
    office.wait(later(days=0)[1])
    assert procedure not in {waiting.procedure.name for waiting in open_cases(before=clock.now())}
    office.wait(later(days=days)[1])
    assert procedure in {waiting.procedure.name for waiting in open_cases(before=clock.now())}


def test_what_is_outside_over_night_is_told_to_the_office(office: Telling) -> None:
    """1.2: a reading ends the day on which it began."""
    office.tell([*ROUND, ("carmen", "circulate.give"), later(days=2)])
    things = agenda.look(actor_of(office.officer("carmen"))).of("thing")
    assert [(item.who, item.due is not None and item.due < clock.now()) for item in things] == [("Rosa Lagos", True)]


def test_a_clearance_that_ends_while_its_holder_has_something_is_told_before(office: Telling) -> None:
    """1.2: on the list of the office with what the person holds."""
    office.tell([*LENT, later(days=299)])
    found = agenda.look(actor_of(office.officer("jaime")))
    rosa = office.officer("rosa").key
    assert [item.kind for item in found.of("clearance") if item.person == rosa] == ["clearance"]
    assert [item.person for item in found.of("thing")] == [rosa]


def test_the_office_looks_at_what_a_loan_said_when_it_is_late(office: Telling) -> None:
    """1.4: who is late borrows nothing more; the reader, the chief and the leader are told in that order (test_agenda.py)."""
    office.is_refused(
        [*LENT, later(days=9), ("rosa", "lend.request", {"copy": "{copy2}"})], "overdue-first", test_lend.OWN
    )
