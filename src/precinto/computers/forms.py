# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of chapter 2 ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.access import accounts
from precinto.access.models import Account
from precinto.documents.forms import Movement
from precinto.office import schemes
from precinto.office.fields import LevelField
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import PersonField, PlaceField
from precinto.procedures.refusals import words


def password_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=128, strip=False, widget=forms.PasswordInput)


def judge(form: FactForm, field: str, person: Any, login: str, previous: str | None = None) -> None:
    """2.2: put every reason against a password beside its field."""
    password = form.cleaned_data.get(field)
    if not password or person is None:
        return
    office = schemes.office()
    name = office.name if office else ""
    least = form.actor.profile.value("password-min-length")
    for reason in accounts.why_not_password(password, person, login=login, office=name, least=least, previous=previous):
        form.add_error(field, words(reason.id, reason.facts))


def pin_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=12, widget=forms.PasswordInput(attrs={"inputmode": "numeric"}))


class OpenAccount(FactForm):
    person = PersonField(label=_("Person"))
    login = TextField(label=_("Account"), max_length=60)
    password = password_field(_("First password"))

    secret: ClassVar[frozenset[str]] = frozenset({"password"})

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"].casefold()
        if Account.objects.filter(login=login).exists():
            raise forms.ValidationError(_("That account is taken."))
        return login

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        judge(self, "password", data.get("person"), str(data.get("login", "")))
        return data


class ChangePassword(FactForm):
    old = password_field(_("Password you have now"))
    new = password_field(_("New password"))

    secret: ClassVar[frozenset[str]] = frozenset({"old", "new"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        account = self.case
        if isinstance(account, Account):
            judge(self, "new", account.person, account.login, data.get("old"))
        return data


class ResetPassword(FactForm):
    new = password_field(_("New password, to be changed at the first sign-in"))

    secret: ClassVar[frozenset[str]] = frozenset({"new"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if isinstance(self.case, Account):
            judge(self, "new", self.case.person, self.case.login)
        return data


class OwnerSeen(FactForm):
    how = TextField(label=_("How the owner proved to be who they are"), max_length=200, lines=2,
                    help_text=_("In person, with the badge or an identity document; not by telephone."))  # fmt: skip


class SignIn(FactForm):
    password = password_field(_("Password"))

    secret: ClassVar[frozenset[str]] = frozenset({"password"})


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)


class NewToken(FactForm):
    name = TextField(label=_("What it is for"), max_length=60)
    until = DayField(label=_("Until"))
    digest = TextField(max_length=64, widget=forms.HiddenInput)


class ChoosePin(FactForm):
    pin = pin_field(_("PIN, 6 to 12 digits"))
    again = pin_field(_("The same again"))

    secret: ClassVar[frozenset[str]] = frozenset({"pin", "again"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", _("They are not the same."))
        return data


class ChoosePinAtTheCounter(ChoosePin):
    person = PersonField(label=_("Person"))

    field_order = ("person",)


class NewMedium(FactForm):
    kind = TextField(label=_("Kind of medium"), max_length=40)
    serial = TextField(label=_("Manufacturer's serial number"), max_length=80)
    level = LevelField(label=_("Level"))
    place = PlaceField(label=_("Safe"))


class GiveMedium(Movement):
    person = PersonField(label=_("To whom"))


class TakeMedium(Movement):
    place = PlaceField(label=_("Into which safe"))
