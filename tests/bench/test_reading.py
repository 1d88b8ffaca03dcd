# SPDX-License-Identifier: EUPL-1.2
"""The benches of reading still run, on an office of a few documents: what they fill the tables with is what the tables hold."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.setup.program import ROOT, environment

TINY = {
    "custody": ("documents=40", "movements=200", "asked=1"),
    "lists": ("documents=200", "users=1"),
}


@pytest.mark.parametrize("name", TINY)
def test_it_runs_and_tells_its_figures(name: str) -> None:
    if name == "lists" and find_spec("guardian") is None:
        pytest.skip("what it is compared with comes with `make bench`")
    sizes = [word for one in TINY[name] for word in ("--set", one)]
    asked = [sys.executable, "-m", "bench", name, "--json", *sizes]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, env=environment(), cwd=ROOT)
    # Whether a limit is met is for a quiet machine to say, and ends it with 1.
    assert done.returncode in (0, 1), done.stderr
    told = json.loads(done.stdout)
    assert told["bench"] == name
    assert sum("statements" in row["figure"] for row in told["rows"]) >= 9
