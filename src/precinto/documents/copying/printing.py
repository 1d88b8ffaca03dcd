# SPDX-License-Identifier: EUPL-1.2
"""Form 7: the authorisation of a reproduction, the note «copy n of N of copy m», and the list of recipients."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.access.models import Person
from precinto.custody import codes
from precinto.documents.copying import queries
from precinto.documents.copying.models import Made, Reproduction
from precinto.documents.models import Copy
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.of_documents import document_then
from precinto.documents.printing.sheets import Found, Paper, moment
from precinto.documents.queries import visible
from precinto.labels.label import Label, join
from precinto.ledger.models import Entry


def find(target: str, who: Subject) -> Found | None:
    """By its key. Whoever may not see every source finds nothing."""
    rows = Reproduction.objects.select_related("document", "result", "asked_by")
    case = rows.filter(pk=int(target)).first() if re.fullmatch("[0-9]{1,15}", target) else None
    if case is None or not all(visible(copy.document, who) for copy in queries.sources(case)):
        return None
    return Found(str(case.pk), case, [entry.act for entry in past.acts(queries.NAME, case.pk)])


def _approved(found: Found) -> bool:
    return bool(found.row.authorised > 0)


def _made(found: Found) -> bool:
    return bool(found.row.made.exists())


def label_then(found: Found, paper: Paper) -> Label:
    first, *rest = [document_then(copy.document, paper.entry).label for copy in queries.sources(found.row)]
    for label in rest:
        first = join(first, label)
    return first


def _then(found: Found, paper: Paper) -> Reproduction:
    case: Reproduction = found.row
    return past.as_it_was(case, queries.NAME, paper.entry)


def _did(found: Found, paper: Paper, step: str) -> str:
    entries: list[Entry] = [e for e in past.acts(queries.NAME, found.row.pk, paper.entry) if e.step == step]
    if not entries:
        return ""
    people = paper.then.names([key for e in entries[-1:] for key in (e.person, e.giver)])
    return sheets.who_did(entries[-1], people, paper.lang)


def _rows(found: Found, paper: Paper, table: str) -> list[dict[str, Any]]:
    rows = past.rows_then(f"copying.{table}", [(queries.NAME, found.row.pk)], paper.entry)
    return [{"pk": key, **row} for key, row in sorted(rows.items())]


def _source_table(found: Found, paper: Paper) -> blocks.Block:
    rows = []
    for copy in queries.sources(found.row):
        document = document_then(copy.document, paper.entry)
        rows.append(
            (document.full_number, codes.pretty(copy.thing.code), f"{copy.number}/{document.total}",
             sheets.level(document.label, paper.lang)["word"], document.title)
        )  # fmt: skip
    return blocks.table([_("Number"), _("Code"), _("Copy"), _("Level"), _("Subject")], rows, widths=[5, 7, 4, 6, 9])


def authorisation(found: Found, paper: Paper) -> dict[str, Any]:
    case = _then(found, paper)
    approved = [e for e in past.acts(queries.NAME, case.pk, paper.entry) if e.step == "approve"]
    people = paper.then.names([row["person_id"] for row in _rows(found, paper, "recipient")])
    return blocks.body(
        blocks.facts(
            [
                (_("Reproduction"), case.name),
                (_("What is made"), case.get_kind_display()),
                (_("Copies asked for"), case.asked),
                (_("Copies authorised"), case.authorised),
                (_("Folios of each copy"), case.pages),
                (_("Which part"), case.part),
                (_("Machine"), case.machine),
                (_("Asked by"), paper.then.person(case.asked_by).name),
                (_("Authorised"), moment(approved[-1].at) if approved else ""),
                (_("Originator's consent"), case.consent),
                (_("What it is needed for"), case.reason),
            ]
        ),
        blocks.heading(_("Sources")),
        _source_table(found, paper),
        blocks.heading(_("Recipients")),
        blocks.sentence(", ".join(people.values()) or _("The office itself")),
        blocks.sentence(
            _(
                "Each copy is registered with its number and is handled as its sources are. What nobody is to have is destroyed."
            )
        ),
        blocks.signatures((_("Leader"), _did(found, paper, "approve")), (_("Originator"), "")),
    )


def note(found: Found, paper: Paper) -> dict[str, Any]:
    """One line for each copy: copy n of N authorised, of which copy it was made, and how it is registered."""
    case = _then(found, paper)
    of = ", ".join(codes.pretty(copy.thing.code) for copy in queries.sources(case))
    rows = _rows(found, paper, "made")
    copies = Copy.objects.select_related("thing", "document").in_bulk([row["copy_id"] for row in rows])
    names = paper.then.names([key for row in rows for key in (row["operator_id"], row["witness_id"])])
    operators = sorted({names[row["operator_id"]] for row in rows})
    witnesses = sorted({names[row["witness_id"]] for row in rows if row["witness_id"]})
    lines = []
    for row in rows:
        copy = copies[row["copy_id"]]
        words = _("Copy %(n)s of %(of)s of copy %(source)s") % {"n": row["number"], "of": case.authorised, "source": of}
        state = Made.State(row["state"]).label
        lines.append((words, copy.document.full_number, copy.number, codes.pretty(copy.thing.code), state))
    return blocks.body(
        blocks.facts(
            [
                (_("Reproduction"), case.name),
                (_("What is made"), case.get_kind_display()),
                (_("Machine"), case.machine),
                (_("Sheets out of the machine"), case.printed),
            ]
        ),
        blocks.heading(_("Copies made")),
        blocks.table(
            [_("Note"), _("Number"), _("Copy"), _("Code"), _("State")], lines, widths=[12, 6, 4, 8, 5], right=[2]
        ),
        blocks.signatures((_("Operator"), ", ".join(operators)), (_("Witness"), ", ".join(witnesses))),
    )


def recipients(found: Found, paper: Paper) -> dict[str, Any]:
    case = _then(found, paper)
    rows = _rows(found, paper, "recipient")
    people = Person.objects.select_related("unit").in_bulk([row["person_id"] for row in rows])
    made = {row["recipient_id"]: row for row in _rows(found, paper, "made") if row["recipient_id"]}
    copies = Copy.objects.select_related("thing").in_bulk([row["copy_id"] for row in made.values()])
    lines = []
    for row in rows:
        person, mine = paper.then.person(people[row["person_id"]]), made.get(row["pk"])
        copy = copies[mine["copy_id"]] if mine else None
        code = codes.pretty(copy.thing.code) if copy else ""
        lines.append((row["place"], person.name, str(person.unit or ""), copy.number if copy else "", code, blocks.INK))
    return blocks.body(
        blocks.facts([(_("Reproduction"), case.name), (_("Copies authorised"), case.authorised),
                      (_("Copies that the office keeps"), case.kept)]),
        blocks.heading(_("Recipients")),
        blocks.table([_("No."), _("Name"), _("Unit"), _("Copy"), _("Code"), _("Signature")], lines,
                     widths=[2, 9, 6, 4, 7, 8]),
        blocks.signatures((_("Clerk"), _did(found, paper, "finish"))),
    )  # fmt: skip


sheets.register(
    sheets.Form("reproduction", "1.5", find, authorisation, label_then=label_then, ready=_approved,
                title=gettext_lazy("Authorisation of a reproduction"))
)  # fmt: skip
sheets.register(
    sheets.Form(
        "copy-note",
        "1.5",
        find,
        note,
        label_then=label_then,
        ready=_made,
        title=gettext_lazy("Note of the copies made"),
    )
)
sheets.register(
    sheets.Form(
        "recipients",
        "1.5",
        find,
        recipients,
        label_then=label_then,
        ready=_made,
        title=gettext_lazy("List of recipients"),
    )
)
