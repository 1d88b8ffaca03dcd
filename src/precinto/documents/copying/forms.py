# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of clause 1.5 ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from precinto.documents.copying.fields import CopiesField
from precinto.documents.copying.models import Kind, Reproduction
from precinto.documents.forms import MOST_FOLIOS, Looking, check_scope, folios_field
from precinto.office import schemes
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PersonField, PersonsField, PlaceField, ScopeField

MOST = 99  # copies of one authorisation


class Ask(Looking):
    sources = CopiesField(
        label=_("Copies that it is made from"), help_text=_("One code a line; several for an extract.")
    )
    kind = forms.ChoiceField(label=_("What is made"), choices=Kind.choices)
    copies = forms.IntegerField(label=_("How many copies"), min_value=1, max_value=MOST, initial=1)
    pages = forms.IntegerField(label=_("Folios of each copy"), min_value=1, max_value=MOST_FOLIOS)
    part = TextField(
        label=_("Which part"),
        required=False,
        help_text=_("Of an extract or a translation; a copy has all of its source."),
    )
    recipients = PersonsField(
        label=_("Who is to have one"), required=False, help_text=_("One badge or account a line.")
    )
    kept = forms.IntegerField(
        label=_("Copies that the office keeps"), min_value=0, max_value=MOST, initial=0, required=False
    )
    machine = TextField(label=_("Machine"), max_length=120)
    reason = TextField(label=_("What it is needed for"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"part", "reason"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["kept"] = data.get("kept") or 0
        return data


class Approve(FactForm):
    authorised = forms.IntegerField(
        label=_("Copies authorised"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_("Empty: as many as asked."),
    )
    consent = TextField(label=_("Originator's written consent (reference and date)"), lines=2, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"consent"})


class Make(FactForm):
    """What came out of the machine. An extract or translation is registered with its first copy."""

    good = forms.IntegerField(label=_("Good copies"), min_value=0, max_value=MOST, initial=1)
    spoiled = forms.IntegerField(label=_("Spoiled copies"), min_value=0, max_value=MOST, initial=0, required=False)
    folios = folios_field(_("Folios of each copy"))
    printed = forms.IntegerField(
        label=_("Sheets out of the machine"), min_value=1, max_value=MOST_FOLIOS,
        help_text=_("All of them, the spoiled ones too."),
    )  # fmt: skip
    place = PlaceField(label=_("Into which safe"))
    operator = PersonField(label=_("Operator"), required=False, help_text=_("Empty: yourself."))
    witness = PersonField(label=_("Witness"), required=False)
    title = TextField(label=_("Subject, unclassified"), max_length=500, lines=2, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=(), required=False)
    caveats = forms.MultipleChoiceField(
        label=_("Caveats"), required=False, choices=(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Level, caveats and term are those of the sources; left empty, they are taken over."),
    )  # fmt: skip
    declassify_on = DayField(label=_("Declassified on"), required=False)
    scope = ScopeField(
        label=_("Reading scope"), required=False, help_text=_("Empty: whoever is in the scope of every source.")
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"title"})
    OF_A_NEW_DOCUMENT: ClassVar[tuple[str, ...]] = ("title", "level", "caveats", "declassify_on", "scope")

    def prepare(self) -> None:
        if isinstance(self.case, Reproduction):
            self.fields["folios"].initial = self.case.pages
            scheme = schemes.loaded(self.case.document.scheme)
            level, caveats = self.fields["level"], self.fields["caveats"]
            if isinstance(level, forms.ChoiceField) and isinstance(caveats, forms.MultipleChoiceField):
                level.choices = [("", "—"), *schemes.level_choices(scheme)]
                caveats.choices = scheme.caveat_words((get_language() or "es")[:2])
            if not self.is_bound and not self.first_of_its_own:
                for name in self.OF_A_NEW_DOCUMENT:
                    del self.fields[name]

    @property
    def first_of_its_own(self) -> bool:
        case = self.case
        return isinstance(case, Reproduction) and case.kind != Kind.COPY and case.result_id is None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["spoiled"] = data.get("spoiled") or 0
        if data.get("good") == 0 and not data["spoiled"]:
            self.add_error("good", _("Write how many came out."))
        check_scope(self, data)
        if self.first_of_its_own and not data.get("title"):
            self.add_error("title", _("An extract or translation is a document of its own: write its subject."))
        if not self.first_of_its_own:
            for name in self.OF_A_NEW_DOCUMENT:
                if data.get(name):
                    self.add_error(name, _("Copies of what is registered have all this from it."))
        return data


class ReportExcess(FactForm):
    sheets = forms.IntegerField(label=_("Sheets beyond those authorised"), min_value=1, max_value=MOST_FOLIOS)
    place = PlaceField(label=_("Into which safe"))
    account = TextField(label=_("How it came about"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"account"})
