# SPDX-License-Identifier: EUPL-1.2
"""The facts of runs of sheets, and of what is confirmed against the paper."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.paper.models import For
from precinto.procedures.facts import FactForm, TextField
from precinto.procedures.fields import PersonField

MOST = 100  # sheets of a run, and of what is spoiled at once: more does not fit into one entry of the ledger
HIGHEST = 999_999


def number_field(label: Any, **how: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=HIGHEST, **how)


class Span(FactForm):
    """From one number to another, both included."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            data["last"] = data.get("last") or data["first"]
            if not 0 <= data["last"] - data["first"] < MOST:
                self.add_error("last", _("From one number to a higher one, 100 sheets at most."))
        return data


class Reserve(Span):
    use = forms.ChoiceField(label=_("What they are for"), choices=For.choices)
    prefix = forms.RegexField(  # type: ignore[assignment]  # a field: Django takes it off the class
        label=_("Letters before the number"), regex=r"\A[A-Z]{1,6}-?\Z", required=False, max_length=7,
        help_text=_("In capitals, such as H-; empty if the sheets bear a number alone."),
    )  # fmt: skip
    first = number_field(_("First number"))
    last = number_field(_("Last number"))
    holder = PersonField(label=_("Who has them"))


class Pass(FactForm):
    holder = PersonField(label=_("Who has them"))


class Spoil(Span):
    first = number_field(_("Number of the sheet"))
    last = number_field(_("Until the number"), required=False, help_text=_("Empty: that one sheet."))
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Dispute(FactForm):
    difference = TextField(label=_("What the paper says"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"difference"})
