# SPDX-License-Identifier: EUPL-1.2
"""`precinto setup`: make an installation without asking anything."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from dataclasses import asdict, replace
from gettext import gettext
from pathlib import Path
from typing import Annotated

import typer

from precinto.access.passwords import PersonalData
from precinto.cli.options import Json
from precinto.config.home import Home, Settings
from precinto.setup.installation import Made, make
from precinto.setup.people import Founder
from precinto.setup.phrases import phrase
from precinto.setup.words import CannotSetUp, say


def setup(
    home: Annotated[
        Path | None, typer.Option("--home", help=gettext("Folder of the installation. Else PRECINTO_HOME."))
    ] = None,
    office: Annotated[str, typer.Option("--office", help=gettext("Name of the office."))] = "",
    scheme: Annotated[str, typer.Option("--scheme", help=gettext("Classification scheme."))] = "es",
    language: Annotated[str, typer.Option("--language", help=gettext("Language: es or en."))] = "es",
    time_zone: Annotated[str, typer.Option("--time-zone", help=gettext("Time zone of the office."))] = "Europe/Madrid",
    database: Annotated[
        str | None, typer.Option("--database", help=gettext("postgresql://user@host/name. Else a file of its own."))
    ] = None,
    head: Annotated[str, typer.Option("--head", help=gettext("Head of office: given name and family name."))] = "",
    head_login: Annotated[str, typer.Option("--head-login", help=gettext("Account of the head."))] = "",
    clerk: Annotated[str, typer.Option("--clerk", help=gettext("First clerk: given name and family name."))] = "",
    clerk_login: Annotated[str, typer.Option("--clerk-login", help=gettext("Account of the clerk."))] = "",
    demo: Annotated[
        bool, typer.Option("--demo", help=gettext("A demonstration office, with people and papers of its own."))
    ] = False,
    as_json: Json = False,
) -> None:
    """Make an installation."""
    folder = home or Home.from_environment().path
    try:
        made = make(
            folder,
            office=office,
            scheme=scheme,
            language=language,
            time_zone=time_zone,
            database=database_of(database),
            head=founder(head, head_login, office, language),
            clerk=founder(clerk, clerk_login, office, language),
            demo=demo,
        )
    except CannotSetUp as error:
        stop(error, language, as_json=as_json)
    made = named(made, language)
    if as_json:
        print(json.dumps(asdict(made) | {"made": True, "home": str(made.home)}, ensure_ascii=False))
        return
    tell(made, language)
    print(say("start-it", language, home=made.home))


def database_of(option: str | None) -> str:
    return option or os.environ.get("PRECINTO_DATABASE") or Settings().database


def founder(name: str, login: str, office: str, language: str) -> Founder | None:
    """A person written as “Given Family Family”, with an account named after them and a password made here."""
    if not name.strip():
        return None
    given, _space, family = " ".join(name.split()).partition(" ")
    if not family:
        raise CannotSetUp("whole-name", name=name)
    login = login.strip() or plain(given)
    about = PersonalData(names=[given, family], login=login, office=office)
    return Founder(given, family, login, phrase(language, about))


def plain(name: str) -> str:
    """A name as an account is written: small letters, no accents."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def named(made: Made, language: str) -> Made:
    """The two founders with their roles in words; the people of the demonstration have theirs."""
    roles = {"head": say("role-head", language), "clerk": say("role-clerk", language)}
    return replace(made, people=tuple(replace(who, role=roles.get(who.role, who.role)) for who in made.people))


def tell(made: Made, language: str) -> None:
    print(say("made", language, home=made.home, seconds=f"{made.seconds:.1f}"))
    if made.fingerprint:
        print(say("fingerprint", language, fingerprint=made.fingerprint))
    if made.people:
        print(say("demo-passwords" if made.demo else "passwords", language))
        width = max(len(who.login) for who in made.people)
        room = max(len(who.password) for who in made.people)
        for who in made.people:
            print(f"  {who.login:<{width}}  {who.password:<{room}}  {who.name}: {who.role}")


def stop(error: CannotSetUp, language: str, *, as_json: bool = False) -> None:
    """One clear sentence, and status 2."""
    words = error.words(language)
    if as_json:
        print(json.dumps({"made": False, "error": error.message, "why": words}, ensure_ascii=False))
    print(f"precinto: {words}", file=sys.stderr)
    raise typer.Exit(2)
