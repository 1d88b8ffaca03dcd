# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of this room ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.custody.models import Place, PlaceKind
from precinto.labels import scheme
from precinto.office import places, schemes
from precinto.office.fields import LevelField
from precinto.policy.deadlines import DEADLINES
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PlaceField
from precinto.records.models import recorded_models
from precinto_verify.note import NoteError
from precinto_verify.verify import Retained


class LoadScheme(FactForm):
    text = forms.CharField(label=_("Scheme (TOML)"), widget=forms.Textarea(attrs={"rows": 12}), max_length=60_000)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.scheme = scheme.load(text.encode())
        except scheme.SchemeError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def canonical(self) -> dict[str, Any]:
        return {"scheme": self.scheme.id, "version": self.scheme.version, "digest": self.scheme.digest}


class NewPlace(FactForm):
    name = TextField(label=_("Name"), max_length=200)
    # The inside of a bag is opened by packing it, never by hand.
    kind = forms.ChoiceField(label=_("Kind"), choices=[(k.value, k.label) for k in PlaceKind if k is not PlaceKind.BAG])
    level = LevelField(label=_("Highest level it may hold"))
    within = PlaceField(label=_("Stands in"), kinds=places.OUTER, required=False)


class CorrectPlace(FactForm):
    """What the place has is written in the form; what is left as it is stays as it is."""

    name = TextField(label=_("Name"), max_length=200)
    level = LevelField(label=_("Highest level it may hold"))
    reason = TextField(label=_("Reason"), lines=2)

    def prepare(self) -> None:
        if isinstance(self.case, Place):
            level = schemes.own().at_least(self.case.rank) if self.case.rank else None
            self.initial["name"] = self.case.name
            if level is not None:
                self.initial["level"] = level.id


class PutWithin(FactForm):
    within = PlaceField(label=_("Stands in"), kinds=places.OUTER, required=False)


class AuthorisePlace(FactForm):
    level = LevelField(label=_("Highest level that it destroys"))
    reference = TextField(label=_("Order or agreement that names it destruction authority"), max_length=120)


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)


class SetDeadline(FactForm):
    name = forms.ChoiceField(label=_("Deadline"), choices=())
    value = forms.IntegerField(label=_("Value"), min_value=0, max_value=3650)
    reason = TextField(label=_("Reason"), lines=2)

    def prepare(self) -> None:
        field = self.fields["name"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name, name) for name in DEADLINES]


class NewHoliday(FactForm):
    day = DayField(label=_("Day"))
    name = TextField(label=_("Name"), max_length=100)


class Redact(FactForm):
    target = TextField(
        label=_("What is to be forgotten (table/key/column)"), max_length=140,
        help_text=_("The page of the document, the person or the case writes it here."),
    )  # fmt: skip
    reason = TextField(label=_("Reason"), lines=2)
    replacement = TextField(label=_("Text that takes its place"), required=False)

    def clean_target(self) -> str:
        target: str = self.cleaned_data["target"]
        table, _slash, rest = target.partition("/")
        key, _slash, column = rest.partition("/")
        models = {m._meta.label_lower: m for m in recorded_models()}
        model = models.get(table)
        if model is None or not key.isdigit() or column not in model.sealed:
            raise forms.ValidationError(_("Only sealed values can be forgotten: write table/key/column."))
        if not model.objects.filter(pk=int(key)).exists():
            raise forms.ValidationError(_("There is no such row."))
        self.parts = (table, int(key), column)
        return target


class PrintForm(FactForm):
    form = TextField(label=_("Form"), max_length=40)
    target = TextField(label=_("Of what"), max_length=80)
    about = forms.UUIDField(label=_("Act"), required=False)


class ChangeDeadline(FactForm):
    value = forms.IntegerField(label=_("Value"), min_value=0, max_value=3650)
    reason = TextField(label=_("Reason"), lines=2)


class OpenEpoch(FactForm):
    checkpoint = TextField(
        label=_("Last checkpoint known, as it was kept or stands on paper (empty: the one that the signer remembers)"),
        lines=6,
        max_length=4000,
        required=False,
    )
    reason = TextField(label=_("What happened"), lines=2)

    def clean_checkpoint(self) -> str:
        text: str = self.cleaned_data["checkpoint"]
        if text:
            try:
                Retained.parse(f"{text}\n", "paper")
            except NoteError as error:
                raise forms.ValidationError(_("This is not a checkpoint.")) from error
        return text
