# SPDX-License-Identifier: EUPL-1.2
"""Forms of what changes hands: labels, receipts, loan slips and settlements."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Movement, Thing
from precinto.documents.models import Copy, Discrepancy, Loan
from precinto.documents.printing import past, render, sheets
from precinto.documents.printing.sheets import Found, Paper, moment, word
from precinto.documents.procedures import DISCREPANCY, LEND
from precinto.documents.queries import find_document, visible
from precinto.documents.receipts.models import Receipt as Signature
from precinto.documents.receipts.models import Receipted
from precinto.documents.undoing import STEP, STEPS, standing
from precinto.ledger.models import Entry

MANY = 200  # labels or lines of one form
SHEET = sheets.LABELS


def _seen(thing: Thing, who: Subject) -> bool:
    """A copy shows to whoever may see its document; a medium or a computer has no reading scope."""
    copy = Copy.objects.select_related("document").filter(thing=thing).first()
    return copy is None or visible(copy.document, who)


# ---- labels


def find_label(target: str, who: Subject) -> Found | None:
    """Codes of things, or of documents with all their copies. All of them are seen, or nothing is there."""
    things: list[Thing] = []
    named: list[str] = []
    for text in target.split():
        code = codes.parse(text)
        if code is not None and code.kind == "N":
            document = find_document(text, who)
            here = list(Thing.objects.filter(copy__document=document).order_by("copy__number")) if document else []
        else:
            here = list(Thing.objects.filter(code=code.text)) if code is not None else []
            here = [thing for thing in here if _seen(thing, who)]
        if code is None or not here:
            return None
        things += here
        named.append(code.text)
    if not things or len(things) > MANY or len(" ".join(named)) > 80:
        return None
    first = Movement.objects.filter(thing=things[0], seq=1).values_list("act", flat=True)
    return Found(" ".join(named), things, list(first))


def label(found: Found, paper: Paper) -> dict[str, Any]:
    """Of a document, the copies that there were when it was printed: what is made afterwards has labels of its own."""
    born = past.entries(Movement.objects.filter(thing__in=found.row, seq=1).values_list("act", flat=True), paper.entry)
    there = set(Movement.objects.filter(act__in=list(born), seq=1).values_list("thing", flat=True))
    copies = Copy.objects.filter(thing__in=found.row).select_related("document").in_bulk(field_name="thing_id")
    return {
        "start": min(max(paper.start, 0), SHEET),
        "labels": [
            {
                "code": codes.pretty(thing.code),
                "line": _label_line(thing, copies.get(thing.pk), paper),
                "qr": render.qr(thing.code),
                "bars": render.code128(thing.code),
            }
            for thing in found.row
            if thing.pk in there
        ],
    }


def _label_line(thing: Thing, copy: Copy | None, paper: Paper) -> str:
    return f"{word('copy', paper.lang)} {_numbered(copy, paper)}" if copy else thing.get_kind_display()


def _numbered(copy: Copy, paper: Paper) -> str:
    return f"{copy.number}/{paper.then.document(copy.document).total}"


# ---- receipts


def runs(keys: Iterable[int]) -> str:
    """Numbers as short as they can be written: `120-124 130`."""
    out: list[list[int]] = []
    for key in sorted(set(keys)):
        if out and key == out[-1][1] + 1:
            out[-1][1] = key
        else:
            out.append([key, key])
    return " ".join(f"{a}-{b}" if b > a else str(a) for a, b in out)


def _entries(target: str) -> list[Entry]:
    """The acts that a target names, by their UUIDs or by runs of their keys; none where it names too many."""
    keys: set[int] = set()
    named: set[uuid.UUID] = set()
    for text in target.split():
        match = re.fullmatch(r"([0-9]{1,15})(?:-([0-9]{1,15}))?", text)
        if match:
            first, last = int(match[1]), int(match[2] or match[1])
            if not 0 <= last - first < MANY:
                return []
            keys.update(range(first, last + 1))
        elif re.fullmatch(r"[0-9a-fA-F-]{32,36}", text):
            try:
                named.add(uuid.UUID(text))
            except ValueError:
                return []
        else:
            return []
    if len(keys) + len(named) > MANY:
        return []
    rows = Entry.objects.filter(kind="act").defer("body")
    found = list(rows.filter(pk__in=keys)) + list(rows.filter(act__in=named))
    return found if len(found) == len(keys) + len(named) else []


def find_receipt(target: str, who: Subject) -> Found | None:
    """A batch of acts in which things passed between the office and one person."""
    entries = sorted(_entries(target), key=lambda entry: entry.pk)
    acts = [entry.act for entry in entries]
    ends = ("thing", "from_person", "to_person")
    moves = list(Movement.objects.filter(act__in=acts).select_related(*ends).order_by("pk"))
    persons = {(move.to_person_id or move.from_person_id) for move in moves}
    written = runs(entry.pk for entry in entries)
    if not moves or {move.act for move in moves} != set(acts) or len(persons) != 1 or None in persons:
        return None
    if len(written) > 80 or not all(_seen(move.thing, who) for move in moves):
        return None
    return Found(written, (entries, moves), acts)


def receipt(found: Found, paper: Paper) -> dict[str, Any]:
    """No level, no subject, no originator: whoever finds a receipt learns nothing of what was handed over.

    It attests what was handed over, as it was then. That it was signed for, or undone, is what was known when it was printed.
    """
    entries, moves = found.row
    signed = signature(acts_of(entries), paper)
    undone = undone_by(entries, paper)
    paper, lang = replace(paper, entry=entries[-1]), paper.lang
    places = past.positions([entry.act for entry in entries])
    copies = Copy.objects.filter(thing__in=[m.thing_id for m in moves]).select_related("document")
    known = copies.in_bulk(field_name="thing_id")
    person = paper.then.person(moves[0].to_person or moves[0].from_person)
    clerk = paper.then.names([entries[-1].person]).get(entries[-1].person, "")
    return {
        "pairs": [
            (word("lender", lang), clerk),
            (word("party", lang), f"{person.name} ({codes.pretty(person.code)})"),
            (word("unit", lang), str(person.unit or "")),
            (word("when", lang), moment(moves[-1].at)),
        ],
        "lines": [
            {
                "n": n,
                "code": codes.pretty(move.thing.code),
                "copy": _numbered(known[move.thing_id], paper)
                if move.thing_id in known
                else move.thing.get_kind_display(),
                "folios": move.pieces,
                "direction": word("given" if move.to_person_id else "back", lang)
                + (f" ({word('undone', lang)})" if move.act in undone else ""),
                "at": moment(move.at),
                "position": str(places.get(move.act, "")),
            }
            for n, move in enumerate(moves, start=1)
        ],
        # Given and taken back on one receipt: a sum of both would say nothing.
        "folios": sum(m.pieces for m in moves) if len({bool(m.to_person_id) for m in moves}) == 1 else None,
        "clerk": clerk,
        "person": person.name,
        "signed": signed,
    }


def undone_by(entries: Iterable[Entry], paper: Paper) -> set[uuid.UUID]:
    """Those of these acts that had been undone when the paper was printed."""
    cases = {(entry.procedure, entry.case) for entry in entries if entry.procedure in STEPS and entry.case}
    done = [past.acts(name, case, paper.entry) for name, case in cases]
    return {entry.act for acts in done for entry in acts if entry.step != STEP and entry not in standing(acts)}


def acts_of(entries: Iterable[Entry]) -> list[uuid.UUID]:
    return [entry.act for entry in entries]


def _opened_by(key: int) -> list[tuple[str, int]]:
    """A receipt is opened by the acts that it stands for."""
    acts = Receipted.objects.filter(receipt=key).values("act")
    found = Entry.objects.filter(act__in=acts, case__isnull=False).values_list("procedure", "case")
    return [(procedure, case) for procedure, case in found if case]


past.touches("receipts.receipt", _opened_by)


def signature(acts: list[uuid.UUID], paper: Paper) -> dict[str, Any] | None:
    """How the person had signed for these acts when the paper was printed: the words, and the drawing where there is one."""
    rows = Signature.objects.filter(lines__act__in=acts).distinct()[:2]
    if len(rows) != 1:
        return None
    was = past.as_it_was(rows[0], "documents.receipt", paper.entry)
    if was.stage in ("declined", "explained"):
        return {"said": str(_("Signature refused: %(reason)s") % {"reason": was.reason}), "drawing": None}
    if was.stage != "signed":
        return None
    said = _("Signed %(how)s, %(at)s") % {"how": was.get_how_display(), "at": moment(was.signed_at)}
    return {"said": str(said), "drawing": render.strokes(was.drawing) if was.drawing else None}


# ---- loans


LENDING = ("approve", "hand_over", "renew")
SETTLING = ("take_back", "settle")


def find_loan(target: str, who: Subject) -> Found | None:
    return _find_loan(target, who, LENDING)


def find_settlement(target: str, who: Subject) -> Found | None:
    return _find_loan(target, who, SETTLING)


def _find_loan(target: str, who: Subject, steps: tuple[str, ...]) -> Found | None:
    rows = Loan.objects.select_related("copy__document", "copy__thing", "borrower__unit")
    loan = rows.filter(pk=int(target)).first() if re.fullmatch("[0-9]{1,15}", target) else None
    if loan is None or not visible(loan.copy.document, who):
        return None
    done = past.acts(LEND.name, loan.pk)
    left = standing(done)
    # What was undone was printed perhaps: that number goes on, and the newest paper is of what stands.
    acts = [*(entry for entry in done if entry not in left), *left]
    return Found(str(loan.pk), loan, [entry.act for entry in acts if entry.step in steps])


def _steps(found: Found, paper: Paper) -> dict[str, Entry]:
    """The newest act of each step up to the printing, but for what was undone."""
    return {entry.step: entry for entry in standing(past.acts(LEND.name, found.row.pk, paper.entry))}


def _due(found: Found, steps: dict[str, Entry]) -> datetime | None:
    """Until when it was lent, as the last act that said so left it: once it is back, the case's term is another."""
    last = max((steps[name] for name in ("hand_over", "renew") if name in steps), key=lambda e: e.pk, default=None)
    return past.as_it_was(found.row, LEND.name, last).due if last is not None else None


