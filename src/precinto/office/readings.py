# SPDX-License-Identifier: EUPL-1.2
"""The readings that the office adopts in the place of those that come with the program: the facts, what must hold, what it changes.

The text is data and the law changes; what the office reads otherwise is an act, with who, when and why. No rule of the program
changes by it: it says how the office understands what it is asked.
"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.office.models import Reading
from precinto.policy import CLAUSES
from precinto.procedures.facts import FactForm, Facts, TextField
from precinto.procedures.model import Actor, Reason
from precinto.records import journal

LONGEST = 4000


class ProposeReading(FactForm):
    clause = forms.ChoiceField(label=_("Clause"), choices=())
    reading = TextField(
        label=_("How it is to be read"), lines=4, max_length=LONGEST, required=False,
        help_text=_("Empty: as it comes with the program."),
    )  # fmt: skip
    text = TextField(
        label=_("The office's own text of this clause"), lines=4, max_length=LONGEST, required=False,
        help_text=_("Empty: the text that comes with the program."),
    )  # fmt: skip
    reason = TextField(label=_("Reason"), lines=2)

    def prepare(self) -> None:
        field = self.fields["clause"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(id, id) for id in CLAUSES]


def in_force(clause: str) -> Reading | None:
    """The reading of a clause that the office has adopted, if it has."""
    return Reading.objects.filter(clause=clause, stage="in_force").first()


def open_reading(actor: Actor, facts: Facts) -> Reading:
    return Reading(clause=facts.clause, reading=facts.reading, text=facts.text, reason=facts.reason)


def says_something_else(case: Reading, actor: Actor, facts: Facts) -> Reason | None:
    now = in_force(case.clause)
    same = (case.reading, case.text) == ((now.reading, now.text) if now else ("", ""))
    return Reason("read-so-already", {"clause": case.clause}) if same else None


def adopt(case: Reading, actor: Actor, facts: Facts) -> None:
    """It takes the place of the one before; that one stays readable."""
    before = in_force(case.clause)
    if before is not None:
        journal.change(before, stage="superseded")
    journal.change(case, since=actor.at)
