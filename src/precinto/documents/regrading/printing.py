# SPDX-License-Identifier: EUPL-1.2
"""The list of what is declassified or regraded, and the receipt of the new marks."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind
from precinto.documents.models import Copy, Document
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.of_documents import document_then
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.queries import visible
from precinto.documents.regrading import queries
from precinto.documents.regrading.models import Mark, Regrading
from precinto.labels.label import Label, join
from precinto.ledger.models import Entry
from precinto.office import schemes

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
    documents = found.row[1]
    case = _case(found)
    by_key = {document.pk: document for document in documents}
    label: Label | None = None
    for row in _lines(found, paper, "line"):
        document = by_key.get(row["document_id"])
        if document is None:
            continue
        for one in (_old(row, document, paper), _new(case, document)):
            if label is None or one.scheme == label.scheme:
                label = one if label is None else join(label, one)
    return label or Label(case.scheme, 0)


def _did(found: Found, paper: Paper, *steps: str) -> tuple[str, Entry | None]:
    entries = [e for e in past.acts(queries.NAME, _case(found).pk, paper.entry) if e.step in steps]
    if not entries:
        return "", None
    people = paper.then.names([entries[-1].person, entries[-1].giver])
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
    names = paper.then.names([row["holder_id"] for row in done])
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


# ---- to another body that has copies


def find_notice(target: str, who: Subject) -> Found | None:
    """By the key of the case and the code of the body: `12-L0000000042X`. One paper for each body, of the copies sent to it."""
    key, _dash, code = target.partition("-")
    here = find_list(key, who)
    place = Place.objects.filter(code=code, kind=PlaceKind.BODY).first() if here is not None else None
    if here is None or place is None or not queries.with_body(here.row[0], place):
        return None
    case, _documents = here.row
    copies = queries.with_body(case, place)
    documents = list({copy.document_id: copy.document for copy in copies}.values())
    acts = [e.act for e in past.acts(queries.NAME, case.pk) if e.step == "apply"]
    return Found(queries.notice_of(case, place), (case, documents, place, copies), acts)


def _was_there(copy: Copy, place: Place, paper: Paper) -> bool:
    moves = list(copy.thing.movements.order_by("seq"))
    known = past.entries([move.act for move in moves], paper.entry)
    last = next((move for move in reversed(moves) if move.act in known), None)
    return last is not None and last.to_place_id == place.pk


def notice(found: Found, paper: Paper) -> dict[str, Any]:
    """What the body is asked to mark anew; below the cut, its receipt, with nothing classified on it."""
    case, documents, place, copies = found.row
    by_key = {document.pk: document for document in documents}
    rows = []
    for row in _lines(found, paper, "line"):
        for copy in copies:
            if copy.document_id != row["document_id"] or copy.number > (row["last_copy"] or 0):
                continue
            if not _was_there(copy, place, paper):
                continue
            document = by_key[copy.document_id]
            old, new = _old(row, document, paper), _new(case, document)
            rows.append(
                (
                    document.full_number,
                    codes.pretty(copy.thing.code),
                    f"{copy.number}/{row['last_copy']}",
                    sheets.level(old, paper.lang)["word"],
                    sheets.level(new, paper.lang)["word"],
                )
            )
    head = [_("Number"), _("Code"), _("Copy n/N"), _("Old mark"), _("New mark")]
    office = schemes.office()
    return blocks.body(
        blocks.facts([(_("To"), paper.then.place(place).name)], columns=1),
        _facts(found, paper),
        blocks.sentence(
            _("The classification of these copies, which are with you, has changed. Put the new mark on each.")
        ),
        blocks.table(head, rows, widths=[5, 7, 4, 7, 7]),
        blocks.cut(_("cut here: this part comes back, signed, within the term"), _("Receipt")),
        blocks.facts(
            [
                (_("Change of classification"), case.name),
                (_("Copies marked anew"), len(rows)),
                (_("Marked on"), blocks.INK),
                (_("What does not agree"), blocks.INK),
            ]
        ),
        blocks.signatures((_("Receives"), ""), (_("Seal of the office that receives"), "")),
        blocks.sentence(_("It comes back to: %(office)s") % {"office": office.name if office is not None else ""}),
    )


sheets.register(
    sheets.Form(
        queries.NOTICE,
        "1.5",
        find_notice,
        notice,
        label_then=label_then,
        title=gettext_lazy("Notice of a change of classification"),
    )
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
