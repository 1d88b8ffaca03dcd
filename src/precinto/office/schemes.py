# SPDX-License-Identifier: EUPL-1.2
"""The classification schemes that the office has loaded, parsed once each."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language

from precinto.labels import markings, scheme
from precinto.labels.label import Label
from precinto.labels.scheme import Level, Scheme
from precinto.office.models import LoadedScheme, Office
from precinto.records import memo


@lru_cache(maxsize=32)
def _parsed(digest: str, text: str) -> Scheme:
    return scheme.load(text.encode())


def office() -> Office | None:
    return memo.once("office", ["office.office"], Office.objects.first)


def loaded(code: str) -> Scheme:
    return memo.once(("scheme", code), ["office.loadedscheme"], lambda: _newest(code))


def _newest(code: str) -> Scheme:
    row = LoadedScheme.objects.filter(code=code).order_by("-version").first()
    if row is None:
        raise LookupError(code)
    return _parsed(row.digest, row.text)


def own() -> Scheme:
    """The scheme that the office marks with."""
    here = office()
    if here is None:
        raise LookupError("no office has been founded")
    return loaded(here.scheme)


def level_choices(scheme: Scheme) -> list[tuple[str, str]]:
    """The levels of a scheme for whoever chooses one, the highest first, in the language in force."""
    lang = (get_language() or "es")[:2]
    return [(level.id, level.name.get(lang, level.id)) for level in reversed(scheme.levels)]


def level_of(label: Label) -> Level:
    return loaded(label.scheme).by_rank(label.rank)


def marking(label: Label, place: markings.Place, lang: str) -> str:
    return markings.marking(loaded(label.scheme), label, place, lang)
