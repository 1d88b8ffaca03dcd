# SPDX-License-Identifier: EUPL-1.2
"""A step's facts: a typed form, canonicalised once, the same for page, API, CLI and import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from precinto.records.clock import today
from precinto.records.journal import plain

if TYPE_CHECKING:
    from precinto.procedures.model import Actor
    from precinto.records.models import Case


class Facts(SimpleNamespace):
    """Cleaned facts by name."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


# The error of a field that names, as the office writes it, something that is not there or not for this person. Which of the two
# does not show in it, and either is an attempt on record: a slip of the pen names nothing.
NOT_FOR_YOU = "not-for-you"


class FactForm(forms.Form):
    """`sealed` names the facts that go into the ledger as commitments; `secret` those that do not go at all (passwords)."""

    sealed: ClassVar[frozenset[str]] = frozenset()
    secret: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(self, *args: Any, actor: Actor, case: Case | None = None, **kwargs: Any) -> None:
        self.actor = actor
        self.case = case
        super().__init__(*args, **kwargs)
        for name, bound in self.fields.items():
            bound.widget.attrs.setdefault("autocomplete", "off")
            if name in self.secret:
                bound.widget.attrs["autocomplete"] = "current-password"
        self.prepare()

    def prepare(self) -> None:
        """For forms whose fields depend on the person or the case: choices, initial values."""

    @classmethod
    def raw(cls, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What JSON or a command line gives, as a form takes it: lists become lines."""
        taken: dict[str, Any] = {}
        for name, value in facts.items():
            if isinstance(value, list | tuple):
                field = cls.base_fields.get(name)
                taken[name] = (
                    list(value) if isinstance(field, forms.MultipleChoiceField) else "\n".join(map(str, value))
                )
            elif isinstance(value, bool):
                taken[name] = "true" if value else ""
            else:
                taken[name] = value
        return taken

    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)

    @property
    def unseen(self) -> bool:
        """Whether a fact names something that is not there, or not for this person."""
        return any(one.code == NOT_FOR_YOU for errors in self.errors.as_data().values() for one in errors)

    def canonical(self) -> dict[str, Any]:
        return {name: written(self.cleaned_data.get(name)) for name in self.fields if name not in self.secret}


class NoFacts(FactForm):
    pass


def written(value: Any) -> Any:
    """A fact as the ledger writes it: objects by their key."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, list | tuple):
        return [written(item) for item in value]
    return plain(value)


class TextField(forms.CharField):
    """One line or, with `lines`, a few; normalised, without control characters, bounded."""

    def __init__(self, *, lines: int = 1, max_length: int = 300, **kwargs: Any) -> None:
        if lines > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


class DayField(forms.DateField):
    """A date as an office types it: 2026-12-03, 3/12/2026, 3/12, today, hoy, +7."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a date such as 2026-12-03, 3/12/2026, 3/12, today or +7.")
    }
    widget = forms.TextInput(attrs={"inputmode": "text", "placeholder": "aaaa-mm-dd, 3/12, +7"})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return timezone.localdate(value)
        if isinstance(value, date):
            return value
        text = str(value).strip().casefold()
        base = today()
        if text in ("hoy", "today"):
            return base
        if text in ("mañana", "manana", "tomorrow"):
            return base + timedelta(days=1)
        if match := re.fullmatch(r"\+(\d{1,4})", text):
            return base + timedelta(days=int(match[1]))
        try:
            if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
                return date(int(match[1]), int(match[2]), int(match[3]))
            if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", text):
                return date(int(match[3] or base.year), int(match[2]), int(match[1]))
        except ValueError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class MomentField(DayField):
    """A date, or a date and a time."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        text = str(value).strip()
        clock = time(12, 0)
        if match := re.fullmatch(r"(.+?)[ T](\d{1,2}):(\d{2})(?::\d{2})?", text):
            text = match[1]
            try:
                clock = time(int(match[2]), int(match[3]))
            except ValueError as error:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        day = super().to_python(text)
        return timezone.make_aware(datetime.combine(day, clock)) if day else None
