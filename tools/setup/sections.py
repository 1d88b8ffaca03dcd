# SPDX-License-Identifier: EUPL-1.2
"""What `make check` and `make test` run, one section after the other, and what became of each.

A failed section does not stop the next ones: one run tells all that is wrong. A section without its program (a browser,
a PostgreSQL) is skipped and says so at a desk, and fails in continuous integration, where a silent gap would look like
a pass.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv/bin"
POSTGRES = Path("/usr/lib/postgresql/15/bin/initdb")
NO_TESTS = 5  # pytest's own exit code for "nothing was collected"
HANGS = 1_200.0  # seconds after which a section of `make check` or `make test` will not end by itself


def _browser_missing() -> str | None:
    return None if shutil.which("chromium") else "no chromium on this machine"


def _postgres_missing() -> str | None:
    return None if POSTGRES.exists() else "no PostgreSQL 15 on this machine"


def _available() -> str | None:
    return None


@dataclass(frozen=True)
class Section:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    missing: Callable[[], str | None] = _available
    most: float | None = HANGS


def _pytest(name: str, *arguments: str, missing: Callable[[], str | None] = _available, **environment: str) -> Section:
    return Section(name, ("pytest", *arguments), environment, missing)


def _for_long(section: Section) -> Section:
    """A campaign lasts as long as it takes."""
    return replace(section, most=None)


CHECK = [
    Section("format", ("ruff", "format", "--check")),
    Section("lint", ("ruff", "check")),
    Section("types", ("mypy",)),
    Section("imports", ("lint-imports", "--no-logo")),
    Section("templates", ("djlint", "--lint", "--quiet", "src")),
    _pytest("house rules", "--numprocesses=0", "tests/house"),
    _pytest("tests on SQLite", "--ignore=tests/house", "-m", "not browser"),
]
POSTGRES_TESTS = _pytest(
    "tests on PostgreSQL",
    *("--ignore=tests/house", "-m", "database and not browser"),
    missing=_postgres_missing,
    PRECINTO_TEST_DATABASE="postgres",
)
BROWSER_TESTS = _pytest("tests in the browser", "-m", "browser", "--dist=loadgroup", missing=_browser_missing)
CAMPAIGN = [
    _for_long(_pytest("campaign on SQLite", "-m", "campaign", PRECINTO_CAMPAIGN="1")),
    _for_long(
        _pytest(
            "campaign and every case on PostgreSQL",
            *("--ignore=tests/house", "-m", "database and not browser"),
            missing=_postgres_missing,
            PRECINTO_CAMPAIGN="1",
            PRECINTO_TEST_DATABASE="postgres",
        )
    ),
    _for_long(replace(BROWSER_TESTS, name="every page in every theme", environment={"PRECINTO_CAMPAIGN": "1"})),
]
RUNS: dict[str, list[Section]] = {
    "check": CHECK,
    "test": [*CHECK, POSTGRES_TESTS, BROWSER_TESTS],
    "campaign": CAMPAIGN,
}


@dataclass(frozen=True)
class Outcome:
    name: str
    word: str
    seconds: float
    remark: str = ""

    @property
    def failed(self) -> bool:
        return self.word == "FAILED"


def _run(section: Section, home: str, in_ci: bool) -> Outcome:
    reason = section.missing()
    if reason is not None:
        print(reason)
        return Outcome(section.name, "FAILED" if in_ci else "skipped", 0, reason)
    environment = {**os.environ, "PRECINTO_HOME": home, **section.environment}
    began = time.monotonic()
    program, *arguments = section.command
    try:
        code = subprocess.run(
            [BIN / program, *arguments], cwd=ROOT, env=environment, check=False, timeout=section.most
        ).returncode
    except subprocess.TimeoutExpired:
        return Outcome(section.name, "FAILED", time.monotonic() - began, "it hung, and was stopped")
    remark = "no test was found" if code == NO_TESTS and program == "pytest" else ""
    return Outcome(section.name, "FAILED" if code else "passed", time.monotonic() - began, remark)


def main(name: str) -> int:
    in_ci = os.environ.get("CI", "") not in ("", "0", "false")
    outcomes: list[Outcome] = []
    # Reading the settings must not make an office where the person works.
    with tempfile.TemporaryDirectory(prefix="precinto-") as home:
        for number, section in enumerate(RUNS[name], start=1):
            print(f"\n==== {number}/{len(RUNS[name])} {section.name}: {' '.join(section.command)}", flush=True)
            outcomes.append(_run(section, home, in_ci))

    print(f"\n==== make {name}")
    for outcome in outcomes:
        print(f"  {outcome.word:8} {outcome.seconds:7.1f} s  {outcome.name}{outcome.remark and ': ' + outcome.remark}")
    failed = [outcome.name for outcome in outcomes if outcome.failed]
    passed = sum(outcome.word == "passed" for outcome in outcomes)
    skipped = len(outcomes) - passed - len(failed)
    print(f"make {name}: {passed} sections passed, {len(failed)} failed, {skipped} skipped", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
