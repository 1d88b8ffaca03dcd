# SPDX-License-Identifier: EUPL-1.2
"""Labels, and two questions about them: may this holder have that thing, and does one label bind as much as another.

A label is a scheme, a rank and two sets of bits. `comp` are restrictive caveats: the holder needs all. `rel` are
permissive ones: none means releasable to all who are cleared, otherwise the holder needs one of them. On a holder
`rel` are the values the holder has.

`dominates` is the access question and is not an order: two holders may each have one of a thing's two nationalities.
`at_most` is the order: within a scheme it makes labels a lattice whose least upper bound is `join`, and what dominates
the greater dominates the lesser. Both rest on the clauses 1.2 (scope and level of readers), 1.3 (containers),
1.5, 2.6 and 4.5 (a derived thing takes the join of its sources), 2.3, 2.4 and 4.6 (machines, media, channels).
"""

from dataclasses import dataclass
from typing import Final, Literal

from precinto.labels.scheme import Scheme

Reason = Literal["other-scheme", "level-too-low", "caveat-missing", "not-releasable"]

# What remains when two lists of recipients have nobody in common. No holder has this bit, so nobody passes.
NOBODY: Final = 1 << 62
# `rel` of a holder for whom release is no question, such as a safe.
ANY_REL: Final = NOBODY - 1


class SchemeMismatch(ValueError):
    """Labels of two schemes cannot be joined or ordered: `translate` one of them first."""


@dataclass(frozen=True, slots=True)
class Label:
    """`scheme` is the scheme's id. Rank 0 without caveats is open: it needs no clearance of any scheme."""

    scheme: str
    rank: int
    comp: int = 0
    rel: int = 0

    @property
    def open(self) -> bool:
        return not (self.rank or self.comp or self.rel)


def why_not(holder: Label, thing: Label) -> Reason | None:
    """Why `holder` may not have `thing`, by the first test that fails, or None."""
    if thing.open:
        return None
    if holder.scheme != thing.scheme:
        return "other-scheme"
    if holder.rank < thing.rank:
        return "level-too-low"
    if thing.comp & ~holder.comp:
        return "caveat-missing"
    if thing.rel and not thing.rel & holder.rel & ~NOBODY:
        return "not-releasable"
    return None


def dominates(holder: Label, thing: Label) -> bool:
    return why_not(holder, thing) is None


def at_most(one: Label, other: Label) -> bool:
    """Whether `other` binds at least as much as `one`: so that whoever may have `other` may have `one`."""
    if one.open:
        return True
    if one.scheme != other.scheme:
        return False
    fewer_recipients = not one.rel or (other.rel != 0 and not _recipients(other.rel) & ~_recipients(one.rel))
    return one.rank <= other.rank and not one.comp & ~other.comp and fewer_recipients


def join(one: Label, other: Label) -> Label:
    """The least label that binds as much as both: what a thing made of both must bear. Raises `SchemeMismatch`."""
    if one.open:
        return other
    if other.open:
        return one
    if one.scheme != other.scheme:
        raise SchemeMismatch(one.scheme, other.scheme)
    both = _recipients(one.rel) & _recipients(other.rel)
    rel = (both or NOBODY) if one.rel and other.rel else one.rel or other.rel
    return Label(one.scheme, max(one.rank, other.rank), one.comp | other.comp, rel)


def translate(thing: Label, *, of: Scheme, into: Scheme) -> Label | None:
    """The label under which `into` handles a thing of another scheme, or None where it cannot.

    A declared equivalence holds in its own direction only. Where there is none the thing goes to the next higher rank,
    never to its own or a lower one; above the highest there is nowhere to go. Caveats do not translate: a thing with
    any is None, and the office decides by an act. Never use this on a clearance: it rounds up.
    """
    if of.id != thing.scheme:
        raise SchemeMismatch(of.id, thing.scheme)
    if of.id == into.id:
        return thing
    if thing.comp or thing.rel:
        return None
    if thing.rank == 0:
        return Label(into.id, 0)
    declared = of.by_rank(thing.rank).equivalent.get(into.id)
    if declared is not None:
        return Label(into.id, into.level(declared).rank)
    higher = into.at_least(thing.rank + 1)
    return Label(into.id, higher.rank) if higher else None


def _recipients(rel: int) -> int:
    return rel & ~NOBODY
