# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of clause 1.3 ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.custody import codes
from precinto.custody.models import OFFICE, PlaceKind, Thing
from precinto.documents.keeping import queries
from precinto.documents.keeping.models import LockKind, Plan, Trigger
from precinto.procedures.facts import NOT_FOR_YOU, DayField, FactForm, TextField
from precinto.procedures.fields import PersonField, PersonsField, PlaceField

MOST = 100  # codes of one act
KEPT = tuple(OFFICE)
SHUT = (PlaceKind.SAFE, PlaceKind.DRAWER, PlaceKind.ROOM)
ALL = (PlaceKind.BUILDING, PlaceKind.ROOM, *OFFICE)
DIGITS = 2


class Discreet(TextField):
    """Words about a lock. The least that can be a combination has three figures, so more than two are not taken."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "figures": _(
            "Write it without figures: a combination is never written down, here or elsewhere, and nobody can tell one from "
            "a number. The day and the hour are on record in any case."
        )
    }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if sum(char.isdigit() for char in text) > DIGITS:
            raise forms.ValidationError(self.error_messages["figures"], code="figures")
        return text


class CodesField(TextField):
    """Codes of things, one a line, as a scanner gives them."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "mistyped": _("“%(text)s” was not read well."),
        "many": _("At most %(most)s at once."),
        "none": _("Read at least one code."),
    }
    kind = "codes"
    kinds = "CMT"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=6, max_length=MOST * 64, **kwargs)

    def clean(self, value: Any) -> Any:
        found: dict[str, None] = {}
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            code = codes.parse(line)
            if code is None or code.kind not in self.kinds:
                raise forms.ValidationError(
                    self.error_messages["mistyped"], code="mistyped", params={"text": line.strip()[:64]}
                )
            found[code.text] = None
        if len(found) > MOST:
            raise forms.ValidationError(self.error_messages["many"], code="many", params={"most": MOST})
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["none"], code="none")
        return list(found)


class FitLock(FactForm):
    place = PlaceField(label=_("Place"), kinds=SHUT)
    kind = forms.ChoiceField(label=_("Kind of lock"), choices=LockKind.choices)


class ChangeCombination(FactForm):
    trigger = forms.ChoiceField(label=_("Why it is changed"), choices=Trigger.choices)
    knowers = PersonsField(
        label=_("Who else knows it"),
        required=False,
        help_text=_("One badge or account a line. Whoever changes it knows it, and is on the list in any case."),
    )

    def prepare(self) -> None:
        trigger = getattr(self.case, "trigger", "") or Trigger.YEARLY
        self.fields["trigger"].initial = trigger


class LockReason(FactForm):
    reason = Discreet(label=_("What happened"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class OpenSheet(FactForm):
    place = PlaceField(label=_("Place"), kinds=SHUT)


class AllShut(FactForm):
    place = PlaceField(label=_("Checked, with all that is in it"), kinds=(PlaceKind.BUILDING, *SHUT))


class LeftOpen(AllShut):
    open = PlaceField(label=_("What was found open"), kinds=SHUT)
    account = TextField(label=_("How it was found, and what was done"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})


class AccountForMissed(FactForm):
    day = DayField(label=_("Day on which nobody looked"))
    account = TextField(label=_("Why, and how it is known that all was shut"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})


class Conclude(FactForm):
    conclusion = TextField(label=_("Conclusion"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"conclusion"})


class ThingsField(CodesField):
    """Things with the eyes of whoever acts: what they may not see is not there."""

    default_error_messages: ClassVar[dict[str, Any]] = {"unknown": _("There is nothing here under the code %(code)s.")}
    kind = "things"

    def look(self, found: list[str], form: FactForm) -> list[Thing]:
        seen = queries.seen_things(found, form.actor.subject)
        for code in found:
            if code not in seen:
                raise forms.ValidationError(
                    self.error_messages["unknown"], code=NOT_FOR_YOU, params={"code": codes.pretty(code)}
                )
        return [seen[code] for code in found]


class Relocate(FactForm):
    things = ThingsField(label=_("What is moved"), help_text=_("One code a line."))
    place = PlaceField(label=_("Into which safe"), kinds=KEPT)
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def clean_things(self) -> list[Thing]:
        field = self.fields["things"]
        found: list[str] = self.cleaned_data["things"]
        return field.look(found, self) if isinstance(field, ThingsField) else []


# ---- inventories


class PlanInventory(FactForm):
    plan = forms.ChoiceField(
        label=_("Which inventory"), choices=[(p.value, p.label) for p in (Plan.JANUARY, Plan.JUNE)]
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2099)

    def prepare(self) -> None:
        self.fields["year"].initial = self.actor.day.year


class OpenInventory(FactForm):
    plan = forms.ChoiceField(
        label=_("Which inventory"), choices=[(p.value, p.label) for p in Plan if p is not Plan.HAND_OVER]
    )
    place = PlaceField(label=_("Where"), kinds=ALL, required=False, help_text=_("Empty: all the places of the office."))


class ScanFacts(FactForm):
    place = PlaceField(label=_("Place"), kinds=KEPT)
    codes = CodesField(label=_("What is there"), help_text=_("One code a line."))


class FinishPlace(FactForm):
    place = PlaceField(label=_("Place"), kinds=KEPT)


class Objections(FactForm):
    objections = TextField(label=_("Objections"), lines=4, max_length=1000)

    sealed: ClassVar[frozenset[str]] = frozenset({"objections"})


class AnswerObjections(FactForm):
    answer = TextField(label=_("Answer to the objections"), lines=4, max_length=1000)

    sealed: ClassVar[frozenset[str]] = frozenset({"answer"})


class OpenRelief(FactForm):
    outgoing = PersonField(label=_("Who hands over"))
    incoming = PersonField(label=_("Who takes over"))
    place = PlaceField(
        label=_("What is handed over"), kinds=ALL, required=False, help_text=_("Empty: all the places of the office.")
    )
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class TakeOver(FactForm):
    remarks = TextField(label=_("Objections of who takes over"), lines=3, max_length=1000, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"remarks"})
