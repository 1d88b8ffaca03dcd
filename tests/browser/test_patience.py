# SPDX-License-Identifier: EUPL-1.2
"""A page that never answers ends its own test, which is tried once more; a wrong answer is never asked again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

TESTS = """
import pathlib
import pytest
from tests.browser import patience
from tests.browser.conftest import chromium, launch, pytest_runtest_protocol

pytestmark = pytest.mark.browser
HERE = pathlib.Path(__file__).parent

@pytest.fixture(autouse=True)
def page(chromium):
    with patience.at_most(2):
        yield chromium.new_context().new_page()

def tries(name):
    with (HERE / name).open("a+") as file:
        file.write("x")
        return file.tell()

def test_hangs_once(page):
    if tries("once") == 1:
        page.evaluate("new Promise(() => {})")

def test_hangs_always(page):
    tries("always")
    page.evaluate("new Promise(() => {})")

def test_is_wrong(page):
    tries("wrong")
    assert page.evaluate("1 + 1") == 3
"""


def test_what_never_answers_is_tried_once_more(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.browser.conftest import pytest_runtest_protocol")
    (tmp_path / "test_hung.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    ended = subprocess.run(
        [*command, "--numprocesses=0", "-p", "no:django", "-p", "no:cacheprovider"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "2 failed, 1 passed, 2 warnings" in ended.stdout, ended.stdout + ended.stderr
    assert "test_hangs_once: the browser gave no answer" in ended.stdout
    assert "has been closed" in ended.stdout  # it says which line it was that waited
    tries = {file.name: len(file.read_text()) for file in tmp_path.iterdir() if file.suffix == "" and file.is_file()}
    assert tries == {"once": 2, "always": 2, "wrong": 1}
