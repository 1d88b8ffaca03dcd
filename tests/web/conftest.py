# SPDX-License-Identifier: EUPL-1.2
"""A browser for each of the cast: `pages("rosa").get("/")`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from precinto.access.models import Account
from precinto.office.models import Office
from precinto.records.clock import now, stamp
from tests.world import PASSWORD, World

__all__ = ["PASSWORD", "Pages"]


class Pages(Client):
    """Somebody signed in, as `web.session` leaves it after the right password."""

    def __init__(self, login: str, *, checks_csrf: bool = False) -> None:
        super().__init__(raise_request_exception=False, enforce_csrf_checks=checks_csrf)
        account = Account.objects.get(login=login)
        kept = self.session
        for name, value in {
            "account": account.pk,
            "epoch": account.epoch,
            "proved": stamp(now()),
            "seen": stamp(now()),
            "locked": False,
        }.items():
            kept[name] = value
        kept.save()
        self.cookies["precinto"] = kept.session_key or ""

    def remember(self, **values: object) -> None:
        """Change what the session keeps."""
        kept = self.session
        for name, value in values.items():
            kept[name] = value
        kept.save()


@pytest.fixture
def pages(world: World) -> Callable[[str], Pages]:
    return Pages


@pytest.fixture
def outsider(world: World) -> Client:
    """A browser in which nobody has signed in."""
    return Client(raise_request_exception=False)


@pytest.fixture
def office(world: World) -> Office:
    return Office.objects.get()
