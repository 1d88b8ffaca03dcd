# SPDX-License-Identifier: EUPL-1.2
"""The classification schemes that the office has loaded, parsed once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from precinto.labels import markings, scheme
from precinto.labels.label import Label
from precinto.labels.scheme import Bits, Level, Scheme
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


def in_force() -> list[Scheme]:
    """Those that a document may be classified under: the office's own, then the others that it has loaded, but no drafts."""
    here = own()
    known = memo.once("schemes", ["office.loadedscheme"], newest)
    return [here, *(other for other in known if other.id != here.id and other.status == "in-force")]


def newest() -> tuple[Scheme, ...]:
    """Every scheme that was ever loaded, in its newest version, by id."""
    rows = {row.code: row for row in LoadedScheme.objects.order_by("code", "version")}
    return tuple(_parsed(row.digest, row.text) for row in rows.values())


def level_choices(scheme: Scheme) -> list[tuple[str, str]]:
    """The levels of a scheme for whoever chooses one, the highest first, in the language in force."""
    lang = (get_language() or "es")[:2]
    return [(level.id, level.name.get(lang, level.id)) for level in reversed(scheme.levels)]


def of_level(written: str) -> tuple[Scheme, Level]:
    """What a level means as a fact writes it: `C` of the office's own scheme, `otan/NC` of another that it has loaded.

    Raises `LookupError`.
    """
    code, slash, id = written.rpartition("/")
    found = loaded(code) if slash else own()
    return found, found.level(id)


def of_caveats(scheme: Scheme, written: Iterable[str]) -> list[str]:
    """Caveats as facts write them (`cripto`, `otan/ATOMAL`, `otan/rel:FRA`) in the terms of the scheme that the level is of.

    Raises `LookupError` on a caveat of another scheme: `unfit` says so in words.
    """
    here = "" if scheme.id == own().id else scheme.id
    found = [(one.rpartition("/")[0], one.rpartition("/")[2]) for one in written]
    if any(code not in (here, scheme.id) for code, _caveat in found):
        raise LookupError(scheme.id)
    return [caveat for _code, caveat in found]


def unfit(written: str, caveats: Iterable[str]) -> tuple[str, Mapping[str, str]] | None:
    """Why these caveats cannot stand beside this level: a message id and its facts, or None."""
    of, level = of_level(written)
    try:
        return of.unfit(level.id, of_caveats(of, caveats))
    except LookupError:
        return "caveat-of-another-scheme", {"level": level.short, "scheme": of.id}


def label(written: str, caveats: Iterable[str] = ()) -> dict[str, Any]:
    """The columns of a label: `scheme`, `level`, `rank`, `comp`, `rel`. Caveats of another scheme count for none: `unfit` refuses them."""
    of, level = of_level(written)
    try:
        bits = of.bits(of_caveats(of, caveats))
    except LookupError:
        bits = Bits(0, 0)
    return {"scheme": of.id, "level": level.id, "rank": level.rank, "comp": bits.comp, "rel": bits.rel}


def caveats(label: Label) -> list[str]:
    """The caveats of a label in words, in the language in force."""
    of = loaded(label.scheme)
    words = dict(of.caveat_words((get_language() or "es")[:2]))
    return [words[one] for one in of.categories_of(label.comp, label.rel)]


def level_of(label: Label) -> Level:
    return loaded(label.scheme).by_rank(label.rank)


def marking(label: Label, place: markings.Place, lang: str) -> str:
    return markings.marking(loaded(label.scheme), label, place, lang)
