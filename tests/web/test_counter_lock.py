# SPDX-License-Identifier: EUPL-1.2
"""A counter that locks keeps its list until its clerk is back: nothing is done meanwhile, and nothing is read twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from precinto.access.models import Person
from precinto.documents.models import Loan
from precinto.records.clock import now, stamp
from tests.web.conftest import PASSWORD, Pages
from tests.world import World

Open = Callable[[str], Pages]
COUNTER = "/mostrador/"
FIELDS = re.compile(
    r'<input type="(?:hidden|number)" name="(person|mode|place|line|folios-\w+|missed)" value="([^"]*)"'
)


def form_of(answer: Any) -> dict[str, list[str]]:
    """What the page's form would send: the list as it travels."""
    found: dict[str, list[str]] = {}
    for name, value in FIELDS.findall(answer.content.decode()):
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def copies(world: World) -> list[str]:
    document = world.document(copies=3)
    found = [world.copy(document, number) for number in (1, 2, 3)]
    for code in found:
        world.loan(code, stage="approved")
    return found


def read(browser: Pages, form: dict[str, list[str]], **more: str) -> Any:
    return browser.post(COUNTER, form | {"do": ["read"]} | {name: [value] for name, value in more.items()})


@pytest.fixture
def carmen(pages: Open, world: World, copies: list[str]) -> Pages:
    return pages("carmen")


@pytest.fixture
def listed(carmen: Pages, copies: list[str]) -> dict[str, list[str]]:
    """Rosa at the counter with one copy on the list, its folios as counted."""
    badge = Person.objects.get(account__login="rosa").code
    form = form_of(read(carmen, {}, scan=badge))
    form = form_of(read(carmen, form, scan=copies[0]))
    assert len(form["line"]) == 1
    return form


def unlock(browser: Pages, back: str) -> Any:
    return browser.post("/bloqueo/", {"password": PASSWORD, "next": back})


def test_a_reading_at_a_locked_door_leaves_the_list_waiting(
    world: World, carmen: Pages, listed: dict[str, list[str]], copies: list[str]
) -> None:
    carmen.remember(seen=stamp(now() - timedelta(hours=3)))
    before = world.dump()
    answer = read(carmen, listed, scan=copies[1])
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bloqueo/?next=%2Fmostrador%2F")
    locked = carmen.get(answer.headers["Location"]).content.decode()
    assert copies[0] not in locked
    assert "Rosa" not in locked
    assert unlock(carmen, COUNTER).headers["Location"] == COUNTER
    page = carmen.get(COUNTER)
    again = form_of(page)
    assert again == listed | {"missed": [copies[1]]}  # the same line with the same key, and what was not taken is told
    assert "bloqueó" in page.content.decode()
    assert world.dump() == before
    assert set(Loan.objects.values_list("stage", flat=True)) == {"approved"}
    # It waited once: whoever goes elsewhere has left it, as always.
    assert "line" not in form_of(carmen.get(COUNTER))
    done = carmen.post(COUNTER, again | {"do": ["finish"]})
    assert done.status_code == 200
    assert Loan.objects.filter(stage="lent").count() == 1


def test_a_list_that_was_to_be_done_is_not_done_behind_the_lock(carmen: Pages, listed: dict[str, list[str]]) -> None:
    carmen.remember(locked=True)
    assert carmen.post(COUNTER, listed | {"do": ["finish"]}).status_code == 303
    assert unlock(carmen, COUNTER).status_code == 303
    assert form_of(carmen.get(COUNTER)) == listed
    assert Loan.objects.filter(stage="lent").count() == 0


def test_locking_by_hand_keeps_the_list_too(carmen: Pages, listed: dict[str, list[str]]) -> None:
    page = carmen.get(COUNTER).content.decode()
    assert re.search(r'form="counter" formaction="/bloqueo/" name="lock" value="1"', page)
    sent = carmen.post("/bloqueo/", listed | {"lock": ["1"], "next": [COUNTER], "scan": [""]})
    assert f'name="next" value="{COUNTER}"' in sent.content.decode()
    unlock(carmen, COUNTER)
    assert form_of(carmen.get(COUNTER)) == listed


def test_whoever_else_signs_in_finds_an_empty_counter(carmen: Pages, listed: dict[str, list[str]]) -> None:
    carmen.remember(locked=True)
    carmen.post(COUNTER, listed)
    carmen.post("/salir/")
    carmen.post("/entrar/", {"login": "pilar", "password": PASSWORD})
    assert "line" not in form_of(carmen.get(COUNTER))
    assert "counter" not in carmen.session


def test_what_is_no_list_does_not_fill_the_session(carmen: Pages) -> None:
    carmen.remember(locked=True)
    carmen.post(COUNTER, {"do": "look"})
    assert "counter" not in carmen.session
    carmen.post(COUNTER, {"line": ["x" * 5000] * 900, "missed": ["y" * 5000] * 900, "title": "z" * 100_000})
    assert len(carmen.session["counter"]) < 80_000
    assert "z" * 20 not in carmen.session["counter"]
    unlock(carmen, COUNTER)
    assert carmen.get(COUNTER).status_code == 200


def test_what_was_stopped_is_set_aside_at_once(world: World, carmen: Pages, listed: dict[str, list[str]]) -> None:
    """One button of the stop goes on without what was stopped; the rest of the list stays."""
    free = world.copy(world.document(copies=1))
    page = read(carmen, listed, scan=free)
    (aside,) = re.findall(r'name="do" value="(drop:[^"]+)"[^>]*class="aside"', page.content.decode())
    assert len(form_of(page)["line"]) == 2
    assert form_of(carmen.post(COUNTER, form_of(page) | {"do": [aside]})) == listed
