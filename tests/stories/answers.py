# SPDX-License-Identifier: EUPL-1.2
"""What the program can refuse, read from its own code; and what the stories tell, read from theirs.

No list of rooms stands here: a room that is written tomorrow is found tomorrow.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import precinto
from precinto.procedures.model import Procedure, Step
from precinto.procedures.refusals import WORDS
from tests.stories.telling import CLOCK, STEP, procedure_named

HERE = Path(__file__).parent
TESTS = HERE.parent
PROGRAM = Path(precinto.__file__).parent
# These speak of the stories and tell none.
# The doors register theirs when they are opened: here every room has said what it can say.
for _file in sorted(PROGRAM.rglob("words.py")):
    importlib.import_module(".".join(("precinto", *_file.relative_to(PROGRAM).with_suffix("").parts)))

OF_THE_WHOLE = {"test_whole.py", "test_regime.py", "regime.py", "answers.py"}
RAISED = {
    "Reason", "ConditionFailed", "NotFound", "NotYourRole", "NotSignedIn", "WrongStage", "SecondPersonNeeded",
    "FreshPasswordNeeded", "Refused", "QueueError", "BundleError", "CannotImport", "Unreadable",
}  # fmt: skip
DOUBT = "import-"
SAID = {"_calm"}  # by the counter, which has its own way of saying


class Told(NamedTuple):
    """The last move of a story, and its end: a stage, or the message id of a refusal."""

    procedure: str
    step: str
    end: str
    file: str
    name: str


@cache
def stories(kind: str) -> tuple[Told, ...]:
    """The stories of every table `DONE` or `REFUSED`."""
    found = []
    for file in sorted(HERE.glob("test_*.py")):
        if file.name in OF_THE_WHOLE:
            continue
        module = importlib.import_module(f"tests.stories.{file.stem}")
        for name, (moves, end) in getattr(module, kind, {}).items():
            last = [move for move in moves if move[0] != CLOCK][-1]
            parts = STEP.fullmatch(last[1])
            assert parts is not None
            short, _dot, step = parts["step"].rpartition(".")
            found.append(Told(procedure_named(short or module.OWN).name, step, end, file.stem, name))
    return tuple(found)


@cache
def literals() -> dict[str, set[str]]:
    """Every text that a test writes down whole, and the files that do. A docstring or a comment is none."""
    found: dict[str, set[str]] = {}
    for file in TESTS.rglob("*.py"):
        if file.name in OF_THE_WHOLE:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, set()).add(str(file.relative_to(TESTS)))
    return found


def heard(reason: str) -> bool:
    """Some test writes it down. The doubts of an import are called by what follows their beginning."""
    return any(text in literals() for text in (reason, reason.removeprefix(DOUBT)))


@cache
def ends() -> frozenset[str]:
    """What the refused stories end in."""
    return frozenset(story.end for story in stories("REFUSED"))


# ---- what a step may answer


@cache
def functions_of(function: Callable[..., Any], within: str = "precinto") -> frozenset[Callable[..., Any]]:
    """A rule or an effect, and every function of the program (or of one file of it) that it calls, and those that these call."""
    known: set[Callable[..., Any]] = set()
    waiting: list[Any] = [function]
    while waiting:
        one = waiting.pop()
        one = inspect.unwrap(one) if callable(one) else one
        if not inspect.isfunction(one) or one in known or not f"{one.__module__}.".startswith(f"{within}."):
            continue
        known.add(one)
        names = {**one.__globals__, **(inspect.getclosurevars(one).nonlocals if one.__closure__ else {})}
        for node in ast.walk(_tree(one)):
            if isinstance(node, ast.Name):
                waiting.append(names.get(node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owner = names.get(node.value.id)
                if inspect.ismodule(owner):
                    waiting.append(getattr(owner, node.attr, None))
    return frozenset(known)


@cache
def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


@cache
def reasons_of(function: Callable[..., Any], within: str = "precinto") -> frozenset[str]:
    trees = map(_tree, functions_of(function, within))
    return frozenset(reason for tree in trees for node in ast.walk(tree) for reason in _reasons(node))


def _reasons(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS:
        yield node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args:
        yield from _begun(node.args[0])
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _begun(node.value)


def _begun(node: ast.AST) -> Iterator[str]:
    """`clearance-{state}` is one of several: of `body-{why}` those whose rest is a reason too."""
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        start = str(node.values[0].value)
        several = [reason for reason in WORDS if reason.startswith(start)]
        yield from [reason for reason in several if reason.removeprefix(start) in WORDS] or several


def rules_of(step: Step) -> list[Callable[..., Any]]:
    return [one for one in (*step.needs, *step.does, step.opens, step.locks) if inspect.isfunction(one)]


def answers(step: Step) -> frozenset[str]:
    """The message ids that the rules and effects of a step can give, whichever room wrote what they call."""
    return frozenset().union(*(reasons_of(one) for one in rules_of(step)))


def own_answers(procedure: Procedure) -> frozenset[str]:
    """Those that stand in the files of its rules and effects themselves: what a clause forbids in so many words."""
    rules = [one for step in procedure.steps.values() for one in rules_of(step)]
    return frozenset().union(*(reasons_of(one, one.__module__) for one in rules))


# ---- what the program may answer


class Written(NamedTuple):
    """A message id where a refusal is made of it, and the clause if it names one."""

    reason: str
    clause: str
    where: str


@cache
def written() -> tuple[Written, ...]:
    """Every refusal that the program writes down: raised, returned as a `Reason`, or said by a door."""
    found = []
    for file in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in RAISED | SAID and node.args:
                clause = next((_text(one.value) for one in node.keywords if one.arg == "clause"), "")
                clause = clause or (_text(node.args[2]) if len(node.args) > 2 else "")
                where = str(file.relative_to(PROGRAM))
                found += [Written(reason, clause, where) for reason in (*_texts(node.args[0]), *_begun(node.args[0]))]
    return tuple(found)


def answered(reason: str) -> bool:
    """Something in the program says it."""
    return any(text in constants() for text in (reason, reason.removeprefix(DOUBT)))


@cache
def constants() -> frozenset[str]:
    """Every text of the program outside the files of words."""
    found: set[str] = set()
    for file in PROGRAM.rglob("*.py"):
        if file.name == "words.py":
            continue
        tree = ast.parse(file.read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "register"]
        keys = {id(key) for call in calls for one in call.args if isinstance(one, ast.Dict) for key in one.keys}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in keys:
                found.add(node.value)
            found |= {reason for reason in _begun(node) if not reason.startswith(DOUBT)}
    return frozenset(found)


@cache
def of_fields() -> frozenset[str]:
    """The message ids that a field of a form has words for itself."""
    found: set[str] = set()
    for file in PROGRAM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.AnnAssign) and _name(node.target) == "default_error_messages":
                found |= {_text(key) for key in ast.walk(node) if _text(key)}
    return frozenset(found)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts that may come of an expression."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif _text(node):
        yield _text(node)
