# SPDX-License-Identifier: EUPL-1.2
"""Founding the office from its first page, behind the one-time link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precinto.office.models import Office
from precinto.records.errors import NotFound
from precinto.setup import demo
from precinto.setup.first_run import check_first_run, finish_first_run
from precinto.setup.founding import found as found_office
from precinto.setup.people import Account


@dataclass(frozen=True, slots=True)
class Founded:
    """`fingerprint` is to be written on paper. `accounts` have something in them only for a demonstration office."""

    office: Office
    fingerprint: str
    accounts: tuple[Account, ...] = ()


def waiting() -> bool:
    """Nobody has founded the office yet."""
    return not Office.objects.exists()


def found(token: str, facts: Mapping[str, Any]) -> Founded:
    """Found the office with the facts of `personnel.forms.Found`; the link is used up by it.

    With `demo` the office is filled with its own people and papers: of the facts it takes `name`, `scheme` and `language`.
    Raises `NotFound` when the link is not the one that was given, has lapsed or was used; else what `perform` refuses.
    """
    if not waiting() or not check_first_run(token):
        raise NotFound("not-found")
    accounts: tuple[Account, ...] = ()
    if facts.get("demo"):
        done = demo.fill(
            name=str(facts.get("name") or ""),
            scheme=str(facts.get("scheme") or "es"),
            language=str(facts.get("language") or "es"),
        )
        fingerprint, accounts = done.fingerprint, done.accounts
    else:
        fingerprint = found_office({**facts, "demo": False})
    finish_first_run()
    return Founded(Office.objects.get(), fingerprint, accounts)
