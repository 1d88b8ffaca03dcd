# SPDX-License-Identifier: EUPL-1.2
"""1.1: the copy number that a paper bears when it comes: *this* copy n of the N that its originator made.

The office numbers what it keeps from 1. What came as the seventh of twenty stays the seventh of twenty for its originator, who
asks for it by that number. Written `7/20`, several `7-9/20` or `3, 7-8/20`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

WRITTEN = re.compile(r"\s*(?P<which>\d{1,5}(?:\s*[,-]\s*\d{1,5})*)\s*/\s*(?P<of>\d{1,5})\s*")
MOST = 99_999


def read(text: str) -> tuple[list[int], int]:
    """The numbers, in order, and of how many. Raises `ValueError` where it is not so written."""
    found = WRITTEN.fullmatch(text.replace("–", "-"))
    if found is None:
        raise ValueError(text)
    of, numbers = int(found["of"]), list[int]()
    for part in found["which"].split(","):
        first, _dash, last = (piece.strip() for piece in part.partition("-"))
        if not first.isdigit() or not (last or first).isdigit():
            raise ValueError(text)
        numbers.extend(range(int(first), int(last or first) + 1) if int(last or first) <= of else [of + 1])
    if not numbers or min(numbers) < 1 or max(numbers) > of or len(set(numbers)) < len(numbers):
        raise ValueError(text)
    return numbers, of


def written(numbers: Sequence[int], of: int) -> str:
    """The inverse of `read`, in the shortest form."""
    runs = [[n for _place, n in run] for _key, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs) + f"/{of}"


def of_copy(text: str, number: int) -> str:
    """What copy `number` of this office bears: `8/20`; empty where nothing was written."""
    if not text:
        return ""
    numbers, of = read(text)
    return f"{numbers[number - 1]}/{of}" if number <= len(numbers) else ""
