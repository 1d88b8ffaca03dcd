# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of chapter 4 ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.access.accounts import why_not_password
from precinto.access.models import BY_NATURE, Account, Person, Role
from precinto.labels import scheme
from precinto.office.fields import AnyLevelField, CaveatsField
from precinto.policy.deadlines import Profile
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PersonField, PostField, UnitField
from precinto.procedures.refusals import words


class Found(FactForm):
    name = TextField(label=_("Name of the office"), max_length=200)
    scheme = forms.ChoiceField(
        label=_("Classification scheme"), choices=lambda: [(code, code) for code in scheme.shipped()]
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("es", "Español"), ("en", "English")])
    demo = forms.BooleanField(label=_("Demonstration office"), required=False)
    head_given_name = TextField(label=_("Head of office: given name"), max_length=100)
    head_family_name = TextField(label=_("Head of office: family name"), max_length=150)
    head_login = TextField(label=_("Head of office: account"), max_length=60)
    head_password = forms.CharField(label=_("Head of office: password"), max_length=128, strip=False)
    clerk_given_name = TextField(label=_("First clerk: given name"), max_length=100)
    clerk_family_name = TextField(label=_("First clerk: family name"), max_length=150)
    clerk_login = TextField(label=_("First clerk: account"), max_length=60)
    clerk_password = forms.CharField(label=_("First clerk: password"), max_length=128, strip=False)

    secret: ClassVar[frozenset[str]] = frozenset({"head_password", "clerk_password"})
    sealed: ClassVar[frozenset[str]] = frozenset(
        {"head_given_name", "head_family_name", "clerk_given_name", "clerk_family_name"}
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for who in ("head", "clerk"):
            login = str(data.get(f"{who}_login", ""))
            person = Person(
                given_name=str(data.get(f"{who}_given_name", "")), family_name=str(data.get(f"{who}_family_name", ""))
            )
            password = data.get(f"{who}_password")
            if password:
                least = Profile.default().value("password-min-length")
                office = str(data.get("name", ""))
                for reason in why_not_password(password, person, login=login, office=office, least=least):
                    self.add_error(f"{who}_password", words(reason.id, reason.facts))
        if data.get("head_login") and str(data["head_login"]).casefold() == str(data.get("clerk_login")).casefold():
            self.add_error("clerk_login", _("The clerk needs an account of their own."))
        return data


class NewUnit(FactForm):
    code = TextField(label=_("Code"), max_length=20)
    name = TextField(label=_("Name"), max_length=200)
    parent = UnitField(label=_("Belongs to"), required=False)


class NewPost(FactForm):
    code = TextField(label=_("Code"), max_length=20)
    name = TextField(label=_("Name"), max_length=200)
    unit = UnitField(label=_("Unit"), required=False)
    role = forms.ChoiceField(
        label=_("Role that the post gives"),
        required=False,
        choices=[("", "—"), *((r.value, r.label) for r in Role if r not in BY_NATURE)],
    )


class NewPerson(FactForm):
    given_name = TextField(label=_("Given name"), max_length=100)
    family_name = TextField(label=_("Family name"), max_length=150)
    birth_date = DayField(label=_("Date of birth"), required=False)
    phones = TextField(label=_("Phones"), max_length=200, required=False)
    identity_number = TextField(label=_("Identity number"), max_length=40, required=False)
    unit = UnitField(label=_("Unit"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset(
        {"given_name", "family_name", "birth_date", "phones", "identity_number"}
    )


class CorrectPerson(NewPerson):
    reason = TextField(label=_("Why it is corrected"), lines=2)

    def prepare(self) -> None:
        self.fields.pop("unit")
        if isinstance(self.case, Person):
            for name in ("given_name", "family_name", "birth_date", "phones", "identity_number"):
                self.fields[name].initial = getattr(self.case, name)


class Transfer(FactForm):
    unit = UnitField(label=_("Unit"))


class Dates(FactForm):
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("It ends before it begins."))
        return data


class Appoint(Dates):
    person = PersonField(label=_("Person"))
    post = PostField(label=_("Post"))
    field_order = ("person", "post", "since", "until")


class Delegate(Dates):
    taker = PersonField(label=_("To whom"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(r.value, r.label) for r in (Role.LEADER, Role.HEAD, Role.UNIT_HEAD, Role.CLERK)]
    )
    field_order = ("taker", "role", "since", "until")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("A delegation has a last day."))
        return data


class Grant(Dates):
    person = PersonField(label=_("Person"))
    level = AnyLevelField(label=_("Level"), classified=True)
    caveats = CaveatsField(label=_("Caveats"), required=False)
    granted_by = TextField(label=_("Granted by"), max_length=200)
    reference = TextField(label=_("Reference"), max_length=100, required=False)
    field_order = ("person", "level", "caveats", "granted_by", "reference", "since", "until")


class Brief(Dates):
    person = PersonField(label=_("Person"))
    field_order = ("person", "since", "until")


class AbsenceDays(Dates):
    """An absence has a last day: until it is known, it is announced up to the day on which more will be."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("An absence has a last day."))
        return data


class Announce(AbsenceDays):
    person = PersonField(label=_("Person (empty: oneself)"), required=False)
    reason = TextField(label=_("Reason"), required=False)
    field_order = ("person", "since", "until", "reason")

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)


def account_of(login: str) -> Account | None:
    return Account.objects.filter(login=login.strip().casefold()).first()
