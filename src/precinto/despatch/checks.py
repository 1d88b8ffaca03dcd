# SPDX-License-Identifier: EUPL-1.2
"""What other offices have signed under our checkpoints, against our books: for the verification of the whole."""

from __future__ import annotations

from precinto.despatch.models import Shown
from precinto.ledger import tree, witness
from precinto.ledger.verify import EXTRA
from precinto.records.errors import Broken
from precinto_verify import note
from precinto_verify.findings import WORDS, Report
from precinto_verify.tiles import TileError

WORDS |= {
    "house-cosigned": (
        "the books do not continue the checkpoint of {size} acts that {witness} cosigned",
        "el libro no continúa el punto de control de {size} actos que {witness} refrendó",
    ),
    "house-cosigned-checked": (
        "the books continue {count} checkpoints that other offices cosigned",
        "el libro continúa {count} puntos de control refrendados por otras oficinas",
    ),
}


def cosigned(report: Report) -> None:
    """A checkpoint that another office holds is one that a rewritten book cannot satisfy."""
    count, size = 0, tree.size()
    for row in Shown.objects.exclude(note="").select_related("correspondent").order_by("pk"):
        where = f"despatch.shown/{row.pk}"
        count += 1
        try:
            head = note.Checkpoint.parse(note.Note.parse(row.note).text)
            same = head.size <= size and witness.root(head.size) == head.root
        except (note.NoteError, Broken, TileError):
            same = False
        if not same:
            report.broke("house-cosigned", where, size=row.size, witness=row.correspondent.name)
    if count:
        report.did("house-cosigned-checked", count=count)


EXTRA.append(cosigned)
