# SPDX-License-Identifier: EUPL-1.2
"""Forms of the office itself: the sheet of the day with the signed checkpoint, and the badge of a person."""

from __future__ import annotations

import re
from typing import Any

from precinto.access.decide import Subject
from precinto.access.models import Person
from precinto.custody import codes
from precinto.documents.printing import past, render
from precinto.documents.printing.sheets import Form, Found, Paper, moment, register
from precinto.ledger import checkpoint as signed
from precinto.ledger.models import Checkpoint
from precinto_verify import note

LONGEST_QR = 1000  # bytes of a note that a code of 66 mm holds so that a telephone or a scanner reads it


def find_checkpoint(target: str, who: Subject) -> Found | None:
    """A checkpoint by its size. One that was never signed is not there."""
    if not re.fullmatch("[0-9]{1,15}", target):
        return None
    row = Checkpoint.objects.filter(size=int(target)).first()
    return Found(str(row.size), row) if row is not None else None


def checkpoint(found: Found, paper: Paper) -> dict[str, Any]:
    row: Checkpoint = found.row
    parsed = note.Note.parse(row.note)
    head = note.Checkpoint.parse(parsed.text)
    carried = row.note if len(row.note.encode()) <= LONGEST_QR else parsed.text
    return {
        "origin": render.Exact(head.origin),
        "size": str(head.size),
        "root": render.Exact(bytes(head.root).hex()),
        "signed_at": moment(row.signed_at),
        "fingerprint": render.Exact(_in_groups(signed.fingerprint())),
        "note": render.Exact(row.note.rstrip("\n")),
        "qr": render.qr(carried, error="m"),
    }


def _in_groups(fingerprint: str) -> str:
    """Two lines of eight groups of four: as it is read aloud and compared."""
    groups = re.findall(".{1,4}", fingerprint.replace(" ", ""))
    return "\n".join(" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))


def find_badge(target: str, who: Subject) -> Found | None:
    code = codes.parse(target)
    person = Person.objects.select_related("unit").filter(code=code.text).first() if code else None
    if person is None:
        return None
    return Found(person.code, person, [entry.act for entry in past.acts("personnel.person", person.pk)])


def badge(found: Found, paper: Paper) -> dict[str, Any]:
    person = paper.then.person(found.row)
    return {
        "name": person.name,
        "unit": str(person.unit or ""),
        "code": codes.pretty(person.code),
        "qr": render.qr(person.code),
        "bars": render.code128(person.code),
    }


def _here(found: Found) -> bool:
    return bool(found.row.stage == "active")


register(Form("checkpoint", "1.1", find_checkpoint, checkpoint))
register(Form("badge", "4.1", find_badge, badge, ready=_here, sealed=False))
