# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of receiving ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.fields import DocumentField
from precinto.documents.forms import Looking, folios_field
from precinto.documents.models import Via
from precinto.documents.receiving.fields import YesNoField
from precinto.office.fields import AnyLevelField
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PlaceField

# A document that was made here or stood in an old register does not come in an envelope.
CHANNELS = [(via.value, via.label) for via in (Via.BAG, Via.MAIL, Via.HAND)]
WHERE = ("counter", "safe", "drawer")


def listed_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Folios that the sender's list names"), required=False, min_value=1, max_value=100_000
    )


class Announce(FactForm):
    sender = TextField(label=_("Sender"), max_length=200)
    reference = TextField(label=_("Sender's reference"), max_length=120)
    channel = forms.ChoiceField(label=_("How it comes"), choices=CHANNELS)
    level = AnyLevelField(label=_("Level announced"))
    expected = DayField(label=_("Expected on"), required=False)
    listed = listed_field()
    note = TextField(label=_("Note"), max_length=500, required=False, lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"sender", "reference", "note"})


class Inquire(FactForm):
    answer = TextField(label=_("What the sender answers"), max_length=500, lines=2)
    expected = DayField(label=_("Now expected on"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"answer"})


class Receive(FactForm):
    outer_intact = YesNoField(label=_("Outer cover intact"))
    seals = TextField(label=_("Seals, as they are read"), max_length=200, required=False)
    brought_by = TextField(label=_("Brought by"), max_length=200)
    place = PlaceField(label=_("Where it is kept until it is opened"), kinds=WHERE)
    account = TextField(
        label=_("What is wrong with it"), max_length=250, required=False, lines=2,
        help_text=_("Only where the cover or a seal is not as it should be. It stands on the receipt: nothing classified."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = frozenset({"brought_by", "account"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outer_intact") is False and not data.get("account"):
            self.add_error("account", _("Write what is wrong with the cover."))
        return data


class Arrive(Receive):
    """An envelope that nobody announced."""

    sender = TextField(label=_("Sender"), max_length=200)
    reference = TextField(label=_("Sender's reference"), max_length=120, required=False)
    channel = forms.ChoiceField(label=_("How it comes"), choices=CHANNELS)
    level = AnyLevelField(label=_("Level that the cover or the guide says"))
    listed = listed_field()
    note = TextField(label=_("Note"), max_length=500, required=False, lines=2)

    sealed: ClassVar[frozenset[str]] = Receive.sealed | Announce.sealed
    field_order = ("sender", "reference", "channel", "level", "outer_intact", "seals", "brought_by", "place")


class SendBack(FactForm):
    reason = TextField(label=_("Why it goes back unopened"), lines=2)
    body = PlaceField(label=_("To whom"), kinds=("body",))
    returned_by = TextField(label=_("Who takes it back"), max_length=200)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "returned_by"})


class OpenIt(FactForm):
    inner_intact = YesNoField(label=_("Inner envelope intact"))
    folios = folios_field(_("Folios counted"))
    listed = listed_field()
    account = TextField(
        label=_("What does not agree"), max_length=250, required=False, lines=2,
        help_text=_("It stands on the receipt: nothing classified."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})

    def prepare(self) -> None:
        if self.case is not None:
            self.fields["listed"].initial = getattr(self.case, "listed", None)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        listed = data.get("listed") or getattr(self.case, "listed", None)
        differs = listed is not None and data.get("folios") not in (None, listed)
        if (differs or data.get("inner_intact") is False) and not data.get("account"):
            self.add_error("account", _("The folios or the cover do not agree: write what was found."))
        return data


class Link(Looking):
    document = DocumentField(label=_("Document that came in it"))


class ReturnReceipt(FactForm):
    returned_by = TextField(label=_("How the receipt goes back (carrier, date, reference)"), max_length=200)

    sealed: ClassVar[frozenset[str]] = frozenset({"returned_by"})


class OpenBook(FactForm):
    series = forms.RegexField(
        r"^[A-Z]$", label=_("Series"), initial="E", help_text=_("One letter: E for what comes in, S for what goes out.")
    )
    year = forms.IntegerField(label=_("Year"), min_value=1970, max_value=2069)

    def prepare(self) -> None:
        self.fields["year"].initial = self.actor.day.year
