# SPDX-License-Identifier: EUPL-1.2
"""What setting up says, in either language. It speaks before there are settings, so it asks no catalogue of messages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("es", "en")


@cache
def table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads((files("precinto.setup") / "words.toml").read_text("utf-8"))
    return found


def say(message: str, language: str, /, **facts: object) -> str:
    """The sentence of a message id. An unknown language is answered in Spanish, the first one here."""
    return table()[message][language if language in LANGUAGES else "es"].format(**facts)


class CannotSetUp(Exception):
    """The installation cannot be made, or cannot be started. Holds a message id and facts, never a sentence."""

    def __init__(self, message: str, /, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts

    def words(self, language: str) -> str:
        return say(self.message, language, **self.facts)
