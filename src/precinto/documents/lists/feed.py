# SPDX-License-Identifier: EUPL-1.2
"""One person's terms as iCalendar (RFC 5545): what and its code, never a title, a level or another person's name.

The address of a subscription is its own key: a signature over the account and its epoch under the installation's key. Nothing
is kept for it, it opens nothing else, and a change of password or the end of the account ends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from precinto.access.models import Account, Person
from precinto.access.officers import Officer
from precinto.documents.lists import agenda
from precinto.documents.lists.agenda import Item
from precinto.procedures.model import Actor

BACK, AHEAD = timedelta(days=60), timedelta(days=370)
LONGEST_LINE = 75  # octets (RFC 5545, 3.1)
_signer = signing.Signer(salt="precinto.calendar", sep=".")


def token(account: Account) -> str:
    return _signer.sign(f"{account.pk}-{account.epoch}").replace(".", "_")


def account_of(text: str) -> Account | None:
    """The account whose calendar this is, while it is open and its epoch is the one that was signed."""
    try:
        key, _dash, epoch = _signer.unsign(text.replace("_", ".", 1)).partition("-")
    except signing.BadSignature:
        return None
    rows = Account.objects.select_related("person__unit").filter(pk=int(key), epoch=int(epoch), stage="open")
    return rows.filter(person__stage="active").first()


def onlooker(person: Person) -> Officer:
    """The person, only looking: no step is ever taken through this door."""
    return Officer(person, "calendar")


def ics(actor: Actor) -> str:
    found = agenda.look(actor, since=actor.at - BACK, before=actor.at + AHEAD)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Precinto//Calendar//ES",
        f"X-WR-CALNAME:{_text(_('Precinto: terms'))}",
    ]
    for item in found.items:
        if item.due is not None:
            lines += _event(item, item.due, actor.at)
    return "".join(f"{line}\r\n" for line in _folded([*lines, "END:VCALENDAR"]))


def _event(item: Item, due: datetime, now: datetime) -> list[str]:
    words = f"{item.what} {item.code}" + (f" ({item.stage})" if item.stage else "")
    return [
        "BEGIN:VEVENT",
        f"UID:{item.kind}-{item.address.strip('/').replace('/', '-').replace('?', '-')}@precinto",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(due)}",
        f"DTEND:{_utc(due)}",
        f"SUMMARY:{_text(words)}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(lines: Iterable[str]) -> Iterable[str]:
    """A line goes on after a space where it is longer than 75 octets, never inside a character."""
    for line in lines:
        part = ""
        for char in line:
            if len((part + char).encode()) > LONGEST_LINE:
                yield part
                part = " "
            part += char
        yield part
