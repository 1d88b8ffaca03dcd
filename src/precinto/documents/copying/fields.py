# SPDX-License-Identifier: EUPL-1.2
"""A field that names several copies, one a line, as a scanner writes them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.fields import CopyField, code_of
from precinto.documents.models import Copy
from precinto.documents.queries import find_copy


class CopiesField(CopyField):
    """Cleans to the copies, in order. What the person may not see is unknown to them."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown_copy": _("There is nothing here under “%(text)s”, or it is not for you."),
        "twice": _("“%(text)s” is there twice."),
    }
    kind = "copies"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=3, max_length=8000, **kwargs)

    def look(self, value: Any, form: Any) -> list[Copy]:  # type: ignore[override]
        found: list[Copy] = []
        for line in str(value or "").replace(",", "\n").splitlines():
            if not (text := line.strip()):
                continue
            copy = find_copy(text, form.actor.subject)
            if copy is None:
                raise self._fault("unknown_copy", text, code_of(text, form.actor.subject))
            if copy in found:
                raise self._fault("twice", text)
            found.append(copy)
        return found

    def _fault(self, name: str, text: str, code: str = "") -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[name], code=code or name, params={"text": text})
