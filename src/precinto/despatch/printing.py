# SPDX-License-Identifier: EUPL-1.2
"""Forms of what leaves: the guide with its detachable receipt (24, 4), the two covers, the claim, and the book of the year (1).

Guide and covers are of the packing: they are made for the envelope that is being closed and travel with it. What is known only
afterwards, the seals, the number of the book and who takes it, is written on them by hand where they were printed before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.despatch.models import OUTGOING, Correspondent, Despatch
from precinto.despatch.procedures import CORRESPONDENT, DESPATCH
from precinto.despatch.queries import PACKED
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.of_documents import document_then
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.queries import visible
from precinto.documents.receiving.booklet import family_names, who_entered
from precinto.documents.receiving.models import Book
from precinto.documents.receiving.volumes import VOLUMES, YEARLY, Table, Volume
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes

CHUNK = 500


def _entered_by(key: int) -> Iterator[tuple[str, int]]:
    """A body is a place too: it came into being when it was entered."""
    for case in Correspondent.objects.filter(place=key).values_list("pk", flat=True):
        yield CORRESPONDENT.name, case


past.touches("custody.place", _entered_by, by=CORRESPONDENT.name)


def _find(step: str) -> Callable[[str, Subject], Found | None]:
    """A paper of the act by which a despatch took this step. It is one paper, whatever is done to the despatch later."""

    def find(target: str, who: Subject) -> Found | None:
        """By the number of its case. All its documents are seen, or nothing is there."""
        if not re.fullmatch("[0-9]{1,15}", target):
            return None
        row = Despatch.objects.select_related("correspondent", "channel", "envelope").filter(pk=int(target)).first()
        if row is None or not all(visible(line.copy.document, who) for line in _lines(row)):
            return None
        return Found(str(row.pk), row, [entry.act for entry in past.acts(DESPATCH.name, row.pk) if entry.step == step])

    return find


def _then(found: Found, paper: Paper) -> Despatch:
    then: Despatch = past.as_it_was(found.row, DESPATCH.name, paper.entry)
    return then


def _known(value: Any) -> Any:
    """What is not known yet is written by hand."""
    return value or blocks.INK


def _lines(row: Despatch) -> Any:
    found = row.lines.select_related("copy__document", "copy__thing").order_by("place")
    return found.prefetch_related("copy__document__scope")


def _envelope(row: Despatch) -> str:
    return codes.pretty(row.envelope.code) if row.envelope is not None else ""


def guide(found: Found, paper: Paper) -> dict[str, Any]:
    """What is in the envelope, for who opens it; below the cut, the receipt that comes back, with nothing classified on it."""
    row = _then(found, paper)
    lines = [(line, document_then(line.copy.document, paper.entry)) for line in _lines(row)]
    folios = sum(line.folios for line, _document in lines)
    outside = [
        (_("Despatch"), _known(row.full_number)),
        (_("Sent on"), _known(moment(row.sent_at))),
        (_("Envelope"), _envelope(row)),
        (_("Seals"), _known(row.seals)),
    ]
    return blocks.body(
        blocks.facts(
            [
                *outside,
                (_("To"), row.correspondent.name),
                (_("Address"), row.correspondent.address),
                (_("Channel"), row.channel.name),
                (_("Who takes it, or number of the consignment"), _known(row.carrier)),
            ]
        ),
        blocks.table(
            (_("Number"), _("Copy"), _("Level"), _("Copy n/N"), _("Folios")),
            [
                (
                    document.full_number,
                    codes.pretty(line.copy.thing.code),
                    schemes.loaded(document.scheme).level(document.level).short,
                    f"{line.copy.number}/{document.total}",
                    line.folios,
                )
                for line, document in lines
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
    row = _then(found, paper)
    return blocks.body(
        blocks.address(row.correspondent.name, row.correspondent.address),
        blocks.facts(
            [(_("From"), _office()), (_("Envelope"), _envelope(row)), (_("Despatch"), _known(row.full_number))],
            columns=1,
        ),
    )


def inner(found: Found, paper: Paper) -> dict[str, Any]:
    row = _then(found, paper)
    return blocks.body(
        blocks.address(row.correspondent.name, ""),
        blocks.sentence(_("To be opened by the confidentiality office only."), strong=True),
        blocks.facts(
            [
                (_("From"), _office()),
                (_("Envelope"), _envelope(row)),
                (_("Seals"), _known(row.seals)),
                (_("Despatch"), _known(row.full_number)),
            ]
        ),
        blocks.sentence(_("If you find this cover open, do not look inside: call the office that it comes from.")),
    )


def level_then(found: Found, paper: Paper) -> Label:
    """The highest of what is inside: it stands on the inner cover, and on nothing outside it."""
    return Label(schemes.own().id, _then(found, paper).rank)


def claim(found: Found, paper: Paper) -> dict[str, Any]:
    """The tracer: goes in clear, so it speaks of an envelope and never of what is in it. It is as the claim left the case."""
    claimed = past.entries(found.acts, paper.entry)[found.acts[-1]]
    row: Despatch = past.as_it_was(found.row, DESPATCH.name, claimed)
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


class Outgoing(Volume):
    """The book of what goes out: numbers and bodies, and nothing of what was inside."""

    procedure = DESPATCH.name
    corrects = ("receive", "receive_bundle", "claim", "lose", "come_back")

    def opening(self, book: Book, office: str) -> str:
        text = _("Book of what went out") + ". " + _("It is opened for what %(office)s sends in the year %(year)s.")
        return text % {"year": book.year, "office": office}

    def rows(self, book: Book) -> Any:
        return Despatch.objects.filter(year=book.year, number__gt=0).order_by("number")

    def label(self, book: Book, until: Entry | None) -> Label:
        own = schemes.own()
        return Label(own.id, min(level.rank for level in own.levels))

    def table(self) -> Table:
        head = (
            _("Number"),
            _("Sent on"),
            _("To"),
            _("Channel"),
            _("Envelope"),
            _("Copies"),
            _("Receipt"),
            _("Sent by"),
        )
        return Table(head, (3, 3, 4, 3, 3, 2, 3, 3), (5,))

    def lines(self, book: Book, until: Entry | None) -> Iterator[tuple[Any, ...]]:
        found = self.rows(book).select_related("correspondent", "channel", "envelope").prefetch_related("lines")
        last = 0
        while rows := list(found.filter(number__gt=last)[:CHUNK]):
            last = rows[-1].number
            by, later = who_entered(self.procedure, "send", [row.pk for row in rows], until)
            names = family_names(by.values(), until)
            for row in rows:
                if row.pk not in by:
                    continue
                then = past.as_it_was(row, self.procedure, until) if until is not None and row.pk in later else row
                received = day(then.received_on) or str(DESPATCH.stages[then.stage])
                yield (
                    row.full_number, moment(row.sent_at), row.correspondent.name, row.channel.name, _envelope(row),
                    len(row.lines.all()), received, names.get(by[row.pk], ""),
                )  # fmt: skip


VOLUMES[OUTGOING] = Outgoing()
YEARLY.append(OUTGOING)


def _packed(found: Found) -> bool:
    return found.row.stage in PACKED


def _claimed(found: Found) -> bool:
    return bool(found.acts)


_of_the_packing = _find("pack")
sheets.register(
    sheets.Form(
        "despatch-guide", "4.6", _of_the_packing, guide, ready=_packed, once=True,
        title=gettext_lazy("Despatch guide with detachable receipt"),
    )
)  # fmt: skip
sheets.register(
    sheets.Form(
        "outer-cover", "4.6", _of_the_packing, outer, ready=_packed, once=True, title=gettext_lazy("Outer cover")
    )
)
sheets.register(
    sheets.Form(
        "inner-cover",
        "4.6",
        _of_the_packing,
        inner,
        label_then=level_then,
        ready=_packed,
        once=True,
        title=gettext_lazy("Inner cover"),
    )
)
sheets.register(
    sheets.Form(
        "despatch-claim", "4.6", _find("claim"), claim, ready=_claimed, title=gettext_lazy("Claim of a receipt")
    )
)
