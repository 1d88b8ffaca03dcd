# SPDX-License-Identifier: EUPL-1.2
"""A machine with a way out to a network is noticed; a machine without one is left in peace."""

import json
from pathlib import Path

import pytest

from precinto.setup.connected import default_route, note

HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
OUT = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
DOWN = "eth0\t00000000\t0101A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n"
NEAR = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
ZERO = "0" * 32
OUT_6 = f"{ZERO} 00 {ZERO} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 wlan0\n"
LOOP_6 = f"{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00200200 lo\n"


@pytest.mark.parametrize(
    ("routes", "routes_6", "device"),
    [
        (HEAD + NEAR + OUT, LOOP_6, "eth0"),
        (HEAD + NEAR, LOOP_6 + OUT_6, "wlan0"),
        (HEAD + NEAR, LOOP_6, None),
        (HEAD + DOWN, "", None),
        (HEAD, "", None),
        (None, None, None),
    ],
)
def test_a_default_route(tmp_path: Path, routes: str | None, routes_6: str | None, device: str | None) -> None:
    for name, text in (("route", routes), ("ipv6_route", routes_6)):
        if text is not None:
            (tmp_path / name).write_text(text)
    assert default_route(tmp_path / "route", tmp_path / "ipv6_route") == device


def test_each_start_on_a_connected_machine_is_noted(tmp_path: Path) -> None:
    note(tmp_path, "eth0")
    file = note(tmp_path, "wlan0")
    assert [json.loads(line)["device"] for line in file.read_text().splitlines()] == ["eth0", "wlan0"]
    assert file.stat().st_mode & 0o777 == 0o600
