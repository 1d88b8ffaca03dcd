# SPDX-License-Identifier: EUPL-1.2
"""Pages work with the network cable cut: they load nothing from elsewhere."""

import re

import pytest

from tests.house.files import ROOT, committed, holds

# Names of vocabularies, which nothing fetches, and a person's own machine.
NAMES_ONLY = ("http://www.w3.org/", "https://www.w3.org/", "http://127.0.0.1", "http://localhost")
ADDRESS = re.compile(r"https?://[^\s\"'<>)\\`]*", re.IGNORECASE)
# In what others wrote, addresses in comments are theirs; what loads is still ours to refuse.
LOADS = re.compile(
    r"""(?:\bsrc|\bhref|\baction|\bposter|\bsrcset)\s*=\s*["']?\s*(?:https?:)?//[\w.]"""
    r"""|url\(\s*["']?\s*(?:https?:)?//[\w.]|@import\s+["'](?:https?:)?//"""
    r"""|\b(?:fetch|import|importScripts|WebSocket|EventSource)\s*\(\s*["'](?:https?:|wss?:)?//""",
    re.IGNORECASE,
)


def addresses(text: str, *, ours: bool) -> list[str]:
    """What a page, a style sheet or a script names outside the machine."""
    found = [match.group() for match in LOADS.finditer(text)]
    if ours:
        found += [m.group() for m in ADDRESS.finditer(text) if not m.group().startswith(NAMES_ONLY)]
    return found


def test_pages_load_nothing_from_elsewhere() -> None:
    found = []
    for path in committed():
        if path.suffix not in (".html", ".css", ".js", ".svg") or not path.is_relative_to(ROOT / "src"):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            for address in addresses(line, ours="vendor" not in path.parts):
                found.append(f"{path.relative_to(ROOT)}:{number}: {address[:80]}")
    holds("everything works with the network cable cut (design 1.9)", found)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ('<script src="https://cdn.example/x.js">', False),
        ('<link href="//cdn.example/x.css">', False),
        ("@import 'https://fonts.example/a'", False),
        ("background: url(http://example/a.png)", False),
        ('fetch("https://example/")', False),
        ('const help = "https://example/"', True),
    ],
)
def test_the_rule_bites(text: str, ours: bool) -> None:
    assert addresses(text, ours=ours)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("/* https://example/licence */", False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', True),
        ("<link href=\"{% static 'a.css' %}\">", True),
        ("url(data:image/svg+xml,%3csvg xmlns='http://www.w3.org/2000/svg'%3e)", True),
    ],
)
def test_the_rule_lets_pass(text: str, ours: bool) -> None:
    assert not addresses(text, ours=ours)
