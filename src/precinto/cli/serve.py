# SPDX-License-Identifier: EUPL-1.2
"""`precinto serve`: the office opens its doors. One worker: pages, API, and the sequencer where there is one."""

from __future__ import annotations

import errno
import os
import socket
import sys
from gettext import gettext
from pathlib import Path
from typing import Annotated

import typer

from precinto.cli.setup import database_of, stop, tell
from precinto.config.home import Home, Settings, SettingsError
from precinto.setup.installation import make
from precinto.setup.words import CannotSetUp, say


def serve(
    home: Annotated[
        Path | None, typer.Option("--home", help=gettext("Folder of the installation. Else PRECINTO_HOME."))
    ] = None,
    setup: Annotated[
        bool, typer.Option("--setup", help=gettext("Make the installation first when there is none."))
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help=gettext("When it is made now: a demonstration office."))] = False,
    host: Annotated[str | None, typer.Option("--host", help=gettext("Address to listen on."))] = None,
    port: Annotated[int | None, typer.Option("--port", help=gettext("Port to listen on."))] = None,
) -> None:
    """Open the office."""
    where = Home((home or Home.from_environment().path).absolute())
    os.umask(0o077)
    language = "es"
    try:
        if where.made:
            language = _settings(where).language
        elif not setup:
            raise CannotSetUp("not-there", home=where.path)
        # Before anything is made or read: a second start is the usual reason for a port that is taken.
        address = (host or _settings(where).host, _settings(where).port if port is None else port)
        _free(*address)
        if not where.made:
            print(say("making", language, home=where.path), flush=True)
            tell(make(where.path, database=database_of(None), demo=demo), language)
        _open(where, *address, language)
    except CannotSetUp as error:
        stop(error, language)


def _settings(home: Home) -> Settings:
    try:
        return home.read()
    except SettingsError as error:
        raise CannotSetUp("settings", why=error) from error


def _free(host: str, port: int) -> None:
    """Raises `CannotSetUp` unless a server may listen here. The server's own socket is shared, so it would not notice."""
    if not 0 < port < 65_536:
        raise CannotSetUp("bad-address", host=host, port=port, why="1-65535")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise CannotSetUp(
            "port-taken" if taken else "bad-address", host=host, port=port, why=error.strerror or error
        ) from error


def _open(home: Home, host: str, port: int, language: str) -> None:
    os.environ["PRECINTO_HOME"] = str(home.path)
    os.environ["PRECINTO_HOST"] = host
    os.environ["DJANGO_SETTINGS_MODULE"] = "precinto.config.settings"
    try:
        import django

        django.setup()
    except SettingsError as error:
        raise CannotSetUp("settings", why=error) from error
    from django.db import connections

    from precinto.setup import connected, first_run
    from precinto.setup.starting import get_ready

    founded = get_ready()
    device = connected.default_route() if _settings(home).warn_connected else None
    if device is not None:
        print(say("connected", language, device=device, file=connected.note(home.path, device)), file=sys.stderr)
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    link = "" if founded else url + first_run.PATH.format(token=first_run.first_run_token(home.path))

    words = [say("serving", language, url=f"{url}/")]
    if link:
        words.append(say("first-run", language, url=link))
    words.append(say("stop-it", language))
    connections.close_all()
    os.environ |= {
        "PRECINTO_SERVING": "1",
        "PRECINTO_WORDS": "\n".join(words),
        "PRECINTO_LAST_WORDS": say("closed", language),
    }
    # What was read to get ready is not needed to watch over the worker: a fresh process holds a third of the memory.
    arguments = [host, str(port), str(max(1, _settings(home).threads))]
    os.execv(sys.executable, [sys.executable, "-m", "precinto.cli.watch", *arguments])  # noqa: S606  no shell is the point
