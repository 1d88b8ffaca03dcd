# SPDX-License-Identifier: EUPL-1.2
"""The 26 clauses as data: what each demands, the policy's own text, and how a doubtful sentence is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True)
class Chapter:
    """`text_es` is the heading in the policy's own words, `title` ours by language."""

    number: int
    title: Mapping[str, str]
    text_es: str


@dataclass(frozen=True)
class Clause:
    """`title`, `demand` and `reading` are by language; `reading` is empty where the text leaves no doubt."""

    id: str
    chapter: int
    title: Mapping[str, str]
    demand: Mapping[str, str]
    text_es: str
    reading: Mapping[str, str]
    crosswalk: tuple[str, ...]


def clause(id: str) -> Clause:
    """Raises `KeyError` on an id that the policy lacks."""
    return CLAUSES[id]


def _by_language(table: Mapping[str, Any], key: str) -> Mapping[str, str]:
    return MappingProxyType({lang: str(table[f"{key}_{lang}"]) for lang in ("es", "en") if f"{key}_{lang}" in table})


def _clause(table: Mapping[str, Any]) -> Clause:
    return Clause(
        id=str(table["id"]),
        chapter=int(str(table["id"]).partition(".")[0]),
        title=_by_language(table, "title"),
        demand=_by_language(table, "demand"),
        text_es=str(table["text_es"]),
        reading=_by_language(table, "reading"),
        crosswalk=tuple(table["crosswalk"]),
    )


_data: Final = tomllib.loads((files("precinto.policy") / "clauses.toml").read_text(encoding="utf-8"))
CHAPTERS: Final[Mapping[int, Chapter]] = MappingProxyType(
    {
        int(table["number"]): Chapter(int(table["number"]), _by_language(table, "title"), str(table["text_es"]))
        for table in _data["chapter"]
    }
)
CLAUSES: Final[Mapping[str, Clause]] = MappingProxyType({str(table["id"]): _clause(table) for table in _data["clause"]})
