# SPDX-License-Identifier: EUPL-1.2
"""Fields of what comes in: an envelope by its code, yes or no."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.receiving.models import Parcel
from precinto.documents.receiving.parcels import find_parcel
from precinto.procedures.facts import TextField


class ParcelField(TextField):
    """The envelope or bundle that a document comes out of, by its code or by the name of its case."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("No envelope and no bundle of papers has that code."),
    }
    kind = "parcel"

    def clean(self, value: Any) -> Parcel | None:
        text = super().clean(value)
        if not text:
            return None
        found = find_parcel(text)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class YesNoField(forms.TypedChoiceField):
    """Yes or no, and never by default: somebody has looked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return {"true": "yes", "sí": "yes", "si": "yes", "false": "no"}.get(str(value).casefold(), str(value or ""))
