# SPDX-License-Identifier: EUPL-1.2
"""`precinto verify`, `ledger` and `doctor`: the books themselves, for whoever has the machine. No account is asked for."""

from __future__ import annotations

import json
import stat
import sys
from gettext import gettext
from pathlib import Path
from typing import Any

import typer

from precinto.cli.ending import Asked
from precinto.cli.office import opened
from precinto.cli.printing import progress
from precinto.cli.texts import language


def verify(checkpoint: str | None) -> int:
    """Recompute everything. 1 when something is broken, and each break is named."""
    retained = _note(checkpoint) if checkpoint else None
    opened()
    from precinto.ledger.verify import verify

    with progress(gettext("Checking the books")) as advance:
        report = verify(retained, advance)
    lang = language()
    if Asked.as_json:
        told: dict[str, Any] = {
            "sound": report.sound,
            "origin": report.origin,
            "size": report.size,
            "root": report.root.hex(),
            "findings": [
                {"what": f.what, "where": f.where, "index": f.index, "words": f.words(lang)} for f in report.findings
            ],
            "checked": [one.words(lang) for one in report.checked],
            "not_checked": [one.words(lang) for one in report.unchecked],
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0 if report.sound else 1
    for one in report.checked:
        print(f"  {one.words(lang)}")
    for one in report.unchecked:
        print(f"  {gettext('Not checked')}: {one.words(lang)}")
    for finding in report.findings:
        print(f"! {finding.words(lang)}")
    print(gettext("The books are sound.") if report.sound else gettext("The books are BROKEN: see the lines marked !"))
    return 0 if report.sound else 1


def _note(given: str) -> str:
    """A checkpoint: the name of its file, or its text. On a command line its line ends may come as two characters."""
    if "\n" in given or "\\n" in given:
        return given.replace("\\n", "\n")
    return sys.stdin.read() if given == "-" else Path(given).read_text("utf-8")


def export(folder: Path) -> None:
    opened()
    from precinto.cli import words as words  # what only this door refuses
    from precinto.ledger.export import export

    with progress(gettext("Writing the export")) as advance:
        size = export(folder, advance)
    if Asked.as_json:
        print(json.dumps({"folder": str(folder), "size": size}))
    else:
        said = gettext("%(size)d entries are in %(folder)s. Check them elsewhere: precinto-verify %(folder)s")
        print(said % {"size": size, "folder": folder})


def checkpoint(qr: str | None) -> None:
    """The signed note of the books as they stand, to be kept outside."""
    opened()
    from precinto.ledger import checkpoint

    row = checkpoint.current()
    if Asked.as_json:
        print(json.dumps({"note": row.note, "size": row.size, "fingerprint": checkpoint.fingerprint()}))
    else:
        print(row.note, end="" if row.note.endswith("\n") else "\n")
    if qr is None:
        return
    import segno

    code = segno.make(row.note, error="m", micro=False)
    if qr == "-":
        code.terminal(out=sys.stderr if Asked.as_json else sys.stdout, compact=True)
    else:
        code.save(qr, kind="svg", scale=4)


def receipt(act: str, out: Path | None) -> None:
    """Proof that an act stands in the books."""
    import uuid

    try:
        wanted = uuid.UUID(act)
    except ValueError as error:
        raise typer.BadParameter(gettext("this is not the identifier of an act"), param_hint="ACT") from error
    opened()
    from precinto.ledger import receipts
    from precinto.ledger.models import Entry
    from precinto.records.errors import NotFound

    entry = Entry.objects.filter(act=wanted).first()
    if entry is None:
        raise NotFound("not-found", clause="1.2")
    text = receipts.receipt(entry)
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, "utf-8")


def doctor() -> int:
    """Whether this installation is as it should be. 1 when something is not."""
    opened()
    from django.conf import settings
    from django.db import connection

    from precinto.config.home import KEYS, SettingsError
    from precinto.ledger.append import last_time
    from precinto.records import guard
    from precinto.records.clock import now

    found: list[tuple[bool, str]] = []
    for name in KEYS:
        file = settings.HOME.path / "keys" / f"{name}.key"
        try:
            settings.HOME.key(name)
        except SettingsError as error:
            found.append((False, str(error)))
            continue
        alone = not stat.S_IMODE(file.stat().st_mode) & 0o077
        words = gettext("the key %(name)s is there") if alone else gettext("others can read the key %(name)s")
        found.append((alone, words % {"name": name}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        found.append((True, gettext("the database answers (%(kind)s)") % {"kind": connection.display_name}))
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            full = cursor.fetchone()[0] >= 2
            found.append((full, gettext("acts reach the disk before they are confirmed (synchronous=FULL)")))
        else:
            cursor.execute("SHOW synchronous_commit")
            on = cursor.fetchone()[0] != "off"
            found.append((on, gettext("acts reach the disk before they are confirmed (synchronous_commit)")))
    missing = guard.missing()
    found.append(
        (
            not missing,
            gettext("the guard of the books is missing on: %(tables)s") % {"tables": ", ".join(map(str, missing))}
            if missing
            else gettext("the guard of the books is in place"),
        )
    )
    last = last_time()
    ahead = last is not None and last > now()
    words = gettext("the clock is behind the last entry") if ahead else gettext("the clock is not behind the books")
    found.append((not ahead, words))
    well = all(good for good, _words in found)
    if Asked.as_json:
        checks = [{"good": good, "words": words} for good, words in found]
        print(json.dumps({"good": well, "checks": checks}, ensure_ascii=False))
    else:
        for good, words in found:
            print(f"{'  ' if good else '! '}{words}")
    return 0 if well else 1
