# SPDX-License-Identifier: EUPL-1.2
"""`precinto bundle`: what goes to other offices in a file, and what comes from them."""

from __future__ import annotations

import json
import sys
import uuid
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING

from precinto.cli.ending import Asked
from precinto.cli.office import officer, opened

if TYPE_CHECKING:
    from precinto.despatch.writing import Written


def key(out: Path | None) -> None:
    """The card of this office's keys, for other offices, and the fingerprint that is read aloud."""
    opened()
    from precinto.despatch import keys
    from precinto.records.errors import ConditionFailed

    row = keys.card()
    if row is None:
        raise ConditionFailed("no-card", clause="4.6")
    if out is not None:
        out.write_text(row.card, "utf-8")
    if Asked.as_json:
        print(json.dumps({"card": row.card, "fingerprint": row.fingerprint, "number": row.number}))
        return
    if out is None:
        print(row.card, end="")
    print(
        gettext("Fingerprint, to be read aloud: %s") % row.fingerprint, file=sys.stderr if out is None else sys.stdout
    )


def open_(file: Path, login: str | None, password_file: Path | None, token: str | None) -> None:
    opened()
    from precinto.despatch import bundle, exchange

    by = officer(login, password_file, token)
    with file.open("rb") as source:
        data = source.read(bundle.LARGEST + 1)
    act = exchange.bring(data, by=by, intent=str(uuid.uuid4()))
    told = {
        "procedure": act.procedure.name, "step": act.step, "case": act.case.pk, "stage": act.case.stage, "act": str(act.uuid),
    }  # fmt: skip
    if Asked.as_json:
        print(json.dumps(told))
    elif act.step == "open":
        print(gettext("Announced by another office: case %(case)s of %(procedure)s.") % told)
    else:
        print(gettext("The receipt closes the wait: case %(case)s of %(procedure)s.") % told)


def make(case: int, out: Path | None, login: str | None, password_file: Path | None, token: str | None) -> None:
    """The bundle of a despatch that was sent."""
    opened()
    from precinto.despatch import exchange

    by = officer(login, password_file, token)
    _write(exchange.send_off(case, by=by, intent=str(uuid.uuid4())), out)


def receipt(case: int, out: Path | None, login: str | None, password_file: Path | None, token: str | None) -> None:
    """The receipt for what came from another office."""
    opened()
    from precinto.despatch import exchange

    by = officer(login, password_file, token)
    _write(exchange.answer(case, by=by, intent=str(uuid.uuid4())), out)


def _write(made: Written, out: Path | None) -> None:
    file = out or Path(made.name)
    # A file that is there already is not ours to write over.
    with file.open("xb") as target:
        target.write(made.data)
    if Asked.as_json:
        print(json.dumps({"file": str(file), "bytes": len(made.data), "sha256": made.digest}))
    else:
        print(gettext("Written: %(file)s (%(bytes)d bytes)") % {"file": file, "bytes": len(made.data)})


def witnessed() -> None:
    """The newest checkpoint of our books that another office has cosigned, to be kept outside."""
    opened()
    from precinto.despatch.models import Shown
    from precinto.despatch.queries import witness_keys
    from precinto.records.errors import ConditionFailed

    row = Shown.objects.exclude(note="").select_related("correspondent").order_by("-size").first()
    if row is None:
        raise ConditionFailed("nobody-cosigned", clause="4.6")
    found = [str(one) for one in witness_keys(row.correspondent)]
    if Asked.as_json:
        print(json.dumps({"note": row.note, "size": row.size, "witness": row.correspondent.name, "vkeys": found}))
        return
    print(row.note, end="")
    print(gettext("Witness: %s. Its keys, for precinto-verify --witness:") % row.correspondent.name, file=sys.stderr)
    for one in found:
        print(one, file=sys.stderr)
