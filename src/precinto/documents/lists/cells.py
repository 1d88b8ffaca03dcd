# SPDX-License-Identifier: EUPL-1.2
"""What a list is made of: its headings, its rows of cells, and the documents that the rows speak of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from precinto.access.models import Role
from precinto.documents.models import Document
from precinto.office import schemes
from precinto.procedures.model import Actor

Cells = list[Any]
Rows = Iterable[tuple[Cells, Document | None]]
Narrowed = Mapping[str, str]


@dataclass(frozen=True)
class Book:
    """A list: its name and title, its headings, and its rows, each with the document that it speaks of.

    `of`: documents that a row speaks of beside its own. They count for the level of the whole list.
    """

    name: str
    title: str
    heads: Sequence[str]
    rows: Rows
    of: Sequence[Document] = ()


def plain(value: Any) -> Any:
    """A value as it stands in a cell: a number, or text without any markup."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return html.unescape(re.sub(r"<[^>]*>", "", text)) if hasattr(value, "__html__") else text


def level_words(document: Document | None) -> str:
    if document is None:
        return ""
    level = schemes.loaded(document.scheme).level(document.level)
    return str(level.name.get((get_language() or "es")[:2], level.id))


def roles_of(actor: Actor) -> frozenset[Role]:
    return frozenset(held.role for held in actor.roles)
