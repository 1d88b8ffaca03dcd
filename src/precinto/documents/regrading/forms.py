# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of a change of classification ask for."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.copying.fields import CopiesField
from precinto.documents.fields import CopyField, DocumentField, code_of
from precinto.documents.forms import Looking
from precinto.documents.models import Document
from precinto.documents.queries import find_document
from precinto.documents.regrading.models import Whose
from precinto.office.fields import AnyLevelField, CaveatsField
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PersonField, PlaceField

MOST = 20  # documents of one order


class DocumentsField(DocumentField):
    """Several documents, one a line. What the person may not see is unknown to them."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown_copy": _("There is nothing here under “%(text)s”, or it is not for you."),
        "twice": _("“%(text)s” is there twice."),
        "many": _("An order names %(most)s documents at most: write another for the rest."),
    }
    kind = "documents"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=2, max_length=4000, **kwargs)

    def look(self, value: Any, form: Any) -> list[Document]:  # type: ignore[override]
        found: list[Document] = []
        for line in str(value or "").replace(",", "\n").splitlines():
            if not (text := line.strip()):
                continue
            document = find_document(text, form.actor.subject)
            fault = "unknown_copy" if document is None else "twice" if document in found else ""
            if document is None or fault:
                code = code_of(text, form.actor.subject) if document is None else fault
                raise forms.ValidationError(self.error_messages[fault], code=code, params={"text": text})
            found.append(document)
        if len(found) > MOST:
            raise forms.ValidationError(self.error_messages["many"], code="many", params={"most": MOST})
        return found


class Order(Looking):
    documents = DocumentsField(label=_("Documents"), help_text=_("One number or code a line."))
    level = AnyLevelField(label=_("New level"))
    caveats = CaveatsField(
        label=_("Caveats"), required=False,
        help_text=_("All that it bears from now on: what is not ticked is lifted."),
    )  # fmt: skip
    declassify_on = DayField(label=_("Declassified on"), required=False)
    declassify_event = TextField(label=_("Or when this happens"), max_length=200, required=False)
    whose = forms.ChoiceField(label=_("Who decided"), choices=Whose.choices)
    body = TextField(label=_("Body that decided"), max_length=200)
    reference = TextField(label=_("Reference of the order"), max_length=120)
    dated = DayField(label=_("Date of the order"))
    reason = TextField(label=_("Reason"), lines=2, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"body", "reference", "reason"})


class ListTerms(FactForm):
    until = DayField(label=_("Whose term runs out by"), help_text=_("As a rule, 31 December."))
    reason = TextField(label=_("Rule that it rests on"), lines=2, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def prepare(self) -> None:
        self.fields["until"].initial = date(self.actor.day.year, 12, 31).isoformat()


class LeaveOut(Looking):
    document = DocumentField(label=_("Document"))
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Apply(FactForm):
    place = PlaceField(
        label=_("Safe for what lies too low"), required=False,
        help_text=_("Only for a higher level: what lies in a safe that may not hold it moves there in this same act."),
    )  # fmt: skip


class Remark(Looking):
    copies = CopiesField(label=_("Copies marked anew"), help_text=_("One code a line."))
    holder = PersonField(
        label=_("Holder who signs"),
        required=False,
        help_text=_("For what is in somebody's hands: a receipt is opened, and the holder signs it."),
    )
    receipt = TextField(
        label=_("Receipt"),
        max_length=200,
        required=False,
        help_text=_("Reference and date, for what is with another body."),
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"receipt"})


class Excuse(Looking):
    copy = CopyField(label=_("Copy"))
    reason = TextField(label=_("Why it will not be marked"), lines=2, max_length=200)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})
