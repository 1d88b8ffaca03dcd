# SPDX-License-Identifier: EUPL-1.2
"""The language of the command line, found without Django: help must be there at once.

PRECINTO_LANG says it; else the locale, when it is English; else Spanish.
"""

from __future__ import annotations

import gettext as catalogues
import os
from gettext import gettext
from pathlib import Path
from typing import Any

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


def speak(command: Any) -> None:
    """A command and those below it, in the language of the house: the library writes two of its words in English."""
    plain = command.get_help_option

    def help_option(ctx: Any) -> Any:
        option = plain(ctx)
        if option is not None:
            option.help = gettext("Show this message and exit.")
        return option

    def usage(ctx: Any, formatter: Any) -> None:
        pieces = command.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{gettext('Usage:')} ")

    command.get_help_option, command.format_usage = help_option, usage
    for inner in getattr(command, "commands", {}).values():
        speak(inner)


def of_the_library() -> list[str]:
    """What the library that writes the help says of its own: named here, so that the catalogue has them."""
    return [
        gettext("Arguments"),
        gettext("Commands"),
        gettext("Error"),
        gettext("No such command {name!r}."),
        gettext("Options"),
        gettext("Show this message and exit."),
        gettext("Usage:"),
        gettext("[default: {}]"),
        gettext("[required]"),
        gettext("required"),
    ]
