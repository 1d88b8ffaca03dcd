# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of destruction ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.custody.models import Thing
from precinto.documents.destroying import queries
from precinto.documents.destroying.fields import REFUGES, PlacesField, PlanField
from precinto.documents.destroying.models import Waste
from precinto.documents.fields import DocumentField
from precinto.documents.forms import MOST_FOLIOS, Found, Looking
from precinto.documents.forms import Conclude as Conclude
from precinto.documents.forms import Reason as Reason
from precinto.documents.models import Document
from precinto.documents.queries import document_called
from precinto.documents.scanned import CODES_HELP, COUNT_HELP, CodesField, CountsField
from precinto.office.fields import LevelField
from precinto.procedures.facts import DayField, FactForm, MomentField, TextField
from precinto.procedures.fields import PersonField, PersonsField, PlaceField, UnitField


def seal_field(label: Any) -> TextField:
    return TextField(label=label, max_length=60)


class Propose(Looking):
    reason = TextField(label=_("Why it is destroyed"), lines=2)
    things = CodesField(label=_("Things"), help_text=CODES_HELP, required=False)
    authorisation = TextField(
        label=_("Order or authorisation of the classifying authority (reference and date)"),
        max_length=200,
        required=False,
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "authorisation"})


class AddLines(Propose):
    things = CodesField(label=_("Things"), help_text=CODES_HELP, required=False)
    serial = TextField(label=_("Manufacturer's serial number"), max_length=80, required=False)
    from_sweeps = forms.BooleanField(label=_("All that the sweeps have decided to destroy"), required=False)

    field_order = ("things", "reason", "authorisation", "serial", "from_sweeps")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("things") and not data.get("from_sweeps"):
            self.add_error("things", _("Write at least one code."))
        return data


