# SPDX-License-Identifier: EUPL-1.2
"""The options that several commands share."""

from __future__ import annotations

from gettext import gettext
from pathlib import Path
from typing import Annotated

import typer

from precinto.cli.ending import Asked


def _asked(value: bool) -> bool:
    Asked.as_json = value
    return value


As = Annotated[str | None, typer.Option("--as", metavar=gettext("ACCOUNT"), help=gettext("Who acts."))]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar=gettext("FILE"), help=gettext("Read the password from here; “-” is standard input.")
    ),
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token", envvar="PRECINTO_TOKEN", show_envvar=True, help=gettext("A key of the API instead of a password.")
    ),
]
Json = Annotated[bool, typer.Option("--json", callback=_asked, help=gettext("Answer in JSON."))]
Before = Annotated[int | None, typer.Option("--before", min=1, help=gettext("Only what is older than this number."))]
