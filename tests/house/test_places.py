# SPDX-License-Identifier: EUPL-1.2
"""Every page is looked at: an address that answers a GET has a place among those that the browser tests walk."""

import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, resolve

from precinto.web import settings_pages
from precinto.web.urls import urlpatterns
from tests.house.files import holds
from tests.web.places import PLACES

# What is no page, and why.
NO_PAGE = {
    "levels": "a style sheet",
    "delete": "it leads back to the document",
    "checkpoint_qr": "a picture, looked at on the page of the book",
    "checkpoint_text": "a file",
    "seal_certificate": "a file",
    "receipt": "a file",
    "bundle_card": "a file",
    "calendar_file": "a file",
    "calendar_feed": "a file, for a program",
    "station_worker": "a script",
    "import_lists": "a file",
    "printed": "a printed form: a file",
}
# What stands at an address that is known only once something was brought, or before anybody can come in: the tests that look there.
LOOKED_AT_APART = {
    "sign_in": "test_pages::test_the_door_is_accessible",
    "lock": "test_pages::test_the_door_is_accessible",
    "first_run": "test_pages::test_the_first_page_of_an_office_is_accessible",
    "import_file": "test_pages::test_bringing_an_old_register_is_accessible",
}


def methods(pattern: URLPattern) -> list[str]:
    """What a view lets through; a view that says nothing of it takes everything."""
    found = inspect.getclosurevars(pattern.callback).nonlocals.get("request_method_list")
    return list(found) if found is not None else ["GET"]


def pages(patterns: list[URLPattern]) -> Iterator[URLPattern]:
    return (pattern for pattern in patterns if "GET" in methods(pattern))


def placed(places: tuple[str, ...]) -> dict[str, list[str]]:
    """The places by the name of their address. Whatever stands between braces stands for a number."""
    found = defaultdict(list)
    for place in places:
        address = re.sub(r"{\w+}", "1", place.partition("?")[0])
        try:
            found[resolve(address).url_name or ""].append(place)
        except Resolver404:
            found["nowhere"].append(place)
    return dict(found)


def missing(patterns: list[URLPattern], places: tuple[str, ...]) -> list[str]:
    known = placed(places).keys() | NO_PAGE.keys() | LOOKED_AT_APART.keys()
    return [
        f"{pattern.pattern} ({pattern.name})"
        for pattern in pages(patterns)
        if not pattern.name or pattern.name not in known
    ]


def test_every_page_has_a_place() -> None:
    holds("every page is looked at in a browser, in both languages (tests/web/places.py)", missing(urlpatterns, PLACES))


def test_the_rule_bites() -> None:
    cut = tuple(place for place in PLACES if not place.startswith("/vencidos/"))
    assert missing(urlpatterns, cut) == ["vencidos/ (overdue)"]


def test_the_only_place_without_an_address_is_the_one_that_is_not_there() -> None:
    assert placed(PLACES)["nowhere"] == ["/nada/"]


def test_every_section_of_the_settings_has_a_place() -> None:
    """They share an address, and each has its own body."""
    left = [one.name for one in settings_pages.SECTIONS if f"/ajustes/{one.name}/" not in PLACES]
    holds("every section of the settings is looked at", left)


@pytest.mark.parametrize("table", [NO_PAGE, LOOKED_AT_APART])
def test_no_exception_is_left_over(table: dict[str, str]) -> None:
    names = {pattern.name for pattern in pages(urlpatterns)}
    assert set(table) <= names
    assert not table.keys() & placed(PLACES).keys()


@pytest.mark.parametrize("test", sorted(set(LOOKED_AT_APART.values())))
def test_the_tests_named_are_there(test: str) -> None:
    module, _colons, name = test.partition("::")
    assert callable(getattr(importlib.import_module(f"tests.browser.{module}"), name))
