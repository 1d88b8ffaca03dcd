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
    from precinto.documents.cases import actor_of, take
    from precinto.documents.printing import sheets
    from precinto.ledger import tree
    from precinto.ledger.append import new_act
    from precinto.office.models import PrintedForm
    from precinto.office.procedures import FORM
    from precinto.records.files import write_whole

    by = officer(login, password_file, token)
    # As on the page: the same paper once more is a duplicate.
    known = sheets.known(form, target, actor_of(by))
    if known is not None:
        act = take(FORM, "print_again", known.pk, by=by, facts={}, intent=str(new_act()))
    else:
        act = take(FORM, "print", None, by=by, facts={"form": form, "target": target}, intent=str(new_act()))
    tree.integrate()
    case = PrintedForm.objects.get(pk=act.case.pk)
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
