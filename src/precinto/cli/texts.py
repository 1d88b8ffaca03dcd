# SPDX-License-Identifier: EUPL-1.2
"""The language of the command line, found without Django: help must be there at once.

PRECINTO_LANG says it; else the locale, when it is English; else Spanish.
"""

from __future__ import annotations

import gettext as catalogues
import os
from gettext import gettext
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "locale"


def language() -> str:
    chosen = os.environ.get("PRECINTO_LANG", "")
    if chosen[:2].casefold() in ("es", "en"):
        return chosen[:2].casefold()
    found = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if found.casefold().startswith("en") else "es"


def prepare() -> None:
    """Point gettext at our catalogue, also for the words of the library that writes the help."""
    os.environ["LANGUAGE"] = language()
    catalogues.bindtextdomain("django", str(LOCALES))
    catalogues.textdomain("django")


def of_the_library() -> list[str]:
    """What the library that writes the help says of its own: named here, so that the catalogue has them."""
    return [
        gettext("Arguments"),
        gettext("Commands"),
        gettext("Error"),
        gettext("Options"),
        gettext("Show this message and exit."),
        gettext("Usage:"),
        gettext("[default: {}]"),
        gettext("[required]"),
        gettext("required"),
    ]
