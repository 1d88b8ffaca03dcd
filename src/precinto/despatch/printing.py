# SPDX-License-Identifier: EUPL-1.2
"""Forms of what leaves: the guide with its detachable receipt (24, 4), the two covers, the claim, and the book of the year (1)."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.despatch.models import Despatch
from precinto.despatch.procedures import DESPATCH
from precinto.documents.printing import blocks, past, render, sheets
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.queries import visible
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.records.clock import today


def find(target: str, who: Subject) -> Found | None:
    """A despatch by the number of its case. All its documents are seen, or nothing is there."""
    if not re.fullmatch("[0-9]{1,15}", target):
        return None
    row = Despatch.objects.select_related("correspondent", "channel", "envelope").filter(pk=int(target)).first()
    if row is None or not all(visible(line.copy.document, who) for line in _lines(row)):
        return None
    return Found(str(row.pk), row, [entry.act for entry in past.acts(DESPATCH.name, row.pk)])


def _lines(row: Despatch) -> Any:
    found = row.lines.select_related("copy__document", "copy__thing").order_by("place")
    return found.prefetch_related("copy__document__scope")


def _envelope(row: Despatch) -> str:
    return codes.pretty(row.envelope.code) if row.envelope is not None else ""


def guide(found: Found, paper: Paper) -> dict[str, Any]:
    """What is in the envelope, for who opens it; below the cut, the receipt that comes back, with nothing classified on it."""
    row: Despatch = found.row
    lines = list(_lines(row))
    folios = sum(line.folios for line in lines)
    outside = [
        (_("Despatch"), row.full_number),
        (_("Sent on"), moment(row.sent_at)),
        (_("Envelope"), _envelope(row)),
        (_("Seals"), row.seals),
    ]
    return blocks.body(
        blocks.facts(
            [
                *outside,
                (_("To"), row.correspondent.name),
                (_("Address"), row.correspondent.address),
                (_("Channel"), row.channel.name),
                (_("Who takes it, or number of the consignment"), row.carrier),
            ]
        ),
        blocks.table(
            (_("Number"), _("Copy"), _("Level"), _("Copy n/N"), _("Folios")),
            [
                (
                    line.copy.document.full_number,
                    codes.pretty(line.copy.thing.code),
                    schemes.loaded(line.copy.document.scheme).level(line.copy.document.level).short,
                    f"{line.copy.number}/{line.copy.document.total}",
                    line.folios,
                )
                for line in lines
            ],
            widths=(3, 4, 2, 2, 1),
            right=(4,),
        ),
        blocks.sentence(
            _(
                "Count what is inside before you sign. What does not agree is written on the receipt, and the receipt goes back."
            )
        ),
        blocks.cut(_("cut here: this part comes back, signed, within the term"), _("Receipt")),
        blocks.facts(
            [
                *outside,
                (_("Copies"), len(lines)),
                (_("Folios in all"), folios),
                (_("Covers and seals intact"), blocks.INK),
                (_("Received on"), blocks.INK),
            ]
        ),
        blocks.facts([(_("What does not agree"), blocks.INK)], columns=1),
        blocks.signatures((_("Receives"), ""), (_("Seal of the office that receives"), "")),
        blocks.sentence(_("It comes back to: %(office)s") % {"office": _office()}),
    )


def _office() -> str:
    office = schemes.office()
    return office.name if office is not None else ""


def outer(found: Found, paper: Paper) -> dict[str, Any]:
    """What may stand on the outside: to whom, from whom, which number. No level, no subject, no number of a document."""
    row: Despatch = found.row
    return blocks.body(
        blocks.address(row.correspondent.name, row.correspondent.address),
        blocks.facts(
            [(_("From"), _office()), (_("Envelope"), _envelope(row)), (_("Despatch"), row.full_number)], columns=1
        ),
    )


def inner(found: Found, paper: Paper) -> dict[str, Any]:
    row: Despatch = found.row
    return blocks.body(
        blocks.address(row.correspondent.name, ""),
        blocks.sentence(_("To be opened by the confidentiality office only."), strong=True),
        blocks.facts(
            [
                (_("From"), _office()),
                (_("Envelope"), _envelope(row)),
                (_("Seals"), row.seals),
                (_("Despatch"), row.full_number),
            ]
        ),
        blocks.sentence(_("If you find this cover open, do not look inside: call the office that it comes from.")),
    )


def level_of(found: Found) -> Label:
    """The highest of what is inside: it stands on the inner cover, and on nothing outside it."""
    row: Despatch = found.row
    return Label(schemes.own().id, row.rank)


def claim(found: Found, paper: Paper) -> dict[str, Any]:
    """The tracer: goes in clear, so it speaks of an envelope and never of what is in it."""
    row: Despatch = found.row
    return blocks.body(
        blocks.sentence(
            _(
                "On the day below this office sent you the envelope that is described here. Its receipt has not come back."
            )
        ),
        blocks.facts(
            [
                (_("To"), row.correspondent.name),
                (_("Address"), row.correspondent.address),
                (_("Despatch"), row.full_number),
                (_("Sent on"), moment(row.sent_at)),
                (_("Channel"), row.channel.name),
                (_("Who takes it, or number of the consignment"), row.carrier),
                (_("Envelope"), _envelope(row)),
                (_("Seals"), row.seals),
            ]
        ),
        blocks.sentence(
            _("Please look for it, answer before %(day)s, and return its receipt. Without an answer it is an incident.")
            % {"day": day(row.due.date()) if row.due is not None else "—"},
            strong=True,
        ),
        blocks.signatures((_("For the office that sent it"), "")),
        blocks.cut(_("answer: this part comes back"), _("Answer to a claim")),
        blocks.facts(
            [
                (_("Despatch"), row.full_number),
                (_("It was received on"), blocks.INK),
                (_("It was not received"), "☐"),
                (_("What was found out"), blocks.INK),
            ]
        ),
        blocks.signatures((_("For the office that answers"), "")),
    )


def find_year(target: str, who: Subject) -> Found | None:
    """The book of what went out in a year. It has numbers and bodies, and nothing of what was inside."""
    if not re.fullmatch("(19|20)[0-9]{2}", target) or not 1970 <= int(target) <= today().year:
        return None
    rows = Despatch.objects.filter(year=int(target), number__gt=0).select_related(
        "correspondent", "channel", "envelope"
    )
    found = list(rows.order_by("number").prefetch_related("lines"))
    acts = Entry.objects.filter(procedure=DESPATCH.name, case__in=[row.pk for row in found], kind="act").order_by("pk")
    return Found(target, found, list(acts.values_list("act", flat=True)))


def book(found: Found, paper: Paper) -> dict[str, Any]:
    """As it stood when it was printed: opening entry, every despatch in order, and the closing entry once the year is over."""
    rows = _sent_then(found.row, paper)
    over = timezone.localdate(paper.entry.at).year > int(found.target)
    open_: list[blocks.Block | None] = [*_opening(found.target), blocks.page(), _listed(rows)]
    if not over:
        return blocks.body(*open_, blocks.sentence(_("The book is open: it goes on."), strong=True))
    open_.append(blocks.page())
    measured = blocks.body(*open_, *_closing(rows, 0))
    folios = render.pages("blocks", sheets.unnumbered(measured, lang=paper.lang))
    return blocks.body(*open_, *_closing(rows, folios))


def _sent_then(rows: list[Despatch], paper: Paper) -> list[Despatch]:
    acts = Entry.objects.filter(procedure=DESPATCH.name, case__in=[row.pk for row in rows], kind="act")
    known = set(acts.filter(pk__lte=paper.entry.pk).values_list("case", flat=True))
    changed = set(acts.filter(pk__gt=paper.entry.pk).values_list("case", flat=True))
    there = [row for row in rows if row.pk in known]
    then = [past.as_it_was(row, DESPATCH.name, paper.entry) if row.pk in changed else row for row in there]
    return [row for row in then if row.number]


def _opening(year: str) -> list[blocks.Block]:
    words = _("This book is opened for what leaves %(office)s in the year %(year)s.")
    return [
        blocks.heading(_("Opening entry")),
        blocks.sentence(words % {"office": _office(), "year": year}),
        _signed(),
    ]


def _closing(rows: list[Despatch], folios: int) -> list[blocks.Block]:
    words = _(
        "This book is closed with %(entries)s entries, the last of them %(last)s, on %(folios)s folios with this one."
    )
    last = rows[-1].full_number if rows else "—"
    return [
        blocks.heading(_("Closing entry")),
        blocks.sentence(words % {"entries": len(rows), "last": last, "folios": folios}),
        _signed(),
    ]


def _signed() -> blocks.Block:
    return blocks.signatures((_("Registry clerk"), ""), (_("Head of the confidentiality service"), ""))


def _listed(rows: list[Despatch]) -> blocks.Block:
    return blocks.table(
        (_("Number"), _("Sent on"), _("To"), _("Channel"), _("Envelope"), _("Copies"), _("Receipt")),
        [
            (
                row.full_number,
                moment(row.sent_at),
                row.correspondent.name,
                row.channel.name,
                _envelope(row),
                len(row.lines.all()),
                day(row.received_on) or str(DESPATCH.stages[row.stage]),
            )
            for row in rows
        ],
        widths=(3, 3, 4, 3, 3, 2, 3),
        right=(5,),
    )


def _packed(found: Found) -> bool:
    return found.row.envelope_id is not None


def _sent(found: Found) -> bool:
    return bool(found.row.number)


def _claimed(found: Found) -> bool:
    return str(found.row.stage) == "claimed"


sheets.register(
    sheets.Form(
        "despatch-guide", "4.6", find, guide, ready=_sent, title=gettext_lazy("Despatch guide with detachable receipt")
    )
)
sheets.register(sheets.Form("outer-cover", "4.6", find, outer, ready=_packed, title=gettext_lazy("Outer cover")))
sheets.register(
    sheets.Form("inner-cover", "4.6", find, inner, label=level_of, ready=_packed, title=gettext_lazy("Inner cover"))
)
sheets.register(
    sheets.Form("despatch-claim", "4.6", find, claim, ready=_claimed, title=gettext_lazy("Claim of a receipt"))
)
sheets.register(sheets.Form("despatch-book", "4.6", find_year, book, title=gettext_lazy("Book of what went out")))
