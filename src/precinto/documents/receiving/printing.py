# SPDX-License-Identifier: EUPL-1.2
"""Forms 1 and 4: the register's book, and the receipts that go back to the sender with nothing classified on them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.receiving import booklet
from precinto.documents.receiving.models import Arrival
from precinto.documents.receiving.parcels import enclosed
from precinto.ledger.models import Entry

ARRIVE = "documents.arrive"


def find_arrival(target: str, who: Subject) -> Found | None:
    arrival = Arrival.objects.select_related("thing").filter(name=" ".join(target.upper().split())).first()
    return Found(arrival.name, arrival, [e.act for e in past.acts(ARRIVE, arrival.pk)]) if arrival is not None else None


def came(found: Found) -> bool:
    return found.row.thing_id is not None


def counted(found: Found) -> bool:
    return found.row.stage in ("opened", "differs", "registered", "closed")


def cover(found: Found, paper: Paper) -> dict[str, Any]:
    """For whoever brought it: an envelope, closed, and how it looked."""
    arrival = past.as_it_was(found.row, ARRIVE, paper.entry)
    return blocks.body(
        blocks.sentence(_("Received from the bearer: one sealed double envelope, unopened.")),
        blocks.facts([*_whence(arrival), *_outside(arrival)]),
        blocks.signatures(
            (_("Received by"), _who(found, paper, "receive", "arrive")), (_("Delivered by"), arrival.brought_by)
        ),
    )


def receipt(found: Found, paper: Paper) -> dict[str, Any]:
    """For the sender: what came, counted, with the numbers of the register. No level, no subject."""
    arrival = past.as_it_was(found.row, ARRIVE, paper.entry)
    numbers = ", ".join(
        document.full_number for document in enclosed(found.row) if document.received_at <= paper.entry.at
    )
    listed = arrival.listed if arrival.listed is not None else ""
    return blocks.body(
        blocks.sentence(_("The papers that came under your reference have been received, opened and counted.")),
        blocks.facts(
            [
                *_whence(arrival),
                *_outside(arrival),
                (_("Inner envelope intact"), _said(arrival.inner_intact)),
                (_("Folios on your list"), listed),
                (_("Folios counted"), arrival.folios),
                (_("Numbers in our register"), numbers),
            ]
        ),
        blocks.facts([(_("Remarks"), "\n".join(t for t in (arrival.account, arrival.conclusion) if t))], columns=1),
        blocks.signatures((_("Received by"), _who(found, paper, "receive", "arrive")), (_("Opened by"), _who(found, paper, "open"))),
        blocks.cut(_("Cut here. The part below stays with the office."), _("Stub of a receipt")),
        blocks.facts(
            [(_("Receipt of"), arrival.name), (_("Sender"), arrival.sender), (_("Sender's reference"), arrival.reference),
             (_("Form"), codes.pretty(paper.case.code))]
        ),
    )  # fmt: skip


def _whence(arrival: Arrival) -> list[tuple[str, Any]]:
    return [
        (_("Our number"), arrival.name),
        (_("Code"), codes.pretty(arrival.thing.code) if arrival.thing else ""),
        (_("Sender"), arrival.sender),
        (_("Sender's reference"), arrival.reference),
        (_("Received"), moment(arrival.received_at)),
        (_("How it came"), arrival.get_channel_display()),
        (_("Brought by"), arrival.brought_by),
        (_("Expected on"), day(arrival.expected)),
    ]


def _outside(arrival: Arrival) -> list[tuple[str, Any]]:
    return [(_("Outer cover intact"), _said(arrival.outer_intact)), (_("Seals"), arrival.seals)]


def _said(value: bool | None) -> str:
    return "" if value is None else str(_("Yes") if value else _("No"))


def _who(found: Found, paper: Paper, *steps: str) -> str:
    entry: Entry | None = next(
        (entry for entry in past.acts(ARRIVE, found.row.pk, paper.entry) if entry.step in steps), None
    )
    return sheets.who_did(entry, paper.then.names([entry.person, entry.giver]), paper.lang) if entry is not None else ""


sheets.register(
    sheets.Form(
        "cover-receipt", "1.1", find_arrival, cover, ready=came, title=gettext_lazy("Receipt of a double envelope")
    )
)
sheets.register(
    sheets.Form("arrival-receipt", "1.1", find_arrival, receipt, ready=counted, title=gettext_lazy("Receipt"))
)
sheets.register(
    sheets.Form(
        "book", "1.1", booklet.find_book, booklet.content, label_then=booklet.label_then, ready=booklet.ready, once=True,
        title=gettext_lazy("Register book"),
    )
)  # fmt: skip
