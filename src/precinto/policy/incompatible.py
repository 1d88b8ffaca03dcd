# SPDX-License-Identifier: EUPL-1.2
"""Roles that one person may never hold two of in one case, and the three administrators who exclude each other always.

Pure: who a person is, behind group, delegation or substitution, is settled by the caller before it asks here.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final

EVERY_CLAUSE: Final = "*"
NEVER: Final = "never"
EVER: Final = "ever"
BELOW: Final = "below"
_STRICTEST: Final = (NEVER, BELOW, EVER)


@dataclass(frozen=True)
class Pair:
    """Two roles that exclude each other in `clauses`. `words` give the rule by language.

    `excuse`: whether an office under the regime of minimum staff may let one person be both: `never`, `ever`, or `below` the
    highest level of its scheme.
    """

    roles: frozenset[str]
    clauses: frozenset[str]
    words: Mapping[str, str]
    excuse: str = NEVER

    def binds(self, clause: str) -> bool:
        return EVERY_CLAUSE in self.clauses or clause in self.clauses


@dataclass(frozen=True)
class Clash:
    """One person in two roles that exclude each other."""

    person: str
    pair: Pair


def incompatible(one: str, other: str, clause: str) -> Pair | None:
    """The rule that forbids one person to be both in a case of `clause`, or None."""
    roles = frozenset({one, other})
    return next((pair for pair in (*PAIRS, *ADMINISTRATOR_PAIRS) if pair.roles == roles and pair.binds(clause)), None)


def barring(one: str, other: str, clauses: Collection[str]) -> Pair | None:
    """The rule that forbids one person to be both in a case of several clauses: the strictest, where there are several."""
    roles = frozenset({one, other})
    bound = [p for p in (*PAIRS, *ADMINISTRATOR_PAIRS) if p.roles == roles and any(p.binds(c) for c in clauses)]
    return min(bound, key=lambda pair: _STRICTEST.index(pair.excuse), default=None)


def clashes(holders: Mapping[str, Collection[str]], clause: str) -> list[Clash]:
    """Every clash in a case: `holders` maps a role to the ids of the persons who filled it, in any way."""
    found: list[Clash] = []
    for one, other in combinations(sorted(holders), 2):
        pair = incompatible(one, other, clause)
        if pair is not None:
            found += [Clash(person, pair) for person in sorted(set(holders[one]) & set(holders[other]))]
    return found


def barred_roles(role: str, clause: str) -> frozenset[str]:
    """The roles closed to whoever has filled `role` in a case of `clause`."""
    bound = [pair for pair in (*PAIRS, *ADMINISTRATOR_PAIRS) if role in pair.roles and pair.binds(clause)]
    return frozenset().union(*(pair.roles - {role} for pair in bound))


def administrator_clash(roles: Iterable[str]) -> Pair | None:
    """The rule broken by one person's roles over the whole installation: two administrators in one person."""
    held = frozenset(roles)
    return next((pair for pair in ADMINISTRATOR_PAIRS if pair.roles <= held), None)


def _pairs(table: Mapping[str, Any]) -> tuple[Pair, ...]:
    words = MappingProxyType({"es": str(table["es"]), "en": str(table["en"])})
    clauses = frozenset(table["clauses"])
    excuse = str(table.get("excuse", NEVER))
    if excuse not in _STRICTEST:
        raise ValueError(f"{excuse}: an excuse is never, ever or below")
    return tuple(Pair(frozenset(roles), clauses, words, excuse) for roles in combinations(table["roles"], 2))


_data: Final = tomllib.loads((files("precinto.policy") / "incompatible.toml").read_text(encoding="utf-8"))
PAIRS: Final[tuple[Pair, ...]] = tuple(pair for table in _data["group"] for pair in _pairs(table))
ADMINISTRATORS: Final[frozenset[str]] = frozenset(_data["administrators"]["roles"])
ADMINISTRATOR_PAIRS: Final[tuple[Pair, ...]] = _pairs(_data["administrators"])
