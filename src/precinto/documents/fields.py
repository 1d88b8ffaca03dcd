# SPDX-License-Identifier: EUPL-1.2
"""Fields that name documents and copies. What the person may not see is unknown to them: the words are the same."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.access.decide import Subject
from precinto.documents import borne
from precinto.documents.models import Copy, Document
from precinto.documents.queries import find_copy, find_document, unseen
from precinto.procedures.facts import NOT_FOR_YOU, TextField

UNKNOWN = {"unknown": _("There is nothing here under that number, or it is not for you.")}


def code_of(text: str, who: Subject) -> str:
    """The code of the error for a text under which `who` found nothing."""
    return NOT_FOR_YOU if unseen(text, who) else "unknown"


class DocumentField(TextField):
    default_error_messages: ClassVar[dict[str, Any]] = UNKNOWN
    kind = "document"

    def look(self, value: Any, form: Any) -> Document | None:
        if not value:
            return None
        found = find_document(str(value), form.actor.subject)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code=code_of(str(value), form.actor.subject))
        return found


class CopyField(TextField):
    default_error_messages: ClassVar[dict[str, Any]] = UNKNOWN
    kind = "copy"

    def look(self, value: Any, form: Any) -> Copy | None:
        if not value:
            return None
        found = find_copy(str(value), form.actor.subject)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code=code_of(str(value), form.actor.subject))
        return found


class BorneField(TextField):
    """The numbers that copies bear of their originator's numbering, in the shortest form: `7-9/20`."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "borne": _("Write it as 7/20, or as 7-9/20 for three copies: no number above how many there are."),
    }

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return borne.written(*borne.read(text))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["borne"], code="borne") from error


class FoliosField(TextField):
    """How many folios each of several copies has, in their order: `12, 12, 11`. Cleans to the numbers; none where nothing is written."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "folios": _("Write how many folios each copy has, with a comma between: 12, 12, 11."),
    }

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        found = [part.strip() for part in text.split(",")] if text else []
        if not all(part.isascii() and part.isdigit() and 0 < len(part) < 7 and int(part) for part in found):
            raise forms.ValidationError(self.error_messages["folios"], code="folios")
        return [int(part) for part in found]
