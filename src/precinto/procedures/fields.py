# SPDX-License-Identifier: EUPL-1.2
"""Fields that name persons, units, posts and places as an office writes them: by badge, login or code."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person, Post, Unit
from precinto.access.principals import Kind, principal
from precinto.custody import codes
from precinto.custody.models import Place
from precinto.procedures.facts import DayField, TextField


def find_person(text: str) -> Person | None:
    """By badge code, scanned or typed, or by login."""
    code = codes.parse(text)
    if code is not None and code.kind == "P":
        return Person.objects.filter(code=code.text, stage="active").first()
    return Person.objects.filter(account__login=text.strip().casefold(), stage="active").first()


class PersonField(TextField):
    default_error_messages: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "unknown": _("Nobody here has that badge or name of account.")
    }
    kind = "person"

    def clean(self, value: Any) -> Any:
        if isinstance(value, Person):
            return value
        text = super().clean(value)
        if not text:
            return None
        person = find_person(text)
        if person is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return person


class PersonsField(TextField):
    """Several persons, one a line, in order."""

    default_error_messages: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "unknown": _("Nobody here has the badge or account “%(text)s”."),
        "twice": _("“%(text)s” is there twice."),
    }
    kind = "persons"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=4, max_length=4000, **kwargs)

    def clean(self, value: Any) -> Any:
        found: list[Person] = []
        for line in super().clean(value).replace(",", "\n").splitlines():
            if not line.strip():
                continue
            person = find_person(line)
            if person is None:
                raise forms.ValidationError(
                    self.error_messages["unknown"], code="unknown", params={"text": line.strip()}
                )
            if person in found:
                raise forms.ValidationError(self.error_messages["twice"], code="twice", params={"text": line.strip()})
            found.append(person)
        return found


class CodedField(forms.ChoiceField):
    """A choice among rows that have a code: units, posts, places."""

    model: type[Any]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self.rows, **kwargs)

    def rows(self) -> list[tuple[str, str]]:
        blank = [] if self.required else [("", "—")]
        return blank + [(row.code, f"{row.name} ({row.code})") for row in self.queryset()]

    def queryset(self) -> Any:
        return self.model.objects.filter(stage="in_use").order_by("name")

    def clean(self, value: Any) -> Any:
        if isinstance(value, self.model):
            return value
        text = super().clean(value)
        return self.queryset().get(code=text) if text else None


class UnitField(CodedField):
    model = Unit


class PostField(CodedField):
    model = Post


class PlaceField(CodedField):
    model = Place

    def __init__(self, *, kinds: tuple[str, ...] = ("safe", "counter"), **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(**kwargs)

    def queryset(self) -> Any:
        return super().queryset().filter(kind__in=self.kinds)


class ScopeField(TextField):
    """A reading scope, one reader a line: a badge or account, `unit CODE`, `unit+ CODE` (with all below it), `post CODE`.

    After `until` (or `hasta`) a date may follow. Cleans to a list of (principal, until).
    """

    default_error_messages: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "unknown": _("“%(text)s” names nobody: write a badge or account, “unit CODE”, “unit+ CODE” or “post CODE”."),
    }
    kind = "scope"
    WORDS: ClassVar[dict[str, Kind]] = {
        "unit": Kind.UNIT,
        "unidad": Kind.UNIT,
        "unit+": Kind.TREE,
        "unidad+": Kind.TREE,
        "post": Kind.POST,
        "puesto": Kind.POST,
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=4, max_length=4000, **kwargs)

    def clean(self, value: Any) -> Any:
        found: list[tuple[int, date | None]] = []
        for line in super().clean(value).splitlines():
            words = line.split()
            if not words:
                continue
            until: date | None = None
            for mark in ("until", "hasta"):
                if mark in [w.casefold() for w in words]:
                    at = [w.casefold() for w in words].index(mark)
                    until = DayField().clean(" ".join(words[at + 1 :]))
                    words = words[:at]
                    break
            found.append((self._one(words, line), until))
        return found

    def _one(self, words: list[str], line: str) -> int:
        kind = self.WORDS.get(words[0].casefold()) if words else None
        if kind is not None and len(words) == 2:
            model: Any = Post if kind is Kind.POST else Unit
            row = model.objects.filter(code__iexact=words[1]).first()
            if row is not None:
                return principal(kind, row.pk)
        else:
            person = find_person(" ".join(words))
            if person is not None:
                return principal(Kind.PERSON, person.pk)
        raise forms.ValidationError(self.error_messages["unknown"], code="unknown", params={"text": line.strip()})
