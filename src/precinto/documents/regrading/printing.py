# SPDX-License-Identifier: EUPL-1.2
"""The list of what is declassified or regraded, and the receipt of the new marks."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.documents.models import Copy, Document
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.of_documents import document_then
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.queries import visible
from precinto.documents.regrading import queries
from precinto.documents.regrading.models import Mark, Regrading
from precinto.labels.label import Label, join
from precinto.ledger.models import Entry

STEPS_OF_THE_LIST = ("order", "list_terms", "list_more", "propose", "confirm", "apply")


def find_list(target: str, who: Subject) -> Found | None:
    """By its key. Whoever may not see every document of it finds nothing."""
    case = Regrading.objects.filter(pk=int(target)).first() if re.fullmatch("[0-9]{1,15}", target) else None
    if case is None:
        return None
    lines = list(case.lines.select_related("document").prefetch_related("document__scope").order_by("pk"))
    if not lines or not all(visible(line.document, who) for line in lines):
        return None
    acts = [e.act for e in past.acts(queries.NAME, case.pk) if e.step in STEPS_OF_THE_LIST]
    return Found(str(case.pk), (case, [line.document for line in lines]), acts)


def find_marks(target: str, who: Subject) -> Found | None:
    here = find_list(target, who)
    if here is None:
        return None
    case, documents = here.row
    acts = [e.act for e in past.acts(queries.NAME, case.pk) if e.step in ("remark", "excuse")]
    return Found(here.target, (case, documents), acts)


def _case(found: Found) -> Regrading:
    case: Regrading = found.row[0]
    return case


def _any_marked(found: Found) -> bool:
    return Mark.objects.filter(line__regrading=_case(found)).exists()


def _lines(found: Found, paper: Paper, table: str) -> list[dict[str, Any]]:
    rows = past.rows_then(f"regrading.{table}", [(queries.NAME, _case(found).pk)], paper.entry)
    return [{"pk": key, **row} for key, row in sorted(rows.items())]


def _new(case: Regrading, document: Document) -> Label:
    return Label(document.scheme, case.rank, case.comp, case.rel)


def _old(row: dict[str, Any], document: Document, paper: Paper) -> Label:
    if row["was_rank"] is None:
        return document_then(document, paper.entry).label
    return Label(document.scheme, row["was_rank"], row["was_comp"], row["was_rel"])


def label_then(found: Found, paper: Paper) -> Label:
    """The paper tells what the documents were: it is as high as the highest of them, before or after."""
    case, documents = found.row
    by_key = {document.pk: document for document in documents}
    label: Label | None = None
    for row in _lines(found, paper, "line"):
        document = by_key[row["document_id"]]
        for one in (_old(row, document, paper), _new(case, document)):
            if label is None or one.scheme == label.scheme:
                label = one if label is None else join(label, one)
    return label or Label(case.scheme, 0)


def _did(found: Found, paper: Paper, *steps: str) -> tuple[str, Entry | None]:
    entries = [e for e in past.acts(queries.NAME, _case(found).pk, paper.entry) if e.step in steps]
    if not entries:
        return "", None
    people = sheets.names([entries[-1].person, entries[-1].giver])
    return sheets.who_did(entries[-1], people, paper.lang), entries[-1]


def _facts(found: Found, paper: Paper) -> blocks.Block:
    case = past.as_it_was(_case(found), queries.NAME, paper.entry)
    confirmed = _did(found, paper, "confirm")[1]
    return blocks.facts(
        [
            (_("Change of classification"), case.name),
            (_("Who decided"), case.get_whose_display()),
            (_("Body that decided"), case.body),
            (_("Reference of the order"), case.reference),
            (_("Date of the order"), day(case.dated)),
            (_("Whose term runs out by"), day(case.until)),
            (_("Reason"), case.reason),
            (_("Confirmed"), moment(confirmed.at) if confirmed else ""),
        ]
    )


def list_(found: Found, paper: Paper) -> dict[str, Any]:
    case, documents = found.row
    by_key = {document.pk: document for document in documents}
    rows = []
    for row in _lines(found, paper, "line"):
        if row["state"] == "left_out":
            continue
        document = document_then(by_key[row["document_id"]], paper.entry)
        rows.append(
            (
                document.full_number,
                document.title,
                sheets.level(_old(row, document, paper), paper.lang)["word"],
                sheets.level(_new(case, document), paper.lang)["word"],
                day(document.declassify_on),
                document.total,
            )
        )
    head = [_("Number"), _("Subject"), _("Level until now"), _("New level"), _("Term"), _("Copies")]
    return blocks.body(
        _facts(found, paper),
        blocks.heading(_("Documents")),
        blocks.table(head, rows, widths=[5, 10, 7, 7, 5, 4], right=[5]),
        blocks.sentence(_("Copies keep their old mark until the new one is put on, each against a receipt.")),
        blocks.signatures(
            (_("Head of the service"), _did(found, paper, "order", "propose", "list_terms")[0]),
            (_("Leader"), _did(found, paper, "confirm")[0]),
        ),
    )


def marks(found: Found, paper: Paper) -> dict[str, Any]:
    """One line for each copy marked: who signed for it."""
    case, documents = found.row
    by_key = {document.pk: document for document in documents}
    lines = {row["pk"]: row for row in _lines(found, paper, "line")}
    done = _lines(found, paper, "mark")
    copies = Copy.objects.select_related("thing").in_bulk([row["copy_id"] for row in done])
    names = sheets.names([row["holder_id"] for row in done])
    people = {row["pk"]: row for row in done}
    receipts = {m.pk: m.receipt for m in Mark.objects.filter(pk__in=people)}
    rows = []
    for row in done:
        copy, document = copies[row["copy_id"]], by_key[lines[row["line_id"]]["document_id"]]
        rows.append(
            (
                document.full_number,
                f"{copy.number}/{lines[row['line_id']]['last_copy']}",
                codes.pretty(copy.thing.code),
                sheets.level(_old(lines[row["line_id"]], document, paper), paper.lang)["word"],
                sheets.level(_new(case, document), paper.lang)["word"],
                names.get(row["holder_id"]) or receipts.get(row["pk"]) or _("The office"),
                blocks.INK,
            )
        )
    head = [_("Number"), _("Copy"), _("Code"), _("Old mark"), _("New mark"), _("Signed for by"), _("Signature")]
    return blocks.body(
        _facts(found, paper),
        blocks.heading(_("Copies marked anew")),
        blocks.table(head, rows, widths=[5, 4, 7, 6, 6, 6, 6]),
        blocks.signatures((_("Clerk"), _did(found, paper, "remark")[0])),
    )


sheets.register(
    sheets.Form(
        "regraded",
        "1.5",
        find_list,
        list_,
        label_then=label_then,
        title=gettext_lazy("List of regraded and declassified documents"),
    )
)
sheets.register(
    sheets.Form(
        "remarked",
        "1.5",
        find_marks,
        marks,
        label_then=label_then,
        ready=_any_marked,
        title=gettext_lazy("Receipt of new marks"),
    )
)
