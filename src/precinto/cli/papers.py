# SPDX-License-Identifier: EUPL-1.2
"""`precinto print`: a form, numbered like every form, into a file."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext
from pathlib import Path

import typer

from precinto.cli.ending import Asked
from precinto.cli.office import officer, opened
from precinto.cli.printing import progress


def run(
    form: str,
    target: str,
    file: Path,
    login: str | None,
    password_file: Path | None,
    token: str | None = None,
    *,
    lang: str = "",
    paper: str = "",
    start: int = 0,
) -> None:
    opened()
    from precinto.custody import codes
    from precinto.documents.cases import actor_of
    from precinto.documents.printing import issuing, sheets
    from precinto.records.files import write_whole

    _one_of(lang, sheets.LANGUAGES, "--lang")
    _one_of(paper, sheets.PAPERS, "--paper")
    if not 0 <= start <= sheets.LABELS:
        raise typer.BadParameter(gettext("a sheet has %(last)d labels") % {"last": sheets.LABELS}, param_hint="--start")
    by = officer(login, password_file, token)
    case = issuing.issue(form, target, by=by).paper
    with progress(gettext("Reading what stands on it")) as advance:
        before = sheets.waiting.set(advance)
        try:
            made = sheets.pdf(case, actor_of(by).subject, lang=lang, start=start, size=paper)
        finally:
            sheets.waiting.reset(before)
    # It may be classified: nobody else on this machine reads it.
    write_whole(file, made, mode=0o600)
    number = codes.pretty(case.code)
    if Asked.as_json:
        import json

        print(json.dumps({"form": form, "number": number, "file": str(file), "bytes": len(made)}))
    else:
        print(gettext("%(number)s is in %(file)s.") % {"number": number, "file": file})


def _one_of(given: str, known: Sequence[str], option: str) -> None:
    """Said before anything is printed: a number is not spent on a slip of the pen."""
    if given and given not in known:
        raise typer.BadParameter(gettext("one of: %s") % ", ".join(known), param_hint=option)
