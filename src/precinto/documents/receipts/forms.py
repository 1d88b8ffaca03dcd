# SPDX-License-Identifier: EUPL-1.2
"""The facts that receipts ask for."""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.custody import codes
from precinto.documents.receipts.models import Receipt
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.procedures.facts import FactForm, TextField
from precinto.procedures.fields import PersonField

MOST = 200  # acts of one receipt
MARKS = "remarked"
PAPERS = ("receipt", MARKS)  # the printed forms that somebody signs in ink
LONGEST = 6000  # characters of a drawing
_DRAWING = re.compile(r"(?:M[0-9]{1,4} [0-9]{1,4}(?:L[0-9]{1,4} [0-9]{1,4}){0,600}){1,60}")


def pin_field(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=12, required=required, widget=widget)


class OpenReceipt(FactForm):
    person = PersonField(label=_("Person"))
    acts = TextField(
        label=_("Acts"),
        lines=3,
        max_length=MOST * 80,
        help_text=_("Their numbers, or the keys of the requests that did them."),
    )

    def clean_acts(self) -> list[uuid.UUID]:
        """The acts named, in their order. A request's key is that of the officer's own request."""
        named = list(dict.fromkeys(self.cleaned_data["acts"].split()))[: MOST + 1]
        if len(named) > MOST:
            raise forms.ValidationError(_("A receipt has %(most)s lines at most.") % {"most": MOST})
        by_intent = {f"{self.actor.key}:{text}": text for text in named}
        known = dict(Entry.objects.filter(intent__in=by_intent, kind="act").values_list("intent", "act"))
        acts = {by_intent[intent]: act for intent, act in known.items() if intent}
        written = [text for text in named if text not in acts]
        try:
            given = {text: uuid.UUID(text) for text in written}
        except ValueError as error:
            raise forms.ValidationError(_("One of these names no act.")) from error
        there = set(Entry.objects.filter(act__in=given.values(), kind="act").values_list("act", flat=True))
        if set(given.values()) - there:
            raise forms.ValidationError(_("One of these names no act."))
        return [acts[text] if text in acts else given[text] for text in named]


class Sign(FactForm):
    """By the person at the counter: with the PIN, or by hand. From their own session neither is needed.

    `lines`: how many acts stood on the receipt that was shown to them. Empty: whatever stands on it.
    """

    pin = pin_field(_("PIN"), required=False)
    lines = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    drawing = forms.CharField(max_length=LONGEST, required=False, widget=forms.HiddenInput)

    sealed: ClassVar[frozenset[str]] = frozenset({"drawing"})
    secret: ClassVar[frozenset[str]] = frozenset({"pin"})

    def prepare(self) -> None:
        if isinstance(self.case, Receipt):
            self.fields["lines"].initial = self.case.lines.count()

    def clean_drawing(self) -> str:
        text: str = self.cleaned_data["drawing"].strip()
        if text and not _DRAWING.fullmatch(text):
            raise forms.ValidationError(_("That is not a drawing."))
        return text


UNDO = "undo"


class SignOnPaper(FactForm):
    form = TextField(label=_("Number of the printed receipt"), max_length=30)

    def clean_form(self) -> str:
        code = codes.parse(self.cleaned_data["form"])
        known = PrintedForm.objects.filter(code=code.text, form__in=PAPERS).first() if code is not None else None
        if known is None:
            raise forms.ValidationError(_("There is no printed receipt with that number."))
        mine = set(self.case.lines.values_list("act", flat=True)) if isinstance(self.case, Receipt) else set()
        if known.about not in mine and not (known.form == MARKS and _tells_of(known, mine)):
            raise forms.ValidationError(_("That paper is the receipt of something else."))
        if _undone_since(known, mine):
            raise forms.ValidationError(_("What that paper says was undone since: print the receipt anew."))
        return known.code


def _undone_since(paper: PrintedForm, acts: set[uuid.UUID]) -> bool:
    """Whoever signs a paper signs what it says: an act that came after it is not on it."""
    told = Entry.objects.filter(act__in=[paper.about]).values("pk")[:1]
    return Entry.objects.filter(act__in=acts, step=UNDO, pk__gt=told).exists()


def _tells_of(paper: PrintedForm, acts: set[uuid.UUID]) -> bool:
    """The receipt of new marks tells of all that were put on in its case up to its printing."""
    last = Entry.objects.filter(act=paper.about).first() if paper.about else None
    return (
        last is not None
        and Entry.objects.filter(act__in=acts, procedure=last.procedure, case=last.case, pk__lte=last.pk).exists()
    )


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})
