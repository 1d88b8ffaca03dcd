# SPDX-License-Identifier: EUPL-1.2
"""Accounts: what a password may be, and whether it is the right one. Written only inside acts, like everything."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Account, FormerPassword, Person, SignInDelay
from precinto.access.passwords import PasswordRules, PersonalData, Reason, check
from precinto.records import gate, journal

LONGEST_DELAY = 900


def personal_data(person: Person, login: str = "", office: str = "") -> PersonalData:
    """What others may know of a person, for the password rules of 2.2."""
    unit = person.unit
    born = person.birth_date
    return PersonalData(
        names=[name for name in (person.given_name, person.family_name) if name],
        birth_date=date.fromisoformat(born) if born else None,
        phones=[p for p in person.phones.replace(";", ",").split(",") if p.strip()],
        identity_numbers=[person.identity_number] if person.identity_number else [],
        units=[unit.name, unit.code] if unit else [],
        login=login,
        office=office,
    )


# What a password must not be built on, in the words of whoever chooses one.
DATA = {
    "name": _("a name"),
    "birth-date": _("a date of birth"),
    "phone": _("a phone number"),
    "identity-number": _("an identity number"),
    "unit": _("a unit"),
    "login": _("the name of the account"),
    "office": _("the name of the office"),
    "other": _("something known of you"),
}


def why_not_password(
    password: str, person: Person, *, login: str, office: str, least: int, previous: str | None = None
) -> list[Reason]:
    """Why this password is refused (2.2). The kind of a datum is told in words, in the language in force."""
    about = personal_data(person, login, office)
    found = check(password, about, rules=PasswordRules(least=least), previous=previous)
    return [
        replace(one, facts={**one.facts, "datum": DATA[str(one.facts["datum"])]}) if "datum" in one.facts else one
        for one in found
    ]


def seal_name(person: Person) -> None:
    """Commit to the name as it is now; every entry of the person's repeats the commitment."""
    journal.change(person, name_seal=journal.current().commit(person.subject(), person.name)["$"])


def open_account(person: Person, login: str, password: str, at: datetime, *, must_change: bool) -> Account:
    return journal.add(
        Account(
            person=person,
            stage="open",
            login=login.strip().casefold(),
            password=make_password(password),
            password_set_at=at,
            must_change=must_change,
        )
    )


def keep_former(account: Account, at: datetime) -> None:
    """The password that an account has now is one of its former ones from here on."""
    journal.add(FormerPassword(account=account, digest=account.password, until=at))


def was_used(account: Account, password: str, many: int) -> bool:
    """2.2: whether it is the present password of the account or one of so many before it."""
    if not many:
        return False
    former = account.former_passwords.order_by("-pk").values_list("digest", flat=True)[:many]
    return any(check_password(password, digest) for digest in (account.password, *former))


def right_password(account: Account | None, password: str) -> bool:
    """Takes as long for an unknown account as for a known one."""
    # JSON may bring halves of characters: they are in nobody's password.
    password = password.encode("utf-8", "replace").decode()
    if account is None:
        make_password(password)
        return False
    return check_password(password, account.password)


# A login name that was tried, known or not, waits longer after each failure: nobody is locked out, and guessing is slow.
def _key(login: str) -> str:
    return hashlib.sha256(login.strip().casefold().encode("utf-8", "replace")).hexdigest()


def wait_for(login: str, at: datetime) -> int:
    """Seconds that this login name must still wait."""
    row = SignInDelay.objects.filter(login=_key(login)).first()
    return max(0, int((row.next_at - at).total_seconds()) + 1) if row and row.next_at > at else 0


def failed(login: str, at: datetime) -> None:
    with gate.whole():
        # Under a lock: guesses that come in at once are all counted.
        rows = SignInDelay.objects.select_for_update()
        row, _new = rows.get_or_create(login=_key(login), defaults={"next_at": at})
        row.failures += 1
        delay = 0 if row.failures < 3 else min(LONGEST_DELAY, 2 ** min(row.failures - 2, 10))
        row.next_at = at + timedelta(seconds=delay)
        row.save()


def succeeded(login: str) -> None:
    SignInDelay.objects.filter(login=_key(login)).delete()


def new_token() -> tuple[str, str]:
    """A token for its owner, and the digest that is kept."""
    token = "prc_" + secrets.token_urlsafe(32)
    return token, token_digest(token)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
