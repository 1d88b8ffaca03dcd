# SPDX-License-Identifier: EUPL-1.2
"""The pictures of the README, taken of a demonstration office.

python -m tests.browser.pictures [HOME]    makes the office where there is none, and writes docs/pictures/
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.hands import acknowledge, read

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
WIDE = 1280
HER_BADGE = "SELECT code FROM access_person WHERE given_name = 'Nuria'"
HERS = """SELECT t.code FROM custody_thing t JOIN access_person p ON p.id = t.person_id
          WHERE p.given_name = 'Nuria' ORDER BY t.id LIMIT 2"""
WAITING = """SELECT t.code FROM documents_loan l JOIN documents_copy c ON c.id = l.copy_id
             JOIN custody_thing t ON t.id = c.thing_id JOIN access_person p ON p.id = l.borrower_id
             WHERE p.given_name = 'Nuria' AND l.stage = ?"""


def main(home: Path) -> None:
    if not home.exists():
        subprocess.run([_precinto(), "setup", "--home", str(home), "--demo"], check=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving(home) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(locale="es-ES", viewport={"width": WIDE, "height": 800}, reduced_motion="reduce")
        choice = {"precinto_theme": "light", "precinto_language": "es"}
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in choice.items()])
        page = context.new_page()
        sign_in(page, address, "carmen")
        counter(page, address, home)
        ledger(page, address)
        browser.close()


def _precinto() -> str:
    return str(Path(sys.executable).parent / "precinto")


@contextmanager
def serving(home: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = trial.getsockname()[1]
    command = [_precinto(), "serve", "--home", str(home), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | {"PRECINTO_LANG": "es"}) as server:
        try:
            for _ in range(300):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def sign_in(page: Page, address: str, login: str) -> None:
    people = tomllib.loads((ROOT / "src/precinto/setup/demo.toml").read_text("utf-8"))["person"]
    (password,) = [row["password"] for row in people if row.get("login") == login]
    page.goto(address)
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def take(page: Page, name: str) -> None:
    """The whole page, with its bar from top to bottom."""
    page.set_viewport_size({"width": WIDE, "height": 600})
    page.set_viewport_size({"width": WIDE, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.screenshot(path=PICTURES / f"{name}.png")


def counter(page: Page, address: str, home: Path) -> None:
    """Nuria is at the counter: two come back, one goes out, and one that nobody has approved does not."""
    with sqlite3.connect(f"file:{home}/office.sqlite3?mode=ro", uri=True) as books:

        def found(statement: str, *values: str) -> list[str]:
            return [str(code) for (code,) in books.execute(statement, values)]

        (badge,), hers = found(HER_BADGE), found(HERS)
        approved, asked = found(WAITING, "approved")[:1], found(WAITING, "asked")[:1]
    page.goto(address + "/mostrador/")
    read(page, badge, *hers, *approved, *asked)
    acknowledge(page)
    expect(page.locator(".line-ready")).to_have_count(3)
    expect(page.locator(".line-refused .line-said")).to_contain_text("1.4")
    take(page, "counter")


def ledger(page: Page, address: str) -> None:
    """A row is edited behind the program's back, and the verifier names it; then it is put right."""
    page.goto(address + "/libro/")
    page.locator("form[action='/libro/romper/'] button").press("Enter")
    expect(page.locator(".refusal li")).not_to_have_count(0)
    take(page, "ledger")
    page.locator("form[action='/libro/reparar/'] button").press("Enter")
    expect(page.locator(".note-done")).to_be_visible()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="precinto-pictures-")) / "office")
