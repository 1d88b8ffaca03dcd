# SPDX-License-Identifier: EUPL-1.2
"""The files that the house rules read, and how a breach is told."""

import ast
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "src/precinto"

# A finder reads one parsed file and yields the line and the words of every breach in it.
Finder = Callable[[ast.Module, str], Iterator[tuple[int, str]]]


@cache
def committed() -> tuple[Path, ...]:
    """What is in the repository or about to be: tracked files and those that no rule ignores."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:  # an archive without its repository
        found = [path for top in ("src", "tests", "tools", "docs") for path in (ROOT / top).rglob("*")]
        found = [path for path in found if "__pycache__" not in path.parts]
    return tuple(sorted(path for path in found if path.is_file()))


def sources(*suffixes: str, under: str = "") -> list[Path]:
    """Our own files: what others wrote and we ship as it came lies in a folder named `vendor`."""
    top = ROOT / under
    return [p for p in committed() if p.suffix in suffixes and p.is_relative_to(top) and "vendor" not in p.parts]


def modules(under: str = "src/precinto") -> list[Path]:
    return [path for path in sources(".py", under=under) if "migrations" not in path.parts]


def breaches(finder: Finder, paths: Iterable[Path], allowed: Iterable[str] = ()) -> list[str]:
    """`file:line: words` for every breach outside the allowed files and folders (told from `src/precinto/`)."""
    found = []
    for path in paths:
        if path.is_relative_to(PROGRAM) and path.relative_to(PROGRAM).as_posix().startswith(tuple(allowed)):
            continue
        source = path.read_text("utf-8")
        found += [f"{path.relative_to(ROOT)}:{line}: {words}" for line, words in finder(ast.parse(source), source)]
    return found


def holds(rule: str, found: list[str]) -> None:
    """Fail with every breach told, and with nothing else: the place to look at is the breach, not the test."""
    if found:
        pytest.fail("\n".join([f"{len(found)} against the rule: {rule}", *found]), pytrace=False)
