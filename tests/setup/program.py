# SPDX-License-Identifier: EUPL-1.2
"""The program as a person starts it: a process of its own, in a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def environment(home: Path | None = None) -> dict[str, str]:
    """The tests' own environment, without the home and the database that the tests themselves stand on."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PRECINTO_", "DJANGO_"))}
    return clean | ({"PRECINTO_HOME": str(home)} if home else {})


def command(name: str, arguments: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "precinto.cli.main", name, *map(str, arguments)]


def run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """`precinto NAME ARGUMENTS`."""
    return subprocess.run(
        command(name, arguments), capture_output=True, text=True, check=False, env=environment(), cwd=ROOT
    )


def start(name: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(name, arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        cwd=ROOT,
    )


def ask(home: Path, code: str) -> Any:
    """What a piece of Python that prints JSON says of the office in `home`."""
    whole = f"import django, json; django.setup()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", whole],
        capture_output=True,
        text=True,
        check=True,
        env=environment(home) | {"DJANGO_SETTINGS_MODULE": "precinto.config.settings"},
        cwd=ROOT,
    )
    return json.loads(done.stdout)
