# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of chapter 1 ask for.

Long, because the fields that several rooms ask for stand here beside the steps of the chapter.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents import borne
from precinto.documents.fields import BorneField, CopyField, DocumentField, FoliosField
from precinto.documents.models import CAME, CopyCase, Document, Via
from precinto.documents.receiving.fields import ParcelField, YesNoField
from precinto.documents.receiving.parcels import parcel_with
from precinto.documents.scanned import CodesField, CountsField
from precinto.office.fields import AnyLevelField, CaveatsField
from precinto.procedures.facts import DayField, FactForm, MomentField, TextField
from precinto.procedures.fields import PersonField, PersonsField, PlaceField, ScopeField

MOST_FOLIOS = 100_000
MOST_COPIES = 100  # of one entry: more does not fit into one act of the ledger, with all its texts


def folios_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_FOLIOS)


def account_field() -> TextField:
    """Of what comes back with another count than it left with: what the discrepancy begins with."""
    return TextField(
        label=_("What does not agree"),
        max_length=300,
        required=False,
        help_text=_("Only where the count is another: a discrepancy is opened with it."),
    )


def days_field(empty: Any) -> forms.IntegerField:
    """`empty` says what holds where nothing is written."""
    return forms.IntegerField(label=_("For how many days"), required=False, min_value=1, max_value=365, help_text=empty)


class Looking(FactForm):
    """Fields that find documents, copies and things look with the eyes of the person who acts."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            if isinstance(field, DocumentField | CopyField | CodesField | CountsField) and name not in self.errors:
                try:
                    self.cleaned_data[name] = field.look(self.cleaned_data.get(name), self)
                except forms.ValidationError as error:
                    self.add_error(name, error)


class Bearing(Looking):
    """What says which copies of their originator's they are: as many numbers as there are copies."""

    def check_borne(self, data: dict[str, Any], copies: int | None) -> None:
        if data.get("borne") and copies and len(borne.read(data["borne"])[0]) != copies:
            self.add_error("borne", _("Write as many numbers as there are copies."))


class Entering(Bearing):
    """What an entry says of its paper: no date that has not come, no term that was over before it began, no reader of the past."""

    def check_days(self, data: dict[str, Any], known: Document | None = None) -> None:
        """What stands in the entry already is no fault of whoever corrects something else; an old register's terms are over."""
        dated, ends = data.get("dated"), data.get("declassify_on")
        new_date = known is None or dated != known.dated
        new_end = known is None or ends != known.declassify_on
        if dated and new_date and dated > self.actor.day:
            self.add_error("dated", _("That day has not come: write the date that the document bears."))
        via = data.get("via") if known is None else known.via
        if ends and new_end and ends < self.actor.day and via != Via.LEGACY:
            self.add_error(
                "declassify_on",
                _("That day has passed: write when it ends, or leave it empty for the term of its level."),
            )
        elif ends and dated and ends < dated and (new_date or new_end):
            self.add_error("declassify_on", _("It would be declassified before its own date."))


def check_scope(form: FactForm, data: dict[str, Any]) -> None:
    for _reader, since, until in data.get("scope") or ():
        if until is not None and until < max(since or form.actor.day, form.actor.day):
            words = _(
                "“until %(day)s” has passed, or comes before its “from”: write another day, or leave the reader out."
            )
            form.add_error("scope", words % {"day": until.isoformat()})
            return


