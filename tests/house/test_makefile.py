# SPDX-License-Identifier: EUPL-1.2
"""What a run of the tests needs of the machine is installed by it: a section that is skipped looks like one that passes."""

from __future__ import annotations

import importlib.util
import re
import sys
from typing import Any

import pytest

from tests.setup.program import ROOT

NEEDS = {"_browser_missing": "chromium", "_postgres_missing": "postgresql-15"}


def sections() -> Any:
    spec = importlib.util.spec_from_file_location("sections", ROOT / "tools/setup/sections.py")
    assert spec is not None
    assert spec.loader is not None
    # By its name too: its dataclasses look themselves up there.
    found = sys.modules["sections"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("name", ["check", "test", "campaign"])
def test_a_run_installs_what_its_sections_need(name: str) -> None:
    wanted = {section.missing.__name__ for section in sections().RUNS[name]} - {"_available"}
    recipe = re.search(rf"^{name}:.*\n((?:\t.*\n)*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe is not None
    installed = re.search(r"system\.sh ([a-z0-9 -]+?) \|\|", recipe[1])
    assert set(installed[1].split() if installed else []) == {NEEDS[one] for one in wanted}
