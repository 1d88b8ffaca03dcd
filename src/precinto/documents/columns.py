# SPDX-License-Identifier: EUPL-1.2
"""What a list and a page show of a case, by its kind: the same columns on the page, in the API and in an export.

Filled when the program starts: by the pages for the cases of old, by each room for its own. What is not named is not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

Column = tuple[Any, str | Callable[[Any], Any]]

COLUMNS: dict[type[Model], list[Column]] = {}
# What a case needs read with it, so that its columns ask nothing more: by joining, and by one question more for a whole page.
WITH: dict[type[Model], tuple[str, ...]] = {}
GATHERED: dict[type[Model], tuple[str, ...]] = {}


def value_of(case: Any, how: str | Callable[[Any], Any]) -> Any:
    value = how(case) if callable(how) else getattr(case, how)
    return value() if callable(value) else value
