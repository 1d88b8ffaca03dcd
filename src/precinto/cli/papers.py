# SPDX-License-Identifier: EUPL-1.2
"""`precinto print`: a form, numbered like every form, into a file."""

from __future__ import annotations

from gettext import gettext
from pathlib import Path

from precinto.cli.ending import Asked
from precinto.cli.office import officer, opened
from precinto.cli.printing import progress


def run(
    form: str, target: str, file: Path, login: str | None, password_file: Path | None, token: str | None = None
) -> None:
    opened()
    from precinto.custody import codes
    from precinto.documents.cases import actor_of
    from precinto.documents.printing import issuing, sheets
    from precinto.records.files import write_whole

    by = officer(login, password_file, token)
    case = issuing.issue(form, target, by=by).paper
    with progress(gettext("Reading what stands on it")) as advance:
        before = sheets.waiting.set(advance)
        try:
            made = sheets.pdf(case, actor_of(by).subject)
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
