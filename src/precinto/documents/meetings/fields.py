# SPDX-License-Identifier: EUPL-1.2
"""Guests of a meeting, who have no badge: named by their place on its list, or by their name."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.meetings.models import Meeting, Participant
from precinto.documents.meetings.queries import guests
from precinto.procedures.facts import FactForm, TextField


class GuestsField(TextField):
    """Guests of the meeting that the form is about, one a line: `G2`, or the name as it stands on the list."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("There is no guest “%(text)s” on the list of this meeting."),
        "one": _("Name one guest."),
    }
    kind = "guests"

    def __init__(self, *, one: bool = False, **kwargs: Any) -> None:
        self.one = one
        kwargs.setdefault("help_text", _("As they are numbered on its list: G1, G2."))
        super().__init__(lines=1 if one else 3, max_length=4000, required=False, **kwargs)

    def look(self, text: str, meeting: Meeting) -> Any:
        found: list[Participant] = []
        known = guests(meeting)
        for line in (part.strip() for part in text.replace(",", "\n").splitlines()):
            if not line:
                continue
            number = re.fullmatch(r"[Gg] ?([0-9]{1,4})", line)
            named = [
                guest
                for n, guest in known
                if (n == int(number[1]) if number else guest.guest.casefold() == line.casefold())
            ]
            if len(named) != 1:
                raise forms.ValidationError(self.error_messages["unknown"], code="unknown", params={"text": line})
            found += [guest for guest in named if guest not in found]
        if self.one and len(found) > 1:
            raise forms.ValidationError(self.error_messages["one"], code="one")
        return (found[0] if found else None) if self.one else found


class OfAMeeting(FactForm):
    """Fields of guests look into the list of their meeting."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            if isinstance(field, GuestsField) and name not in self.errors and isinstance(self.case, Meeting):
                try:
                    self.cleaned_data[name] = field.look(self.cleaned_data.get(name) or "", self.case)
                except forms.ValidationError as error:
                    self.add_error(name, error)

    def one_of(self, data: dict[str, Any], person: str) -> dict[str, Any]:
        """Either somebody of the house or a guest, and not both."""
        if (
            person not in self.errors
            and "guest" not in self.errors
            and bool(data.get(person)) == bool(data.get("guest"))
        ):
            self.add_error(person, _("Name somebody of the house, or a guest."))
        return data
