# SPDX-License-Identifier: EUPL-1.2
"""The facts of a case as a page lists them: which columns, under which words. What is not named here is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from precinto.access.models import (
    Account,
    Appointment,
    Briefing,
    Clearance,
    Delegation,
    Person,
    Post,
    Role,
    Token,
    Unit,
)
from precinto.computers.models import Medium
from precinto.custody.models import Place
from precinto.documents.columns import COLUMNS as COLUMNS
from precinto.documents.columns import GATHERED, Column, value_of
from precinto.documents.columns import WITH as WITH
from precinto.documents.models import Discrepancy, Document, Extension, Loan, Round, ScopeGrant
from precinto.labels.label import Label
from precinto.office.models import LoadedScheme, Office, PrintedForm, Redaction
from precinto.policy.deadlines import DEADLINES
from precinto.procedures.models import DeadlineValue, Holiday
from precinto.web.templatetags.precinto import day, due, level, pretty, when


@dataclass(frozen=True)
class Fact:
    label: Any
    value: Any
    wide: bool = False


def role_name(case: Any) -> Any:
    return Role(case.role).label if case.role else "—"


def caveats(case: Any) -> str:
    from precinto.office import schemes

    return ", ".join(schemes.caveats(Label(case.scheme, 0, case.comp, case.rel))) or "—"


def deadline_words(case: Any) -> str:
    known = DEADLINES.get(case.name)
    return known.words.get(get_language() or "es", case.name) if known else str(case.name)


DATES: list[Column] = [(_("From"), "since"), (_("Until"), "until")]
COPY: list[Column] = [
    (_("Copy"), lambda case: pretty(case.copy.thing.code)),
    (_("Level"), lambda case: level(case.copy.document.scheme, case.copy.document.level)),
]
_OLD: dict[type[Model], list[Column]] = {
    Document: [
        (_("Number"), "full_number"), (_("Level"), lambda case: level(case.scheme, case.level)),
        (_("Subject, unclassified"), "title"), (_("Originator"), "originator"), (_("Originator's reference"), "reference"),
        (_("Received"), "received_at"), (_("Copies"), "total"), (_("Declassified on"), "declassify_on"),
        (_("Or when this happens"), "declassify_event"),
        (_("Event looked at"), lambda case: case.event_reviewed_at and day(case.event_reviewed_at)),
    ],
    Loan: [
        *COPY, (_("Borrower"), "borrower"),
        (_("For how many days"), "days"),
        (_("Due"), lambda case: case.due and due(case.due)), (_("Renewals"), "renewals"),
        (_("Folios given"), "folios_out"), (_("Folios returned"), "folios_in"),
        (_("What it is needed for"), "reason"), (_("Where it will be used"), "place_of_use"),
        (_("Condition when handed over"), "condition_out"), (_("Condition"), "condition"),
    ],
    Round: [
        *COPY, (_("The round ends on"), lambda case: day(case.due)), (_("In the reading room only"), "in_room"),
        (_("Notes may be taken of it"), "notes"),
    ],
    Extension: [
        (_("Level"), lambda case: level(case.document.scheme, case.document.level)),
        (_("Document"), lambda case: case.document.full_number), (_("For whom"), "beneficiary"), (_("Until"), "until"),
        (_("Why it is needed"), "reason"), (_("Originator's consent"), "consent"),
        (_("Due"), lambda case: case.due and due(case.due)),
    ],
    ScopeGrant: [(_("Document"), lambda case: case.document.full_number), *DATES],
    Discrepancy: [
        *COPY, (_("Folios expected"), "expected"), (_("Folios found"), "found"), (_("What was found"), "account"),
        (_("Who had it"), "holder"), (_("Presumed leaked on"), lambda case: due(case.due) if case.due and not case.found else ""),
        (_("To be concluded by"), lambda case: due(case.due) if case.due and case.found else ""),
        (_("How it was found"), "finding"), (_("Conclusion"), "conclusion"),
    ],
    Person: [(_("Badge"), lambda case: pretty(case.code)), (_("Name"), "name"), (_("Unit"), "unit")],
    Unit: [(_("Code"), "code"), (_("Name"), "name"), (_("Belongs to"), "parent")],
    Post: [(_("Code"), "code"), (_("Name"), "name"), (_("Unit"), "unit"), (_("Role that the post gives"), role_name)],
    Appointment: [(_("Person"), "person"), (_("Post"), "post"), *DATES],
    Delegation: [(_("From whom"), "giver"), (_("To whom"), "taker"), (_("Role"), role_name), *DATES],
    Clearance: [
        (_("Person"), "person"), (_("Level"), lambda case: level(case.scheme, case.level)), (_("Caveats"), caveats),
        (_("Granted by"), "granted_by"), (_("Reference"), "reference"), *DATES,
    ],
    Briefing: [(_("Person"), "person"), *DATES],
    Account: [
        (_("Person"), "person"), (_("Account"), "login"), (_("Password set"), "password_set_at"),
        (_("To be changed at the next sign-in"), "must_change"),
    ],
    Token: [(_("What it is for"), "name"), (_("Until"), "until")],
    Medium: [
        (_("Kind of medium"), "kind"), (_("Manufacturer's serial number"), "serial"), (_("Level"), "level"),
        (_("Code"), lambda case: pretty(case.thing.code) if case.thing else "—"), (_("With"), "keeper"),
    ],
    LoadedScheme: [(_("Scheme"), "code"), (_("Version"), "version"), (_("Digest of the file"), "digest")],
    Place: [(_("Code"), lambda case: pretty(case.code)), (_("Name"), "name"), (_("Kind"), "get_kind_display")],
    DeadlineValue: [(_("Deadline"), deadline_words), (_("Value"), "value"), (_("Reason"), "reason")],
    Holiday: [(_("Day"), "day"), (_("Name"), "name")],
    PrintedForm: [(_("Code"), lambda case: pretty(case.code)), (_("Form"), "form"), (_("Times printed"), "prints")],
    Redaction: [(_("What is to be forgotten"), lambda case: f"{case.table}/{case.key}/{case.column}"), (_("Reason"), "reason")],
    Office: [(_("Name"), "name"), (_("Scheme"), "scheme")],
}  # fmt: skip
_READ_WITH: dict[type[Model], tuple[str, ...]] = {
    Loan: ("copy__document", "copy__thing__person", "copy__thing__place", "borrower"),
    Round: ("copy__document", "copy__thing__person", "copy__thing__place"),
    Extension: ("document", "beneficiary"),
    ScopeGrant: ("document",),
    Discrepancy: ("copy__document", "copy__thing", "loan", "holder"),
    Person: ("unit",),
    Unit: ("parent",),
    Post: ("unit",),
    Appointment: ("person", "post"),
    Delegation: ("giver", "taker"),
    Clearance: ("person",),
    Briefing: ("person",),
    Account: ("person",),
    Token: ("account",),
    Medium: ("thing", "keeper"),
}
COLUMNS.update(_OLD)
WITH.update(_READ_WITH)
GATHERED[Round] = ("stops",)


def facts_of(case: Any) -> list[Fact]:
    found = []
    for label, how in COLUMNS.get(type(case), []):
        value = value_of(case, how)
        if value in (None, ""):
            continue
        found.append(Fact(label, plain(value), wide=isinstance(value, str) and len(value) > 60))
    return found


def plain(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, date):
        return day(value)
    return value
