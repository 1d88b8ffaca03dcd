# SPDX-License-Identifier: EUPL-1.2
"""A page that never answers ends its own test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Error

from tests.browser import patience

pytestmark = pytest.mark.browser


def test_what_never_answers_fails_and_the_next_test_has_a_browser(launch: Callable[[], Browser]) -> None:
    page = launch().new_context().new_page()
    with patience.at_most(1), pytest.raises(Error, match="closed"):
        page.evaluate("new Promise(() => {})")
    assert launch().new_context().new_page().evaluate("1 + 1") == 2
