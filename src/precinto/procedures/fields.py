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
from precinto.records import memo


def find_person(text: str) -> Person | None:
    """By badge code, scanned or typed, or by login."""
    code = codes.parse(text)
    if code is not None and code.kind == "P":
        return Person.objects.filter(code=code.text, stage="active").first()
    return Person.objects.filter(account__login=text.strip().casefold(), stage="active").first()


class PersonField(TextField):
    default_error_messages: ClassVar[dict[str, Any]] = {"unknown": _("Nobody here has that badge or name of account.")}
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

    default_error_messages: ClassVar[dict[str, Any]] = {
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
    kinds: tuple[str, ...] = ()

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
        text = self.to_python(value)
        forms.Field.validate(self, text)
        if not text:
            return None
        row = memo.once(
            (type(self), self.kinds, text),
            [self.model._meta.label_lower],
            lambda: self.queryset().filter(code=text).first(),
        )
        if row is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text}
            )
        return row


class UnitField(CodedField):
    model = Unit


class PostField(CodedField):
    model = Post


class PlaceField(CodedField):
    model = Place

    def __init__(self, *, kinds: tuple[str, ...] = ("safe", "drawer", "counter"), **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(**kwargs)

    def queryset(self) -> Any:
        return super().queryset().filter(kind__in=self.kinds)


class ScopeField(TextField):
    """A reading scope, one reader a line: a badge or account, `unit CODE`, `unit+ CODE` (with all below it), `post CODE`.

    After `from` (`desde`) and `until` (`hasta`) a date may follow. Cleans to a list of (principal, since, until).
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
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
        found: list[tuple[int, date | None, date | None]] = []
        for line in super().clean(value).splitlines():
            words = line.split()
            if not words:
                continue
            words, until = self._cut(words, ("until", "hasta"))
            words, since = self._cut(words, ("from", "desde"))
            found.append((self._one(words, line), since, until))
        return found

    def _cut(self, words: list[str], marks: tuple[str, ...]) -> tuple[list[str], date | None]:
        """The words before a mark, and the date after it."""
        for at, word in enumerate(words):
            if word.casefold() in marks:
                return words[:at], DayField().clean(" ".join(words[at + 1 :]))
        return words, None

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
