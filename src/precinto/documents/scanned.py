# SPDX-License-Identifier: EUPL-1.2
"""Fields that name things by their codes, one a line, as a scanner writes them. What the person may not see is unknown to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.queries import find_thing
from precinto.procedures.facts import NOT_FOR_YOU, TextField

COUNT_HELP = _("One thing a line: its code, a space, the folios or pieces counted now.")
CODES_HELP = _("One code a line, as the scanner writes them.")
ERRORS = {
    "unknown": _("There is nothing here under “%(text)s”, or it is not for you."),
    "twice": _("“%(text)s” is there twice."),
    "count": _("Write the code and the number counted: “%(text)s”."),
}


class ManyLines(TextField):
    default_error_messages: ClassVar[dict[str, Any]] = ERRORS

    def __init__(
        self,
        *,
        of_the_case: Callable[[Any], Any] | None = None,
        ordered: Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`of_the_case` gives the things that a leader, who reads none of them, may name all the same: the case names them.
        `ordered` gives, of the form, those that this person may name because an order does."""
        self.of_the_case = of_the_case
        self.ordered = ordered
        super().__init__(lines=6, max_length=8000, **kwargs)

    def _fault(self, name: str, text: str, code: str = "") -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[name], code=code or name, params={"text": text})

    def _find(self, text: str, form: Any) -> Thing:
        thing = find_thing(text, form.actor.subject)
        if thing is None and form.case is not None and self.of_the_case is not None:
            code = codes.parse(text)
            thing = self.of_the_case(form.case).filter(code=code.text).first() if code is not None else None
        if thing is None and self.ordered is not None and (code := codes.parse(text)) is not None:
            thing = self.ordered(form).filter(code=code.text).first()
        if thing is None:
            code = codes.parse(text)
            named = code is not None and code.kind in ("C", "M", "T")
            raise self._fault("unknown", text, NOT_FOR_YOU if named else "unknown")
        return thing


class CodesField(ManyLines):
    """Cleans to the things, in order."""

    kind = "codes"

    def look(self, value: Any, form: Any) -> list[Thing]:
        found: list[Thing] = []
        for line in str(value or "").replace(",", "\n").splitlines():
            if text := line.strip():
                thing = self._find(text, form)
                if thing in found:
                    raise self._fault("twice", text)
                found.append(thing)
        return found


class CountsField(ManyLines):
    """A count, one thing a line: its code and how many folios or pieces there are. Cleans to (thing, number) in order."""

    kind = "counts"

    def look(self, value: Any, form: Any) -> list[tuple[Thing, int]]:
        found: list[tuple[Thing, int]] = []
        for line in str(value or "").splitlines():
            text, _space, count = line.strip().rpartition(" ")
            if not line.strip():
                continue
            if not (count.isascii() and count.isdigit() and len(count) < 7 and text):
                raise self._fault("count", line.strip())
            thing = self._find(text, form)
            if any(known == thing for known, _n in found):
                raise self._fault("twice", text)
            found.append((thing, int(count)))
        return found
