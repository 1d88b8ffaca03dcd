# SPDX-License-Identifier: EUPL-1.2
"""Forms of the register: entry, cover sheet, control sheet of a copy, list of readers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from precinto.access.decide import Subject
from precinto.access.models import IN_FORCE, Person, Post, Unit
from precinto.access.principals import Kind, kind_and_key
from precinto.custody import codes
from precinto.custody.models import Movement
from precinto.documents.borne import of_copy
from precinto.documents.models import Copy, Document, Round, Stop
from precinto.documents.printing import blocks, past, render, sheets
from precinto.documents.printing.sheets import Found, Paper, day, moment, word
from precinto.documents.procedures import CIRCULATE, EXTEND, REGISTER, SCOPE
from precinto.documents.queries import find_copy, find_document
from precinto.labels.label import Label
from precinto.ledger.models import Entry

REGISTERING = REGISTER.name
BLANKS = 6  # empty lines for readers who sign by hand


@dataclass(frozen=True)
class Ended:
    """How a copy was destroyed: the act, the certificate with its day, the witness."""

    act: uuid.UUID
    certificate: str
    witness: str


# Who knows how a copy ended; the room that destroys puts itself here.
ENDS: list[Callable[[Copy], Ended | None]] = []


def _ended(copy: Copy) -> Ended | None:
    return next((found for ask in ENDS if (found := ask(copy)) is not None), None)


def _acts(document: Document) -> list[uuid.UUID]:
    return [entry.act for entry in past.acts(REGISTERING, document.pk)]


def find_entry(target: str, who: Subject) -> Found | None:
    document = find_document(target, who)
    return Found(document.code, document, _acts(document)) if document is not None else None


def find_cover(target: str, who: Subject) -> Found | None:
    copy = find_copy(target, who)
    return Found(copy.thing.code, copy, _acts(copy.document)) if copy is not None else None


def find_control(target: str, who: Subject) -> Found | None:
    copy = find_copy(target, who)
    if copy is None:
        return None
    end = _ended(copy)
    acts = list(_movements(copy).values_list("act", flat=True))
    return Found(copy.thing.code, copy, [*acts, end.act] if end is not None else acts)


def find_readers(target: str, who: Subject) -> Found | None:
    document = find_document(target, who)
    if document is None:
        return None
    found = {*_acts(document), *_all_movements(document).values_list("act", flat=True)}
    for procedure, key in _scope_cases(document):
        found |= {entry.act for entry in past.acts(procedure, key)}
    ordered = sorted(past.entries(found).values(), key=lambda entry: entry.pk)
    return Found(document.code, document, [entry.act for entry in ordered])


def _movements(copy: Copy) -> Any:
    ends = ("from_person", "from_place", "to_person", "to_place")
    return Movement.objects.filter(thing=copy.thing_id).select_related(*ends).order_by("seq")


def _all_movements(document: Document) -> Any:
    rows = Movement.objects.filter(thing__copy__document=document)
    return rows.select_related("to_person", "thing__copy").order_by("thing_id", "seq")


def label_then(found: Found, paper: Paper) -> Label:
    """What the document was marked with when the form was printed: a paper does not change with a regrading."""
    document: Document = found.row if isinstance(found.row, Document) else found.row.document
    return document_then(document, paper.entry).label


def document_then(document: Document, until: Entry) -> Document:
    return past.as_it_was(document, REGISTERING, until)


def scope_then(document: Document, paper: Paper, *, ended: bool = False) -> list[tuple[str, str, str]]:
    """The reading scope as it was: who, from, until."""
    rows = past.rows_then("documents.scopegrant", _scope_cases(document), paper.entry)
    named = [row for _key, row in sorted(rows.items()) if ended or row["stage"] == IN_FORCE]
    if not named:
        return [(word("nobody_named", paper.lang), "", "")]
    return [(_principal(row["principal"], paper), _day(row["since"]), _day(row["until"])) for row in named]


def _scope_cases(document: Document) -> list[tuple[str, int]]:
    """The cases in which the reading scope can have changed."""
    extensions = document.extensions.values_list("pk", flat=True)
    grants = document.scope.values_list("pk", flat=True)
    return [
        (REGISTERING, document.pk),
        *((EXTEND.name, key) for key in extensions),
        *((SCOPE.name, key) for key in grants),
        *past.touching("documents.document", document.pk),
    ]


def _day(written: str | None) -> str:
    return day(date.fromisoformat(written)) if written else ""


def _principal(number: int, paper: Paper) -> str:
    kind, key = kind_and_key(number)
    lang = paper.lang
    if kind is Kind.REGISTRY:
        return word("nobody_named", lang)
    if kind is Kind.PERSON:
        person = paper.then.person(Person.objects.get(pk=key))
        return f"{person.name} ({codes.pretty(person.code)})"
    if kind is Kind.POST:
        return f"{word('post', lang)}: {Post.objects.get(pk=key).name}"
    what = "unit" if kind is Kind.UNIT else "unit_tree"
    return f"{word(what, lang)}: {Unit.objects.get(pk=key).name}"


def _clerk(document: Document, paper: Paper) -> str:
    return paper.then.person(document.received_by).name


def entry(found: Found, paper: Paper) -> dict[str, Any]:
    lang = paper.lang
    document = past.as_it_was(found.row, REGISTERING, paper.entry)

    def pair(name: str, value: Any) -> tuple[str, str]:
        return word(name, lang), str(value or "")

    intact = {None: "", True: word("yes", lang), False: word("no", lang)}[document.envelope_intact]
    scope = "; ".join(_scope_line(line, lang) for line in scope_then(document, paper))
    then = [_then(copy, paper) for copy in document.copies.select_related("thing").order_by("number")]
    return {
        "number": document.full_number,
        "code": codes.pretty(document.code),
        "subject": [pair("subject", document.title)],
        "pairs": [
            pair("level", sheets.level(document.label, lang)["word"]),
            pair("stage", REGISTER.stages.get(document.stage, "")),
            pair("originator", document.originator),
            pair("reference", document.reference),
            pair("dated", day(document.dated)),
            pair("received_at", moment(document.received_at)),
            pair("via", document.get_via_display()),
            pair("envelope", intact),
            pair("brought_by", document.brought_by),
            pair("received_by", _clerk(document, paper)),
            pair("meeting", document.meeting),
            pair("declassify", _declassified(document)),
            pair("annexes", document.annexes),
            pair("old_number", document.old_number),
            pair("copies", document.total),
            pair("borne", document.borne),
            pair("paper_sheet", document.paper_sheet),
        ],
        "long": [pair("scope", scope), pair("note", document.note)],
        "copies": [
            (f"{copy.number}/{document.total}", codes.pretty(copy.thing.code), folios, where)
            for copy, folios, where in then
            if folios
        ],
        "clerk": _clerk(document, paper),
    }


def _scope_line(line: tuple[str, str, str], lang: str) -> str:
    who, _since, until = line
    return f"{who} {word('until', lang)} {until}" if until else who


def _declassified(document: Document) -> str:
    return " / ".join(part for part in (day(document.declassify_on), document.declassify_event) if part)


def _then(copy: Copy, paper: Paper) -> tuple[Copy, int, str]:
    """A copy with its folios and whereabouts as they were."""
    moves = list(_movements(copy))
    known = past.entries([move.act for move in moves], paper.entry)
    last: Movement | None = next((move for move in reversed(moves) if move.act in known), None)
    return (copy, last.pieces, paper.then.holder(last.to_person, last.to_place)) if last else (copy, 0, "")


def cover(found: Found, paper: Paper) -> dict[str, Any]:
    copy: Copy = found.row
    document = past.as_it_was(copy.document, REGISTERING, paper.entry)
    return {
        "number": document.full_number,
        "n": str(copy.number),
        "total": str(document.total),
        "folios": str(_then(copy, paper)[1]),
        "subject": document.title,
        "facts": [
            (word("originator", paper.lang), document.originator),
            (word("reference", paper.lang), document.reference),
            (word("dated", paper.lang), day(document.dated)),
            *([(word("borne", paper.lang), bears)] if (bears := of_copy(document.borne, copy.number)) else []),
            (word("declassify", paper.lang), _declassified(document)),
        ],
        "scope": scope_then(document, paper),
        "code": codes.pretty(copy.thing.code),
        "bars": render.code128(copy.thing.code),
        "clerk": _clerk(document, paper),
    }


def control(found: Found, paper: Paper) -> dict[str, Any]:
    copy: Copy = found.row
    lang = paper.lang
    document = past.as_it_was(copy.document, REGISTERING, paper.entry)
    moves = list(_movements(copy))
    known = past.entries([move.act for move in moves], paper.entry)
    moves = [move for move in moves if move.act in known]
    places = past.positions(known)
    end = _ended(copy)
    if end is not None and not past.entries([end.act], paper.entry):
        end = None
    return {
        "destruction": [
            (word("certificate", lang), end.certificate if end is not None else blocks.INK),
            (word("witness", lang), end.witness if end is not None else blocks.INK),
        ],
        "number": document.full_number,
        "code": codes.pretty(copy.thing.code),
        "n": str(copy.number),
        "total": str(document.total),
        "subject": [(word("subject", lang), document.title)],
        "pairs": [
            (word("originator", lang), document.originator),
            (word("level", lang), sheets.level(document.label, lang)["word"]),
            (word("reference", lang), document.reference),
            (word("folios", lang), str(moves[0].pieces) if moves else ""),
            (word("dated", lang), day(document.dated)),
            *([(word("borne", lang), bears)] if (bears := of_copy(document.borne, copy.number)) else []),
            (word("received_at", lang), moment(document.received_at)),
            (word("via", lang), document.get_via_display()),
            (word("received_by", lang), _clerk(document, paper)),
        ],
        "moves": [
            {
                "n": move.seq,
                "at": moment(move.at),
                "from": paper.then.holder(move.from_person, move.from_place),
                "to": paper.then.holder(move.to_person, move.to_place),
                "folios": move.pieces,
                "act": sheets.step_title(known[move.act]),
                "position": str(places.get(move.act, "")),
            }
            for move in moves
        ],
    }


def readers(found: Found, paper: Paper) -> dict[str, Any]:
    lang = paper.lang
    document = past.as_it_was(found.row, REGISTERING, paper.entry)
    readings = _readings(document, paper)
    empty = {"n": None, "name": "", "badge": "", "copy": "", "given": "", "back": "", "notes": "", "position": ""}
    return {
        "number": document.full_number,
        "facts": [
            (word("subject", lang), document.title),
            (word("level", lang), sheets.level(document.label, lang)["word"]),
            (word("originator", lang), document.originator),
            (word("copies", lang), str(document.total)),
        ],
        "scope": scope_then(document, paper, ended=True),
        "readings": readings + [empty] * BLANKS,
    }


def _readings(document: Document, paper: Paper) -> list[dict[str, Any]]:
    """Everybody who had a copy in their hands, and those who wait for it on a route sheet (art. 27)."""
    moves: list[Movement] = list(_all_movements(document))
    known: dict[uuid.UUID, Entry] = past.entries([move.act for move in moves], paper.entry)
    places = past.positions(known)
    back: dict[tuple[int, int], datetime] = {
        (move.thing_id, move.seq - 1): move.at for move in moves if move.act in known
    }
    notes = _notes(document, paper)
    lines = []
    for move in sorted((m for m in moves if m.act in known and m.to_person), key=lambda m: known[m.act].pk):
        person = paper.then.person(move.to_person) if move.to_person else None
        lines.append(
            {
                "name": person.name if person else "",
                "badge": codes.pretty(person.code) if person else "",
                "copy": f"{move.thing.copy.number}/{document.total}",
                "given": moment(move.at),
                "back": moment(back.get((move.thing_id, move.seq))),
                "notes": notes.get(known[move.act].case or 0, {}).get(move.to_person_id or 0, "")
                if known[move.act].procedure == CIRCULATE.name
                else "",
                "position": str(places.get(move.act, "")),
            }
        )
    lines += _waiting(document, paper)
    return [{"n": n, **line} for n, line in enumerate(lines, start=1)]


def _notes(document: Document, paper: Paper) -> dict[int, dict[int, str]]:
    """By round and reader, whether notes were allowed (1.2, art. 27)."""
    rounds = Round.objects.filter(copy__document=document).values_list("pk", flat=True)
    found: dict[int, dict[int, str]] = {}
    for row in past.rows_then("documents.stop", [(CIRCULATE.name, key) for key in rounds], paper.entry).values():
        if row.get("notes") is not None:
            found.setdefault(row["round_id"], {})[row["reader_id"]] = word("yes" if row["notes"] else "no", paper.lang)
    return found


def _waiting(document: Document, paper: Paper) -> list[dict[str, Any]]:
    """Readers of rounds that were open then and whose turn had not come."""
    rounds = Round.objects.filter(copy__document=document).in_bulk()
    rows = past.rows_then("documents.stop", [(CIRCULATE.name, key) for key in rounds], paper.entry)
    waiting = [row for _key, row in sorted(rows.items()) if row["state"] == Stop.State.WAITING]
    people = Person.objects.in_bulk([row["reader_id"] for row in waiting])
    return [
        {
            "name": paper.then.person(people[row["reader_id"]]).name,
            "badge": codes.pretty(people[row["reader_id"]].code),
            "copy": f"{rounds[row['round_id']].copy.number}/{document.total}",
            "given": "",
            "back": "",
            "notes": "",
            "position": "",
        }
        for row in waiting
    ]


sheets.register(sheets.Form("entry", "1.1", find_entry, entry, label_then=label_then))
sheets.register(sheets.Form("cover", "1.1", find_cover, cover, label_then=label_then))
sheets.register(sheets.Form("control", "1.1", find_control, control, label_then=label_then))
sheets.register(sheets.Form("readers", "1.2", find_readers, readers, label_then=label_then))
