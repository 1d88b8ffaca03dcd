# SPDX-License-Identifier: EUPL-1.2
"""Is this machine on a network? The confidential zone works on machines that are not (2.1, 2.3, 4.7)."""

from __future__ import annotations

import json
import os
from pathlib import Path

from precinto.records.clock import now, stamp

ROUTES = Path("/proc/net/route")
ROUTES_6 = Path("/proc/net/ipv6_route")
FILE = "connected.jsonl"
UP, GATEWAY = 0x1, 0x2


def default_route(routes: Path = ROUTES, routes_6: Path = ROUTES_6) -> str | None:
    """The device by which packets leave for everywhere, or None. Where the system does not tell, None."""
    for line in _lines(routes)[1:]:
        fields = line.split()
        if len(fields) >= 8 and fields[1] == fields[7] == "00000000" and int(fields[3], 16) & UP:
            return fields[0]
    for line in _lines(routes_6):
        fields = line.split()
        # The kernel keeps a route of its own to nowhere on the loopback device.
        everywhere = len(fields) >= 10 and fields[0] == "0" * 32 and fields[1] == "00" and fields[9] != "lo"
        if everywhere and int(fields[8], 16) & UP and int(fields[8], 16) & GATEWAY:
            return fields[9]
    return None


def note(home: Path, device: str) -> Path:
    """Write down that the office was opened on a connected machine: a line for each start."""
    file = home / FILE
    line = json.dumps({"at": stamp(now()), "device": device}) + "\n"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(line)
    return file


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("ascii").splitlines()
    except OSError:
        return []
