# SPDX-License-Identifier: EUPL-1.2
"""A person's PIN: the signature of somebody who stands at the counter with their badge. Kept like a password.

It opens nothing: whoever has it can sign a receipt at a counter where a clerk stands, and no more.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.hashers import check_password

from precinto.access import accounts
from precinto.access.models import Person, Pin

LEAST, MOST = 6, 12
_RUNNING = "01234567890123456789"


def of(person: Person) -> Pin | None:
    return Pin.objects.filter(person=person).first()


def right(pin: Pin, given: str) -> bool:
    return check_password(given, pin.digest)


def why_not(given: str, person: Person) -> str:
    """Why this may not be somebody's PIN (a message id); empty when it may. 2.2: nothing that others know of them."""
    if not re.fullmatch(rf"[0-9]{{{LEAST},{MOST}}}", given):
        return "pin-digits"
    if len(set(given)) < 3 or given in _RUNNING or given in _RUNNING[::-1]:
        return "pin-too-plain"
    half = len(given) // 2
    if len(given) % 2 == 0 and given[:half] == given[half:] and len(set(given)) < 4:
        return "pin-too-plain"
    known = [person.birth_date, person.phones, person.identity_number, person.code]
    for text in known:
        digits = "".join(c for c in text if c.isdigit())
        if digits and any(part in given for part in _parts(digits)):
            return "pin-known"
    born = person.birth_date  # yyyy-mm-dd
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", born):
        year, month, day = born.split("-")
        orders = (
            day + month + year,
            day + month + year[2:],
            year + month + day,
            month + day + year,
            year[2:] + month + day,
        )
        if given in orders or given[::-1] in orders:
            return "pin-known"
    return ""


def _parts(digits: str) -> list[str]:
    """Runs of six digits of what others may know."""
    return [digits[at : at + LEAST] for at in range(len(digits) - LEAST + 1)]


def _name(person: Person) -> str:
    return f"pin:{person.code}"


def wait_for(person: Person, at: datetime) -> int:
    """Seconds that this person's PIN must still wait: nobody is locked out, and guessing is slow."""
    return accounts.wait_for(_name(person), at)


def failed(person: Person, at: datetime) -> None:
    accounts.failed(_name(person), at)


def succeeded(person: Person) -> None:
    accounts.succeeded(_name(person))
