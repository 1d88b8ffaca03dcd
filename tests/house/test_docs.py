# SPDX-License-Identifier: EUPL-1.2
"""A page of `docs/` that is named anywhere exists: a reader who is sent to it finds it."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house.files import ROOT, holds, sources

NAMED = re.compile(r"(?<![\w./-])docs/[\w./-]*[\w/]")
SAID = "every page of docs/ that code, docs or tests name exists; write it, or name the one that does"


def missing(text: str) -> list[str]:
    """The names that lead nowhere. A decision may be named by its number alone."""
    named = NAMED.findall(text)
    return [name for name in named if not (ROOT / name).exists() and not list(ROOT.glob(f"{name}-*.md"))]


def test_every_page_that_is_named_exists() -> None:
    found = []
    for file in sources(".py", ".md", ".html", ".typ", ".toml", ".js", ".yml", ".txt"):
        if file.name == "test_docs.py":
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            found += [f"{file.relative_to(ROOT)}:{number}: {name}" for name in missing(line)]
    holds(SAID, found)


def test_a_dead_name_is_found() -> None:
    assert missing("see docs/formats/nothing.md, and docs/decisions/0099.") == [
        "docs/formats/nothing.md",
        "docs/decisions/0099",
    ]
    assert missing("docs/formats/entry.md, docs/decisions/0008 and docs/formats/ say so") == []


def test_the_pictures_can_be_taken_anew() -> None:
    """By a program of its own, which has read no settings."""
    begun = [sys.executable, "-c", "import tests.browser.pictures"]
    assert subprocess.run(begun, cwd=ROOT, capture_output=True, check=False).returncode == 0