class Register(Entering):
    title = TextField(label=_("Subject, unclassified"), max_length=500, lines=2)
    level = AnyLevelField(label=_("Level"))
    caveats = CaveatsField(label=_("Caveats"), required=False)
    originator = TextField(label=_("Originator"), max_length=200, required=False)
    reference = TextField(label=_("Originator's reference"), max_length=120, required=False)
    dated = DayField(label=_("Date of the document"), required=False)
    copies = forms.IntegerField(
        label=_("Number of copies"), min_value=1, max_value=MOST_COPIES, initial=1,
        error_messages={
            "max_value": _(
                "One entry holds %(limit_value)s copies at most: register the rest as a second entry, which names this one in its note."
            )
        },
    )  # fmt: skip
    borne = BorneField(
        label=_("Copy number that they bear"), max_length=60, required=False,
        help_text=_("As their originator numbered them: 7/20, or 7-9/20 for three."),
    )  # fmt: skip
    folios = folios_field(_("Folios of each copy"))
    folios_each = FoliosField(
        label=_("Folios copy by copy"), max_length=7_000, required=False,
        help_text=_("Only where they differ, in the order of the copies: 12, 12, 11."),
    )  # fmt: skip
    annexes = TextField(label=_("Annexes"), required=False)
    via = forms.ChoiceField(label=_("How it came"), choices=Via.choices)
    source = ParcelField(
        label=_("Envelope or bundle that it comes out of"), max_length=30, required=False,
        help_text=_("The code on it, or the name of its case; empty for what was made here."),
    )  # fmt: skip
    no_envelope = TextField(
        label=_("Registered without its envelope because"), max_length=300, required=False, lines=2,
        help_text=_("Only where there is no envelope to name. It is counted, and the office answers for each."),
    )  # fmt: skip
    envelope_intact = forms.NullBooleanField(label=_("Inner envelope intact"), required=False)
    brought_by = TextField(label=_("Brought by"), max_length=200, required=False)
    meeting = TextField(label=_("Meeting that it comes from"), max_length=200, required=False)
    place = PlaceField(label=_("Where it is kept"))
    scope = ScopeField(
        label=_("Reading scope"),
        required=False,
        help_text=_(
            "One reader a line: a badge or account, “unit CODE”, “unit+ CODE” with all below it, “post CODE”; “until 3/12” may follow."
        ),
    )
    classified_title = TextField(label=_("Subject, classified"), max_length=500, required=False)
    declassify_on = DayField(label=_("Declassified on"), required=False)
    declassify_event = TextField(label=_("Or when this happens"), max_length=200, required=False)
    note = TextField(label=_("Note"), max_length=1000, required=False, lines=2)
    old_number = TextField(label=_("Number in the old register"), max_length=120, required=False)
    number = forms.IntegerField(
        label=_("Number expected"),
        required=False,
        min_value=1,
        help_text=_("Leave it empty: the office gives the next one."),
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1970, max_value=2069, widget=forms.HiddenInput)
    series = TextField(max_length=1, required=False, widget=forms.HiddenInput)

    sealed: ClassVar[frozenset[str]] = Document.sealed
    # What a page shows first; the rest folds away.
    daily: ClassVar[tuple[str, ...]] = (
        "title", "level", "originator", "reference", "dated", "copies", "borne", "folios", "via", "source", "no_envelope",
        "place", "scope",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("via") == Via.MEETING and not data.get("meeting"):
            self.add_error("meeting", _("Write which meeting it was brought from."))
        self.check_borne(data, data.get("copies"))
        self.check_days(data)
        check_scope(self, data)
        if data.get("folios_each") and len(data["folios_each"]) != data.get("copies"):
            self.add_error("folios_each", _("Write as many numbers as there are copies."))
        return data


class RegisterDeferred(Register):
    occurred_at = MomentField(label=_("When it was written on paper"))
    paper_sheet = TextField(label=_("Number of the paper sheet"), max_length=60)

    field_order = ("occurred_at", "paper_sheet")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("occurred_at") and data["occurred_at"] > self.actor.at:
            self.add_error("occurred_at", _("That has not happened yet."))
        return data


CORRECTED = (
    "title", "classified_title", "originator", "reference", "dated", "annexes", "borne", "via", "no_envelope", "meeting",
    "brought_by", "declassify_on", "declassify_event", "note",
)  # fmt: skip


class Correct(Entering):
    """What was written wrongly. A level, a scope and a place have procedures of their own."""

    title = TextField(label=_("Subject, unclassified"), max_length=500, lines=2)
    classified_title = TextField(label=_("Subject, classified"), max_length=500, required=False)
    originator = TextField(label=_("Originator"), max_length=200, required=False)
    reference = TextField(label=_("Originator's reference"), max_length=120, required=False)
    dated = DayField(label=_("Date of the document"), required=False)
    annexes = TextField(label=_("Annexes"), required=False)
    borne = BorneField(label=_("Copy number that they bear"), max_length=60, required=False)
    via = forms.ChoiceField(label=_("How it came"), choices=Via.choices, required=False)
    no_envelope = TextField(label=_("Registered without its envelope because"), max_length=300, required=False, lines=2)
    meeting = TextField(label=_("Meeting that it comes from"), max_length=200, required=False)
    brought_by = TextField(label=_("Brought by"), max_length=200, required=False)
    declassify_on = DayField(label=_("Declassified on"), required=False)
    declassify_event = TextField(label=_("Or when this happens"), max_length=200, required=False)
    note = TextField(label=_("Note"), max_length=1000, required=False, lines=2)
    reason = TextField(label=_("Why it is corrected"), lines=2)

    sealed: ClassVar[frozenset[str]] = Document.sealed | {"reason"}

    def prepare(self) -> None:
        if self.case is not None:
            for name in CORRECTED:
                self.fields[name].initial = getattr(self.case, name)

    def _clean_fields(self) -> None:
        super()._clean_fields()
        # What a correction does not name stays as it is.
        for name in CORRECTED:
            if name not in self.data and self.case is not None and name not in self.errors:
                self.cleaned_data[name] = getattr(self.case, name)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self.check_borne(data, getattr(self.case, "total", None))
        if isinstance(self.case, Document):
            data["via"] = data.get("via") or self.case.via
            self.check_days(data, self.case)
            self._check_via(data, self.case)
        return data

    def _check_via(self, data: dict[str, Any], case: Document) -> None:
        """1.1: how it came agrees with the envelope that it came in; where it came in none, that is said."""
        parcel = parcel_with(case)
        if data["via"] == Via.MEETING and not data.get("meeting"):
            self.add_error("meeting", _("Write which meeting it was brought from."))
        if data["via"] == case.via:
            return
        if parcel is not None and (
            data["via"] not in CAME or (data["via"] == Via.MEETING) != (parcel.VIA == Via.MEETING)
        ):
            self.add_error("via", _("It was registered out of %(name)s: write how that came.") % {"name": parcel.name})
        elif parcel is None and data["via"] in CAME and not data.get("no_envelope"):
            self.add_error("no_envelope", _("Write why it is registered without its envelope."))


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Movement(FactForm):
    """What passes over a counter. One that was written down while the machine did not answer says when it happened, and who
    stood behind the counter."""

    occurred_at = MomentField(required=False, widget=forms.HiddenInput)
    noted_by = PersonField(required=False, widget=forms.HiddenInput)

    def clean_occurred_at(self) -> Any:
        at = self.cleaned_data.get("occurred_at")
        if at is not None and at > self.actor.at + timedelta(seconds=60):
            raise forms.ValidationError(_("That has not happened yet."))
        return at

    def canonical(self) -> dict[str, Any]:
        later = ("occurred_at", "noted_by", "paper_sheet")
        return {name: value for name, value in super().canonical().items() if name not in later or value}


class OnPaper(Movement):
    """What passes over a counter, or passed while there was none: then the sheet that it was written on is named.

    What a station brings (`noted_by`) was signed there, and stands on no sheet.
    """

    occurred_at = MomentField(
        label=_("When it was written on paper"), required=False,
        help_text=_("Of a paper day only: empty if it passes now."),
    )  # fmt: skip
    paper_sheet = TextField(label=_("Number of the paper sheet"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        at, sheet, station = data.get("occurred_at"), data.get("paper_sheet"), data.get("noted_by")
        if station is not None and sheet:
            self.add_error("paper_sheet", _("What a station has written down stands on no sheet."))
        elif at is not None and station is None and not sheet:
            self.add_error(
                "paper_sheet", _("Write the number of the sheet: another person confirms it against the paper.")
            )
        elif sheet and at is None and "occurred_at" not in self.errors:
            self.add_error("occurred_at", _("Write when it was written on the sheet."))
        return data


class OpenRound(Looking):
    copy = CopyField(label=_("Copy"))
    readers = PersonsField(label=_("Readers, in order"), help_text=_("One badge or account a line."))
    due = DayField(label=_("The round ends on"))
    in_room = forms.BooleanField(label=_("To be read in the room only"), required=False)
    notes = forms.BooleanField(label=_("Notes may be taken of it"), required=False)

    def prepare(self) -> None:
        if not self.actor.profile.is_off("circulation"):
            self.fields["due"].initial = self.actor.calendar.local(self.actor.due("circulation")).date().isoformat()


class Give(OnPaper):
    folios = folios_field(_("Folios counted"))
    reader = PersonField(label=_("Reader"), required=False)
    notes = YesNoField(
        label=_("Notes allowed to this reader"), required=False, help_text=_("Empty: as the round says.")
    )

    daily: ClassVar[tuple[str, ...]] = ("folios", "reader")


class TakeBack(OnPaper):
    folios = folios_field(_("Folios counted"))
    place = PlaceField(label=_("Into which safe"))
    condition = TextField(label=_("Condition"), max_length=300, required=False)
    account = account_field()

    sealed: ClassVar[frozenset[str]] = frozenset({"condition", "account"})
    daily: ClassVar[tuple[str, ...]] = ("folios", "place", "condition", "account")

    def prepare(self) -> None:
        if isinstance(self.fields["place"], PlaceField):
            choices = self.fields["place"].rows()
            if choices:
                self.fields["place"].initial = choices[0][0]


class Skip(FactForm):
    reader = PersonField(label=_("Reader left out"))
    reason = TextField(label=_("Reason"), lines=2)


class AskExtension(Looking):
    document = DocumentField(label=_("Document"))
    beneficiary = PersonField(label=_("For whom"))
    reason = TextField(label=_("Why it is needed"), lines=2)
    until = DayField(label=_("Until"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Consent(FactForm):
    consent = TextField(label=_("Originator's written consent (reference and date)"), lines=2, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"consent"})


class AskLoan(Looking):
    copy = CopyField(label=_("Copy"))
    reason = TextField(label=_("What it is needed for"), lines=2)
    place_of_use = TextField(label=_("Where it will be used"), max_length=200, required=False)
    days = days_field(_("Empty: for as long as the office lends."))

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "place_of_use"})


class ApproveLoan(FactForm):
    days = days_field(_("Empty: for as long as was asked, or as the office lends."))


class HandOver(OnPaper):
    folios = folios_field(_("Folios counted"))
    condition = TextField(label=_("Condition"), max_length=300, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"condition"})
    daily: ClassVar[tuple[str, ...]] = ("folios", "condition")


class Undo(FactForm):
    """`movement`: which one of the copy, by its number in the chain of hands, so that an old page undoes nothing newer. Empty: the last."""

    movement = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def prepare(self) -> None:
        if isinstance(self.case, CopyCase):
            self.fields["movement"].initial = self.case.copy.thing.seq


class Found(FactForm):
    """What was missing is found: where it is now, what was counted, and how it came to light."""

    place = PlaceField(label=_("Where it is now"))
    folios = folios_field(_("Folios counted"))
    account = TextField(label=_("How it was found"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})


class OpenDiscrepancy(Looking):
    """What lies in the office and was found with another count, or not at all."""

    copy = CopyField(label=_("Copy"))
    folios = forms.IntegerField(
        label=_("Folios counted"), min_value=0, max_value=MOST_FOLIOS,
        help_text=_("0 says that it is not there: it is missing from now on."),
    )  # fmt: skip
    account = TextField(label=_("What was found"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})


class Conclude(FactForm):
    conclusion = TextField(label=_("Conclusion"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"conclusion"})


class ConcludeDiscrepancy(Conclude):
    folios = forms.IntegerField(
        label=_("Folios that the copy has from now on"), required=False, min_value=1, max_value=MOST_FOLIOS,
        help_text=_("Empty: as many as are registered. Otherwise each later count is held against this number."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = frozenset({"conclusion"})
