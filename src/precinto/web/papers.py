# SPDX-License-Identifier: EUPL-1.2
"""The papers that a page offers to print: of a document, of a loan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from precinto.documents.models import Copy, Document, Loan
from precinto.ledger.append import new_act
from precinto.office.procedures import FORM
from precinto.procedures.model import Actor
from precinto.procedures.perform import may_take


@dataclass(frozen=True)
class Paper:
    """One button: the form, of what, its words, and the key that makes a double click print once."""

    form: str
    target: str
    words: Any
    intent: str = field(default_factory=lambda: str(new_act()))


def may_print(actor: Actor) -> bool:
    return may_take(FORM, FORM.steps["print"], None, actor)


def of_document(document: Document, copies: list[Copy], actor: Actor) -> list[Paper]:
    if not may_print(actor):
        return []
    code = document.code
    found = [
        Paper("label", code, _("Print the labels")),
        Paper("entry", code, _("Print the entry")),
        Paper("cover", code, _("Print the cover sheet")),
        Paper("readers", code, _("Print the list of readers")),
    ]
    words = _("Print the control sheet of copy %(n)s")
    return found + [Paper("control", copy.thing.code, words % {"n": copy.number}) for copy in copies[:20]]


def of_loan(loan: Loan, actor: Actor, *, visible: bool) -> list[Paper]:
    """The slip once it is approved, the settlement once it is back; of a document that one may see."""
    if not visible or not may_print(actor):
        return []
    found = []
    if loan.stage in ("approved", "lent", "returned", "settled"):
        found.append(Paper("loan", str(loan.pk), _("Print the loan slip")))
    if loan.stage in ("returned", "settled"):
        found.append(Paper("settlement", str(loan.pk), _("Print the settlement")))
    return found