class DropLine(Looking):
    things = CodesField(label=_("Things"), help_text=CODES_HELP)
    reason = TextField(label=_("Why it is taken off the list"), lines=2)
    found = forms.IntegerField(
        label=_("Folios or pieces found, if they differ"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("Another number than the register's opens a discrepancy; 0 says that it is not there."),
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("found") is not None and len(data.get("things") or []) != 1:
            self.add_error("things", _("Write one code: the count is of one thing."))
        return data


class Count(Looking):
    counts = CountsField(label=_("Recount, one by one"), help_text=COUNT_HELP)


class Seal(Count):
    seal = seal_field(_("Number of the seal"))
    place = PlaceField(label=_("Where the sealed bag is kept"))


class Unseal(Count):
    """What lies open is counted one by one. What differs is told, and is a discrepancy from then on."""

    reason = TextField(label=_("Why it is opened"), lines=2)
    place = PlaceField(label=_("Into which safe"))
    account = TextField(
        label=_("What was found, if a count differs"), lines=2, max_length=500, required=False,
        help_text=_("What differs leaves the list, and a discrepancy is opened; 0 says that it is not there."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "account"})
    field_order = ("reason", "counts", "account", "place")


class BringBackOpened(Unseal):
    reason = TextField(label=_("Why it comes back"), lines=2)


def items_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=100_000)


def pieces_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Folios and pieces counted in all"), min_value=1, max_value=10_000_000)


class BringBack(FactForm):
    """A bag that comes back whole is counted as it was delivered: by its seal, and by the totals of what was received."""

    reason = TextField(label=_("Why it comes back"), lines=2)
    seal = seal_field(_("Number of the seal, as it is read"))
    items = items_field(_("Things counted as they come back"))
    pieces = pieces_field()
    place = PlaceField(label=_("Into which safe"))

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class AuthorityField(PlaceField):
    """The bodies that destroy for the office are offered; another that is written is refused with its clause and way out."""

    def rows(self) -> list[tuple[str, str]]:
        return [(row.code, f"{row.name} ({row.code})") for row in self.queryset().exclude(destroys=None)]


class Deliver(FactForm):
    body = AuthorityField(
        label=_("Destruction authority"), kinds=("body",), help_text=_("A body that the leader has authorised.")
    )
    receiver = TextField(label=_("Who receives it there"), max_length=200)
    receipt = TextField(label=_("Reference of the receipt"), max_length=120)
    seal = seal_field(_("Number of the seal, as it is read"))
    items = items_field(_("Things counted before the receiver"))
    pieces = pieces_field()

    sealed: ClassVar[frozenset[str]] = frozenset({"receiver"})


class CarryOut(Count):
    seal = seal_field(_("Number of the seal, as it is read"))
    method = TextField(label=_("Method"), max_length=120)
    where = TextField(label=_("Where"), max_length=200)
    witness = PersonField(label=_("Witness"), help_text=_("Signs in and confirms what was seen."))
    others = PersonsField(
        label=_("Other witnesses"),
        required=False,
        help_text=_("One a line, where the level asks for more than one. Each confirms, and the witness after them."),
    )


class FoundWaste(Found):
    folios = forms.IntegerField(
        label=_("Pages counted"), min_value=0, max_value=MOST_FOLIOS, help_text=_("0 only where nothing had been in it."),
    )  # fmt: skip


class FoundOfBatch(Looking, Found):
    """One of the things of a batch whose bag was lost, or the bag itself."""

    things = CodesField(
        label=_("What was found: one code"),
        help_text=_("Of the bag itself, the pieces are the things that were in it."),
    )
    folios = forms.IntegerField(
        label=_("Folios counted"), min_value=0, max_value=MOST_FOLIOS, help_text=_("0 only where nothing had been in it."),
    )  # fmt: skip

    field_order = ("things", "place", "folios")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        things = data.get("things") or []
        if len(things) == 1:
            data["thing"] = things[0]
            if data.get("folios") == 0 and queries.copy_of(things[0]) is not None:
                self.add_error("folios", _("Write what was counted: a copy that was found has a folio at least."))
        elif things:
            self.add_error("things", _("Write one code: the count is of one thing."))
        return data


class Certify(FactForm):
    authority = TextField(label=_("Number of the authority's certificate"), max_length=120)
    authority_on = DayField(label=_("Date of the authority's certificate"))

    def clean_authority_on(self) -> Any:
        if self.cleaned_data["authority_on"] > self.actor.day:
            raise forms.ValidationError(_("That has not happened yet."))
        return self.cleaned_data["authority_on"]


class OrderedField(DocumentField):
    """1.6: an order names a document that its leader may not read. They find it by its code or number; its title stays away."""

    def look(self, value: Any, form: Any) -> Document | None:
        if value and leads(form) and (found := document_called(str(value))) is not None:
            return found
        return super().look(value, form)


def leads(form: Any) -> bool:
    return any(held.role is Role.LEADER for held in form.actor.roles)


def any_thing(form: Any) -> Any:
    """1.6: of what a hold may be on, whoever leads names anything by its code."""
    return Thing.objects.all() if leads(form) else Thing.objects.none()


class PlaceHold(Looking):
    document = OrderedField(label=_("Document, with all its copies"), required=False)
    things = CodesField(label=_("Or one thing"), required=False, ordered=any_thing)
    reason = TextField(label=_("Why it must be kept"), lines=2)
    reference = TextField(label=_("Court, inquiry or order (reference)"), max_length=120)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "reference"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        named = len(data.get("things") or []) + (data.get("document") is not None)
        if not self.errors and named != 1:
            self.add_error("document", _("Name one document or one thing."))
        return data


class OpenBag(FactForm):
    level = LevelField(label=_("Highest level that goes in"))
    place = PlaceField(label=_("Where it is kept"))


class PutIn(FactForm):
    kind = forms.ChoiceField(label=_("What goes in"), choices=Waste.Kind.choices)
    pages = forms.IntegerField(label=_("Pages"), min_value=1, max_value=100_000)
    level = LevelField(label=_("Level"))
    origin = TextField(label=_("Where it comes from"), max_length=200)

    sealed: ClassVar[frozenset[str]] = frozenset({"origin"})


class SealBag(FactForm):
    seal = seal_field(_("Number of the seal"))
    pages = forms.IntegerField(label=_("Pages counted"), min_value=1, max_value=10_000_000)
    account = TextField(
        label=_("What is known of the pages that are not there"), lines=2, max_length=500, required=False,
        help_text=_("Only where fewer were counted than were put in."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})


class SetUpSweep(FactForm):
    unit = UnitField(label=_("Unit"), required=False, help_text=_("Empty: the whole office, its safes too."))


class Decide(Looking):
    things = CodesField(label=_("Things"), help_text=CODES_HELP)


class DecideToDestroy(Decide):
    reason = TextField(label=_("Why it is destroyed"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Extend(Looking):
    things = CodesField(label=_("Things"), help_text=CODES_HELP, of_the_case=queries.in_round)
    reason = TextField(label=_("Why it is still needed"), lines=2)
    until = DayField(label=_("Until"))

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class DraftPlan(FactForm):
    order = PlanField(
        label=_("Order of priority"),
        help_text=_("First to go first, one place a line: the place's code; how it is destroyed; who does it."),
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"order"})


class Declare(FactForm):
    place = PlaceField(label=_("Place"), kinds=("safe", "drawer", "counter"), required=False)
    everything = forms.BooleanField(label=_("Everything in the office"), required=False)
    reason = TextField(label=_("What is happening"), lines=2)
    method = TextField(label=_("Method"), max_length=120, required=False)
    occurred_at = MomentField(label=_("When, if it was not now"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("place")) == bool(data.get("everything")):
            self.add_error("place", _("Name the place, or tick everything."))
        return data


class Include(Looking):
    things = CodesField(label=_("Things that were in somebody's hands"), help_text=CODES_HELP)
    reason = TextField(label=_("How it is known that they were destroyed"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Confirm(Looking):
    things = CodesField(label=_("Things"), help_text=CODES_HELP, of_the_case=queries.remaining)


class FoundAgain(Count):
    counts = CountsField(
        label=_("Recount, one by one"),
        help_text=_(
            "One thing a line: its code, a space, the folios or pieces counted now. 0 says that it is not there either: it is missing "
            "from now on."
        ),
    )
    place = PlaceField(label=_("Into which safe"))
    account = TextField(label=_("What was found"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})


class Evacuate(FactForm):
    places = PlacesField(label=_("What is carried off: places, one a line"), required=False)
    everything = forms.BooleanField(label=_("Everything in the office"), required=False)
    target = PlaceField(
        label=_("Where it is carried to"), kinds=tuple(REFUGES),
        help_text=_("Any place of the house or another body: its level is not asked today, and is written in the book."),
    )  # fmt: skip
    reason = TextField(label=_("What is happening"), lines=2)
    occurred_at = MomentField(label=_("When, if it was not now"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def prepare(self) -> None:
        planned = queries.planned_refuge()
        if planned is not None:
            self.fields["target"].initial = planned.code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("places")) == bool(data.get("everything")):
            self.add_error("places", _("Name the places, or tick everything."))
        return data


class CountCarried(Looking):
    counts = CountsField(label=_("What is there"), help_text=COUNT_HELP, of_the_case=queries.carried)


class MissCarried(Looking):
    things = CodesField(label=_("What is not there"), help_text=CODES_HELP, of_the_case=queries.carried)
    reason = TextField(label=_("What was done to find it"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class PutBack(Looking):
    things = CodesField(label=_("Things"), help_text=CODES_HELP, of_the_case=queries.carried)
    place = PlaceField(label=_("Into which safe"))