def _pairs(loan: Loan, paper: Paper) -> list[tuple[str, str]]:
    document, borrower, lang = paper.then.document(loan.copy.document), paper.then.person(loan.borrower), paper.lang
    return [
        (word("number", lang), document.full_number),
        (word("code", lang), codes.pretty(loan.copy.thing.code)),
        (word("copy", lang), f"{loan.copy.number}/{document.total}"),
        (word("level", lang), sheets.level(document.label, lang)["word"]),
        (word("borrower", lang), f"{borrower.name} ({codes.pretty(borrower.code)})"),
        (word("unit", lang), str(borrower.unit or "")),
    ]


def _signers(found: Found, paper: Paper, steps: dict[str, Entry]) -> dict[str, str]:
    loan: Loan = found.row
    clerk = steps.get("settle") or steps.get("take_back") or steps.get("hand_over")
    approval = steps.get("approve")
    people = paper.then.names([key for e in (clerk, approval) if e for key in (e.person, e.giver)])
    return {
        "borrower": paper.then.person(loan.borrower).name,
        "approver": sheets.who_did(approval, people, paper.lang) if approval else "",
        "clerk": sheets.who_did(clerk, people, paper.lang) if clerk else "",
    }


def loan(found: Found, paper: Paper) -> dict[str, Any]:
    """It attests the lending, as it was then: nothing of what came of the loan, nor of the document, since."""
    paper, lang = paper.of(LEND.name, found.row.pk, LENDING), paper.lang
    steps = _steps(found, paper)
    row = past.as_it_was(found.row, LEND.name, paper.entry)
    approved, handed = steps.get("approve"), steps.get("hand_over")
    return {
        "pairs": [
            *_pairs(row, paper),
            (word("approved", lang), moment(approved.at) if approved else ""),
            (word("handed", lang), moment(handed.at) if handed else ""),
            (word("due", lang), moment(_due(found, steps))),
            (word("folios_out", lang), str(row.folios_out or "")),
            (word("renewals", lang), str(row.renewals)),
        ],
        "long": [
            (word("reason", lang), row.reason),
            (word("place_of_use", lang), row.place_of_use),
            (word("condition", lang), row.condition_out),
        ],
        **_signers(found, paper, steps),
    }


