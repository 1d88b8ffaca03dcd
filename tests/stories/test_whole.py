# SPDX-License-Identifier: EUPL-1.2
"""The tables themselves: every step has its story, every stage is reached, every refusal has its words and its story."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import precinto
from precinto.policy import CLAUSES
from precinto.procedures.model import NEW, REGISTRY, Procedure
from precinto.procedures.refusals import WORDS
from tests.stories.telling import _STEP, CLOCK, procedure_named

HERE = Path(__file__).parent
KERNEL = [
    "access",
    "computers",
    "custody",
    "despatch",
    "documents",
    "ledger",
    "office",
    "personnel",
    "procedures",
    "documents/keeping",
    "documents/destroying",
    "documents/copying",
    "documents/regrading",
]
# The counter's lists, the export and the epochs have their own tests.
DOORS = {"counter.py", "words.py", "shown.py", "cases.py", "export.py", "epochs.py"}
# Told where they happen: two at once, or a request sent twice, or an act of the ledger's own.
TOLD_ELSEWHERE = {
    "lines-without-effect": "test_regrade.py: a list that takes more than one act",
    "somebody-was-faster": "faults/test_races.py",
    "sign-in-wait": "test_signing_in.py",
    "bad-token": "test_signing_in.py",
    "intent-used-otherwise": "test_intents.py",
    "already-founded": "test_intents.py",
    "not-sent-yet": "despatch/test_exchange.py",
    "not-accepted-yet": "despatch/test_exchange.py",
    "nobody-cosigned": "despatch/test_exchange.py",
}
# A second wall: the first one stands before it, so that no request comes so far.
SECOND_WALLS = {
    "schemes-do-not-join": "an office registers under its own scheme; told in test_copy.py of one that came otherwise",
    "order-of-another-scheme": "the same; told in test_regrade.py",
    "no-approval": "a loan is only at the stage approved by the approval itself",
    "no-passing-on": "rules.in_the_safe answers first, for copies; the stages, for media",
    "asked-by-another": "the borrower is whoever asks",
    "bag-in-a-bag": "what is a bag already is on no list and in no envelope",
    "place-holds-nothing": "no form offers a building or a room to put papers in",
    "not-for-oneself": "never_concerned answers first",
    "correspondent-closed": "an entry is not closed while a despatch to it is under way",
    "other-scheme": "a clearance of another scheme is none: clearance-none or clearance-expired",
}


@cache
def tables() -> dict[str, dict[str, Any]]:
    """What is told, by file: its own procedure, and the stories done and refused."""
    found = {}
    for file in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(f"tests.stories.{file.stem}")
        if hasattr(module, "DONE"):
            found[file.stem] = {"own": module.OWN, "done": module.DONE, "refused": module.REFUSED}
    return found


def taken(kind: str) -> Iterator[tuple[str, str, str]]:
    """Procedure, step and end of the last move of each story."""
    for table in tables().values():
        for moves, end in table[kind].values():
            last = [move for move in moves if move[0] != CLOCK][-1]
            parts = _STEP.fullmatch(last[1])
            assert parts is not None
            short, _dot, step = parts["step"].rpartition(".")
            yield procedure_named(short or table["own"]).name, step, end


STEPS = [(p.name, step) for p in REGISTRY.values() for step in p.steps]
# Told by every test (without it there is no office), and in the tests of the ledger, which restore books that are behind.
FOUNDING = ("personnel.found", "found")
EPOCH = ("office.epoch", "open")


@pytest.mark.parametrize(("procedure", "step"), STEPS)
def test_every_step_has_a_story_that_takes_it(procedure: str, step: str) -> None:
    assert (procedure, step) in (FOUNDING, EPOCH) or (procedure, step) in {(p, s) for p, s, _end in taken("done")}


@pytest.mark.parametrize("name", list(REGISTRY))
def test_every_procedure_has_a_story_in_which_it_is_refused(name: str) -> None:
    assert name in (FOUNDING[0], EPOCH[0]) or name in {p for p, _s, _end in taken("refused")}


REACHED_ELSEWHERE = {
    "documents.waste": {"destroyed"},  # with the batch that destroys the bag
    "documents.emergency_plan": {"superseded"},  # when another comes into force
    "documents.difference": {"open"},  # when an inventory is closed
    "despatch.incident": {"open"},  # by a receipt that misses something, or by a despatch that is lost
    "documents.discrepancy": {"open"},  # by the loan or the round in which folios were counted
    "documents.scope": {"in_force"},  # when the document is registered, or by an extension
    "computers.account": {"closed"},  # when the person leaves
    # Of what is dated only a clearance is suspended; the table of the stages is shared.
    "personnel.appoint": {"suspended"}, "personnel.delegate": {"suspended"}, "personnel.brief": {"suspended"},
}  # fmt: skip


@pytest.mark.parametrize("procedure", list(REGISTRY.values()), ids=list(REGISTRY))
def test_every_stage_is_reached_and_every_end_is_one(procedure: Procedure) -> None:
    reached = {step.enters for step in procedure.steps.values()} - {""} | REACHED_ELSEWHERE.get(procedure.name, set())
    assert reached == set(procedure.stages)
    for step in procedure.steps.values():
        assert set(step.stages) <= {NEW, *procedure.stages}
        assert not set(step.stages) & procedure.ends, "an end has no way out"
        assert set(step.never_who) | set(step.rests_on) <= set(procedure.steps)
        assert step.opens is not None or NEW not in step.stages
    assert procedure.ends <= set(procedure.stages)


@pytest.mark.parametrize("procedure", list(REGISTRY.values()), ids=list(REGISTRY))
def test_every_clause_is_one_of_the_policy(procedure: Procedure) -> None:
    for step in procedure.steps.values():
        assert procedure.clause_of(step) in CLAUSES


@cache
def reasons() -> dict[str, str]:
    """Every message id that the kernel can refuse with, and where it is written."""
    root = Path(precinto.__file__).parent
    found: dict[str, str] = {"bad-facts": "records/errors.py"}
    for room in KERNEL:
        for file in (root / room).glob("*.py"):
            if file.name in DOORS or file.name.startswith("verify"):
                continue
            for word in _reasons_in(ast.parse(file.read_text("utf-8")), rule_file=file.name in ("rules.py", "acts.py")):
                found.setdefault(word, f"{room}/{file.name}")
    return found


RAISED = {
    "Reason", "ConditionFailed", "NotFound", "NotYourRole", "NotSignedIn", "WrongStage", "SecondPersonNeeded",
    "FreshPasswordNeeded", "Refused", "Decision",
}  # fmt: skip


def _reasons_in(tree: ast.Module, *, rule_file: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
            given = node.args[1 if node.func.id == "Decision" and len(node.args) > 1 else 0 :][:1]
            yield from (text for one in given for text in _texts(one))
        elif rule_file and isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.BinOp):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None and not isinstance(inner.value, ast.Call):
                    yield from _texts(inner.value)


def _texts(node: ast.AST) -> Iterator[str]:
    """String constants that may come of an expression; `clearance-` begins three."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (f"clearance-{state}" for state in ("none", "expired", "suspended"))


def test_every_reason_has_its_words() -> None:
    assert {reason: where for reason, where in reasons().items() if reason not in WORDS} == {}


def test_every_refusal_has_its_story() -> None:
    told = {end for _p, _s, end in taken("refused")}
    # What is wrong with a password is told in access/test_passwords.py.
    elsewhere = set(TOLD_ELSEWHERE) | {reason for reason in reasons() if reason.startswith("password.")}
    untold = set(reasons()) - told - elsewhere - set(SECOND_WALLS)
    assert {reason: reasons()[reason] for reason in untold} == {}


def test_the_second_walls_are_no_first_ones() -> None:
    assert set(SECOND_WALLS) & {end for _p, _s, end in taken("refused")} == set()
    assert set(SECOND_WALLS) <= set(WORDS)
