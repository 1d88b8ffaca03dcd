# SPDX-License-Identifier: EUPL-1.2
"""A clerk's hands at the counter: a scanner that types like a keyboard, and the keys. Nothing here needs an office's settings."""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Page, expect

from precinto.custody import codes

FIN = codes.make("Z", command="FIN")
ANU = codes.make("Z", command="ANU")
READINGS = "performance.getEntriesByName('precinto-reading').length"


_lines: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
GAP = 0.004  # s between two keys


def burst(page: Page, text: str, end: str = "\r") -> None:
    """What a scanner does: keys one upon the other, then `end`.

    Each key bears the time at which the scanner sent it, as the keys of a real one do: the page is no slower to tell a
    scanner from a hand on a busy machine.
    """
    line = _lines.get(page) or _lines.setdefault(page, page.context.new_cdp_session(page))
    began = time.time()
    for number, char in enumerate(text + end):
        stamp = {**_key(char), "timestamp": began + number * GAP}
        line.send("Input.dispatchKeyEvent", {"type": "keyDown", **stamp})
        line.send("Input.dispatchKeyEvent", {"type": "keyUp", **stamp, "text": ""})


def _key(char: str) -> dict[str, Any]:
    if char == "\r":
        return {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": char}
    return {"key": char, "text": char}


def read(page: Page, *texts: str) -> None:
    for text in texts:
        before = page.evaluate(READINGS)
        burst(page, text)
        page.wait_for_function(f"before => {READINGS} > before", arg=before)


def acknowledge(page: Page) -> None:
    page.wait_for_timeout(200)  # a hand, not a scanner
    page.keyboard.press("Enter")
    expect(page.locator(".halt")).to_have_count(0)


def states(page: Page) -> list[str]:
    found = page.locator(".line").evaluate_all("rows => rows.map(row => row.className)")
    return [str(name).rpartition("-")[2] for name in found]
