# SPDX-License-Identifier: EUPL-1.2
"""What is late stands on as many pages as it fills, each thing once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from precinto.custody.models import Thing
from precinto.records import clock
from precinto.web import lists
from tests.web.conftest import Pages
from tests.world import World


def test_everything_late_is_on_one_of_the_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "OVERDUE", 2)
    document = world.document(copies=5)
    for number, reader in enumerate(("rosa", "vera", "nuria", "rosa", "vera"), start=1):
        world.loan(world.copy(document, number), to=reader)
    late = Thing.objects.filter(person__isnull=False).order_by("due", "pk")
    found: list[list[str]] = []
    address = "/vencidos/"
    with clock.at(clock.now() + timedelta(days=60)):
        browser = Pages("carmen")
        while address:
            text = browser.get(address).content.decode()
            found.append(re.findall(r'href="[^"]*\?q=(C\w+)"', text))
            following = re.search(r'href="(\?desde-el=\d+)"', text)
            address = f"/vencidos/{following[1]}" if following else ""
    assert [len(page) for page in found] == [2, 2, 1]
    assert sorted(code for page in found for code in page) == sorted(late.values_list("code", flat=True))
