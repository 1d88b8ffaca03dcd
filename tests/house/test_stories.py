# SPDX-License-Identifier: EUPL-1.2
"""Every refusal has its story: what the program can answer is what some test has made it answer."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from precinto.procedures.model import REGISTRY, Procedure
from precinto.procedures.refusals import WORDS
from tests.house.files import ROOT

# Stages that another procedure's act brings about, and which.
BROUGHT = {("documents.scope", "in_force"): "documents.register"}


@cache
def told() -> str:
    """All that the tests expect to hear, but for this one."""
    files = (file for file in (ROOT / "tests").rglob("*.py") if file.name != Path(__file__).name)
    return "\n".join(file.read_text("utf-8") for file in files)


def refusals_of(function: Any) -> Iterator[str]:
    """The message ids that a rule or an effect names: what it returns, or puts into a `Reason` or a refusal that it raises."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS:
            yield node.value


def reasons(procedure: Procedure) -> set[str]:
    functions = [
        one
        for step in procedure.steps.values()
        for one in (*step.needs, *step.does, step.opens)
        if inspect.isfunction(one)
    ]
    return {reason for function in functions for reason in refusals_of(function)}


def test_every_refusal_of_every_procedure_has_a_story() -> None:
    missing = sorted(
        f"{procedure.clause} {procedure.name}: {reason}"
        for procedure in REGISTRY.values()
        for reason in reasons(procedure)
        if f'"{reason}"' not in told()
    )
    assert not missing, "no test makes the program answer this:\n" + "\n".join(missing)


def test_every_sentence_of_refusal_has_been_heard() -> None:
    """Also those that no rule of a table gives: of the kernel, the counter, the import, the doors."""
    unheard = sorted(reason for reason in WORDS if f'"{reason}"' not in told())
    assert not unheard, "no test hears these words:\n" + "\n".join(unheard)


def test_every_stage_of_every_procedure_is_reached_by_a_step() -> None:
    for procedure in REGISTRY.values():
        entered = {step.enters for step in procedure.steps.values()}
        entered |= {stage for name, stage in BROUGHT if name == procedure.name}
        assert set(procedure.stages) <= entered, (procedure.name, set(procedure.stages) - entered)
