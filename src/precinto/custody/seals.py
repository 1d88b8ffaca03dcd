# SPDX-License-Identifier: EUPL-1.2
"""The office's numbered seals. Each closes one thing, once: the number of one that was broken says nothing of what it closes now.

Every room that seals says which numbers it has used, so that a number is looked for wherever it may have been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

# Of some numbers, as `numbers` writes them, those that a room has used.
Used = Callable[[Sequence[str]], Iterable[str]]
_ROOMS: list[Used] = []


def used_in(room: Used) -> None:
    if room not in _ROOMS:
        _ROOMS.append(room)


def numbers(text: str) -> list[str]:
    """The seals of a line as somebody wrote it, with a comma between them."""
    return [part.strip().upper() for part in text.replace("\n", ",").split(",") if part.strip()]


def among(wanted: Sequence[str], texts: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """Those of the seals that stand in what was written before; `texts` gives all that may hold one."""
    return (seal for seal in wanted if any(seal in numbers(text) for text in texts(seal)))


def used(wanted: Sequence[str]) -> str | None:
    """The first of these seals that is written twice, or that closed something before; or None."""
    twice = next((seal for n, seal in enumerate(wanted) if seal in wanted[:n]), None)
    return twice or next((seal for room in _ROOMS for seal in room(wanted)), None)
