# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of meetings ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.fields import CopyField
from precinto.documents.forms import Looking, Movement, account_field, folios_field
from precinto.documents.meetings.fields import GuestsField, OfAMeeting
from precinto.documents.receiving.fields import YesNoField
from precinto.documents.receiving.forms import WHERE
from precinto.office.fields import AnyLevelField
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PersonField, PersonsField, PlaceField


class Convene(FactForm):
    title = TextField(label=_("Name of the meeting, unclassified"), max_length=200)
    on = DayField(label=_("On"))
    until = DayField(label=_("Last day, if it lasts longer"), required=False)
    room = TextField(label=_("Where"), max_length=200)
    level = AnyLevelField(label=_("Highest level that is read or spoken of"))
    elsewhere = forms.BooleanField(label=_("It is held elsewhere, by another body"), required=False)
    participants = PersonsField(
        label=_("Who takes part"), help_text=_("All of them: one badge or account a line. Guests are added then.")
    )
    organiser = PersonField(label=_("Organiser"), required=False, help_text=_("Empty: yourself."))
    agenda = TextField(label=_("Agenda, unclassified"), max_length=1000, required=False, lines=3)

    sealed: ClassVar[frozenset[str]] = frozenset({"title", "room", "agenda"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("until") and data.get("on") and data["until"] < data["on"]:
            self.add_error("until", _("It ends before it begins."))
        return data


class Invite(FactForm):
    person = PersonField(label=_("Who"))


class InviteGuest(FactForm):
    guest = TextField(label=_("Name of the guest"), max_length=200)
    body = TextField(label=_("Body"), max_length=200)
    level = AnyLevelField(label=_("Cleared up to"))
    certificate = TextField(label=_("Certificate of clearance (reference and date)"), max_length=200)
    until = DayField(label=_("Certificate in force until"))

    sealed: ClassVar[frozenset[str]] = frozenset({"guest", "body", "certificate"})


class LeaveOut(OfAMeeting):
    person = PersonField(label=_("Who"), required=False)
    guest = GuestsField(one=True, label=_("Or which guest"))
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def clean(self) -> dict[str, Any]:
        return self.one_of(super().clean() or {}, "person")


class PlanPaper(OfAMeeting, Looking):
    copy = CopyField(label=_("Copy"))
    reader = PersonField(label=_("For whom"), required=False)
    guest = GuestsField(
        one=True,
        label=_("Or for which guest"),
        help_text=_("As numbered on the list: G1, G2. The organiser answers for it."),
    )

    def clean(self) -> dict[str, Any]:
        return self.one_of(super().clean() or {}, "reader")


class DropPaper(Looking):
    copy = CopyField(label=_("Copy"))


class Begin(OfAMeeting):
    devices_outside = YesNoField(label=_("Telephones and other devices were left outside"), required=False)
    absent = PersonsField(label=_("Who did not come"), required=False)
    absent_guests = GuestsField(label=_("Which guests did not come"))


class CountPaper(Looking):
    copy = CopyField(label=_("Copy"))
    folios = folios_field(_("Folios counted"))


class GivePaper(CountPaper, Movement):
    """Passes over the counter, or passed while the machine did not answer: then a station says when and by whom."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("occurred_at") and data.get("noted_by") is None:
            self.add_error("occurred_at", _("Only what a station brings happened at another time than now."))
        return data


class LetGo(CountPaper):
    place = PlaceField(label=_("Into which safe"), kinds=WHERE)
    account = account_field()

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})

    def prepare(self) -> None:
        if isinstance(self.fields["place"], PlaceField):
            choices = self.fields["place"].rows()
            if choices:
                self.fields["place"].initial = choices[0][0]


class CollectPaper(LetGo, GivePaper):
    """What comes back from a reader, to the counter or to a station."""


class LosePaper(Looking):
    copy = CopyField(label=_("Copy"))
    reason = TextField(label=_("What is known of it"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Expect(FactForm):
    of = TextField(label=_("Meeting that they come from"), max_length=200)
    attendee = PersonField(label=_("Who was there"), required=False, help_text=_("Empty: yourself."))
    returned_on = DayField(label=_("Back on"))
    papers = forms.IntegerField(label=_("How many papers"), required=False, min_value=0, max_value=999)
    level = AnyLevelField(label=_("Highest level among them"))

    sealed: ClassVar[frozenset[str]] = frozenset({"of"})


class Remind(FactForm):
    answer = TextField(label=_("What they answer"), max_length=500, lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"answer"})


class Nothing(FactForm):
    statement = TextField(
        label=_("Statement"), max_length=500, lines=2, help_text=_("Such as: no paper was handed out at the meeting.")
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"statement"})


class Surrender(FactForm):
    found = forms.IntegerField(label=_("Papers handed in"), min_value=1, max_value=999)
    folios = folios_field(_("Folios of all of them"))
    place = PlaceField(label=_("Where they are kept until they are registered"), kinds=WHERE)
    account = TextField(label=_("What does not agree"), max_length=500, required=False, lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        announced = data.get("papers") or getattr(self.case, "papers", None)
        if announced and data.get("found") not in (None, announced) and not data.get("account"):
            self.add_error("account", _("Another number of papers was announced: write what was found."))
        return data


class TakeIn(Surrender):
    """Papers that nobody had announced: they are at the counter before anybody expects them."""

    of = TextField(label=_("Meeting that they come from"), max_length=200)
    attendee = PersonField(label=_("Who was there"))
    returned_on = DayField(label=_("Back on"))
    papers = forms.IntegerField(label=_("How many papers"), required=False, min_value=0, max_value=999)
    level = AnyLevelField(label=_("Highest level among them"))

    sealed: ClassVar[frozenset[str]] = Surrender.sealed | {"of"}
    field_order = ("of", "attendee", "returned_on", "level", "papers")
