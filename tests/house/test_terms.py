# SPDX-License-Identifier: EUPL-1.2
"""Every number of chapter 1, of 2.2 and of 4.6 that an office may change is read by something: none is for show."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from precinto.documents.duties import REGISTRY as DUTIES
from precinto.policy.deadlines import DEADLINES
from precinto.procedures.model import REGISTRY
from tests.house.files import ROOT

# Whose clause is asked for by another part of the work, which reads them there.
ELSEWHERE = {
    "relief-absence",  # an absence of so many days asks for a hand-over with its inventory (4.1)
    "minimum-staff-review",  # how long a declared exception to the pairs of persons holds
}
READS = ("due", "value", "is_off", "after", "before")
OURS = sorted(
    id for id, entry in DEADLINES.items() if any(c.startswith("1.") or c in ("4.6", "2.2") for c in entry.clauses)
)


@cache
def read() -> frozenset[str]:
    """What a step begins or rests on, and what the program asks the profile for by its name."""
    found = {step.due for procedure in REGISTRY.values() for step in procedure.steps.values()}
    found |= {term for p in REGISTRY.values() for step in p.steps.values() for term in step.rests_on.values()}
    for file in (ROOT / "src" / "precinto").rglob("*.py"):
        if "policy" not in file.parts and "migrations" not in file.parts:
            found |= set(asked(file))
    return frozenset(found)


def asked(file: Path) -> Iterator[str]:
    """The ids that are given to a function which reads the profile, or are assigned to a name that is."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
        if isinstance(node, ast.Assign):
            either = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            yield from (n.value for n in either if isinstance(n, ast.Constant) and isinstance(n.value, str))


@pytest.mark.parametrize("id", OURS)
def test_a_term_that_can_be_set_is_read(id: str) -> None:
    if id in ELSEWHERE:
        pytest.skip("read by another part of the work")
    assert id in read()


def test_a_duty_names_the_terms_that_it_reads() -> None:
    assert {term for duty in DUTIES.values() for term in duty.terms} <= set(DEADLINES)
    assert all(duty.terms for duty in DUTIES.values())
