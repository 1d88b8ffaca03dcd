# SPDX-License-Identifier: EUPL-1.2
"""Opening the office's books, and knowing who is at the keyboard."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from precinto.cli.texts import language

if TYPE_CHECKING:
    from precinto.access.officers import Officer


def opened() -> None:
    """Django with this installation's settings, speaking the language of the command line.

    Raises `SettingsError`, also where the tables are older than the program: what is read there would be told wrong.
    """
    from precinto.config.home import Home, SettingsError

    home = Home.from_environment()
    if not home.made:
        raise SettingsError(
            gettext("there is no office in %(folder)s; run “precinto setup”, or name it with --home")
            % {"folder": home.path}
        )
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        os.environ["DJANGO_SETTINGS_MODULE"] = "precinto.config.settings"
        django.setup()
    translation.activate(language())
    from precinto.setup.starting import is_older

    if is_older():
        raise SettingsError(
            gettext(
                "the tables of this office are of an older version of the program: start it once, and they are brought up to date"
            )
        )


def officer(
    login: str | None, password_file: Path | None, token: str | None, *, password_change: bool = False
) -> Officer:
    """Whoever acts, signed in: by password, or by a key of the API. Raises `Refused`."""
    from precinto.computers.signin import must_change, officer_of_token, prove, sign_in
    from precinto.records.errors import NotSignedIn

    if token:
        found = replace(officer_of_token(token), door="cli")
        if login and found.person is not None and found.person.account.login != login.strip().casefold():
            raise NotSignedIn("bad-token", clause="2.2")
        found = prove(found, _password(password_file)) if password_file else found
    elif not login:
        raise typer.BadParameter(gettext("say who acts"), param_hint="--as")
    else:
        found = sign_in(login, _password(password_file), door="cli")
    if must_change(found) and not password_change:
        raise NotSignedIn("change-password-first", clause="2.2")
    return found


def _password(file: Path | None) -> str:
    if file is not None:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text("utf-8").partition("\n")[0]
        return text.rstrip("\r\n")
    return ask(gettext("Password"))


def ask(label: str) -> str:
    """Something secret, typed without being shown. Bad usage where nobody is there to type it."""
    if not sys.stdin.isatty():
        raise typer.BadParameter(gettext("nobody can type it here: give it in a file"), param_hint="--password-file")
    return str(typer.prompt(label, hide_input=True, err=True))