def settlement(found: Found, paper: Paper) -> dict[str, Any]:
    paper, lang = paper.of(LEND.name, found.row.pk, SETTLING), paper.lang
    steps = _steps(found, paper)
    row = past.as_it_was(found.row, LEND.name, paper.entry)
    acts = past.acts(LEND.name, row.pk, paper.entry)
    places = past.positions([entry.act for entry in acts])
    people = paper.then.names([key for entry in acts for key in (entry.person, entry.giver)])
    opened = past.rows_then("documents.discrepancy", [(LEND.name, row.pk)], paper.entry)
    apart = Discrepancy.objects.filter(pk__in=opened).first()
    if apart is not None:
        apart = past.as_it_was(apart, DISCREPANCY.name, paper.entry)
    differ = f"{apart.found} / {apart.expected}. {apart.account}" if apart else word("none", lang)
    back = steps.get("take_back")
    return {
        "pairs": [
            *_pairs(row, paper),
            (word("handed", lang), moment(steps["hand_over"].at) if "hand_over" in steps else ""),
            (word("returned", lang), moment(back.at) if back else ""),
            (word("folios_out", lang), str(row.folios_out or "")),
            (word("folios_in", lang), "" if row.folios_in is None else str(row.folios_in)),
        ],
        "long": [
            (word("reason", lang), row.reason),
            (word("condition", lang), " → ".join(filter(None, (row.condition_out, row.condition)))),
            (word("discrepancy", lang), differ),
        ],
        "steps": [
            {
                "title": sheets.step_title(entry),
                "at": moment(entry.at),
                "person": sheets.who_did(entry, people, lang),
                "position": str(places.get(entry.act, "")),
            }
            for entry in acts
        ],
        "settled": row.stage == "settled",
        **_signers(found, paper, steps),
    }


def _approved(found: Found) -> bool:
    return found.row.stage in ("approved", "lent", "returned", "settled", "lost", "destroyed")


def _returned(found: Found) -> bool:
    return found.row.stage in ("returned", "settled")


sheets.register(sheets.Form("label", "1.1", find_label, label, sealed=False))
sheets.register(sheets.Form("receipt", "1.1", find_receipt, receipt))
sheets.register(sheets.Form("loan", "1.4", find_loan, loan, ready=_approved))
sheets.register(sheets.Form("settlement", "1.4", find_settlement, settlement, ready=_returned))
