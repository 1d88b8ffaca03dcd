# SPDX-License-Identifier: EUPL-1.2
"""How a command ends: a status, and one clear sentence where it did not go well. Never a traceback."""

from __future__ import annotations

import json
import sys
from gettext import gettext
from types import TracebackType
from typing import Any

REFUSED, UNABLE = 2, 3


class Asked:
    """How this command was asked to speak. Set by its options."""

    as_json = False


class Ending:
    """Wraps a whole command. Whatever it raises becomes its status, and a sentence on stderr.

    It is a context manager and not a handler, because nothing goes on after it: the process ends.
    """

    def __init__(self, *, traceback: bool = False) -> None:
        self.status = 0
        self.traceback = traceback

    def __enter__(self) -> Ending:
        Asked.as_json = False
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if error is None:
            return True
        if isinstance(error, SystemExit):
            self.status = error.code if isinstance(error.code, int) else int(bool(error.code))
            return True
        if self.traceback:
            return False
        if isinstance(error, KeyboardInterrupt):
            self.status = 130
            return True
        self.status = told(error)
        return True


def asked_wrongly(error: Any) -> int:
    """An option or an argument that is missing, unknown or not what it should be: how it is asked, and what is wrong."""
    names = {kind.__name__ for kind in type(error).__mro__}
    hint = getattr(error, "param_hint", None) or (
        error.param.get_error_hint() if getattr(error, "param", None) is not None else ""
    )
    hint = hint if isinstance(hint, str) else " / ".join(hint)
    if "NoArgsIsHelpError" in names:
        words = ""
    elif "MissingParameter" in names:
        words = gettext("%(what)s is missing.") % {"what": hint}
    elif "BadOptionUsage" in names:
        words = gettext("%(what)s needs a value.") % {"what": error.option_name}
    elif "BadParameter" in names and getattr(error, "param", None) is not None and not error.param_hint:
        words = gettext("%(what)s: that value cannot be read.") % {"what": hint}
    elif "NoSuchOption" in names:
        words = gettext("There is no option %(what)s.") % {"what": error.option_name}
    else:
        words = f"{hint}: {error.message}" if hint else error.message
    if error.ctx is not None:
        print(error.ctx.get_help() if not words else error.ctx.get_usage(), file=sys.stderr)
    if words:
        print(f"precinto: {words}", file=sys.stderr)
    return REFUSED


def told(error: BaseException) -> int:
    """Say what happened, and give the status that it ends with."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "UsageError" in kinds:
        return asked_wrongly(error)
    if "Abort" in kinds:
        return 130

    from django.db import utils

    from precinto.config.home import SettingsError
    from precinto.records.errors import Broken, NotOpened, Refused

    if isinstance(error, Refused):
        return refused(error)
    if isinstance(error, SettingsError):
        return unable(gettext("The installation cannot be used: %(why)s") % {"why": error})
    if isinstance(error, NotOpened):
        return unable(
            gettext(
                "A classified subject does not open with keys/office.key of this installation: put back, from the backup of the "
                "keys, the one that it was encrypted with. “precinto verify” says what does not open."
            )
        )
    if isinstance(error, Broken):
        return unable(gettext("The books do not add up: %(why)s. Run “precinto verify”.") % {"why": error})
    if isinstance(error, utils.Error):
        return unable(database(error))
    if isinstance(error, OSError):
        return unable(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))
    return unable(
        gettext("Something unforeseen happened (%(kind)s). PRECINTO_DEBUG=1 shows where.")
        % {"kind": type(error).__name__}
    )


def refused(error: Any) -> int:
    """A refusal is an answer: clause and way out. With --json the answer goes to stdout, for the program that asked."""
    from django.apps import apps

    from precinto.cli.texts import language

    if not apps.ready:
        return unable(error.reason)
    from django.utils import translation

    from precinto.procedures.refusals import answer

    with translation.override(language()):
        found = answer(error, language())
        if Asked.as_json:
            print(json.dumps(found.as_dict(), ensure_ascii=False, default=str))
        print(f"precinto: {found}", file=sys.stderr)
    return REFUSED


def database(error: Any) -> str:
    """What the database would not do, in the words of whoever has to mend it."""
    why = str(error).casefold()
    if "locked" in why:
        return gettext("The books are busy: another program is writing. Nothing was done; try again.")
    if "full" in why or "no space" in why:
        return gettext("The disk is full. Nothing was done; make room and try again.")
    if "no such table" in why or "does not exist" in why:
        return gettext("There are no books here yet. Run “precinto setup”.")
    if "unable to open" in why or "connect" in why or "refused" in why:
        return gettext("The database cannot be reached. Nothing was done; see [database] in precinto.toml.")
    if "readonly" in why or "read-only" in why:
        return gettext("The books are read-only for this user. Nothing was done.")
    return gettext("The database refused: %(why)s") % {"why": error}


def unable(words: str) -> int:
    if Asked.as_json:
        print(json.dumps({"unable": words}, ensure_ascii=False))
    print(f"precinto: {words}", file=sys.stderr)
    return UNABLE
