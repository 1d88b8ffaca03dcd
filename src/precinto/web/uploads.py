# SPDX-License-Identifier: EUPL-1.2
"""Codes that come as a file, as a batch scanner writes it: text or CSV, one thing a line."""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.translation import get_language

from precinto.custody import codes
from precinto.documents.counter import Notice
from precinto.procedures.refusals import answer
from precinto.records.errors import ConditionFailed

LARGEST = 512 * 1024


class Desk(Protocol):
    """Where codes are read: a counter, or an inventory."""

    notices: list[Notice]


def told(desk: Desk, file: Any) -> list[str]:
    """The codes of a file that was sent to a desk; what is wrong with it, the desk says."""
    try:
        return codes_in(file) if file is not None else []
    except ConditionFailed as refused:
        desk.notices.append(Notice("stop", answer(refused, (get_language() or "es")[:2])))
        return []


def codes_in(file: Any) -> list[str]:
    """Of each line the first cell that is a code, or else its first word: what it is not, the field says.

    Raises `ConditionFailed` for what is no text, or longer than half a mebibyte.
    """
    try:
        if (file.size or 0) > LARGEST:
            raise ConditionFailed("damaged-file", clause="1.3")
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConditionFailed("damaged-file", clause="1.3") from error
    found = []
    for line in text.splitlines():
        cells = [cell.strip().strip('"') for cell in line.replace(";", ",").replace("\t", ",").split(",")]
        found.append(next((cell for cell in cells if codes.parse(cell) is not None), next((c for c in cells if c), "")))
    return found
