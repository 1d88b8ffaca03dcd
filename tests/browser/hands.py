# SPDX-License-Identifier: EUPL-1.2
"""A clerk's hands at the counter: a scanner that types like a keyboard, and the keys. Nothing here needs an office's settings."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from precinto.custody import codes

FIN = codes.make("Z", command="FIN")
ANU = codes.make("Z", command="ANU")
READINGS = "performance.getEntriesByName('precinto-reading').length"


def burst(page: Page, text: str) -> None:
    """What a scanner does: keys one upon the other, then Enter. A wait between them adds to those of a busy machine."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


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
