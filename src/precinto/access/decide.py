# SPDX-License-Identifier: EUPL-1.2
"""May this person see, or hold, this thing? Pure: frozen data in, an answer with its reason and clause out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from precinto.labels.label import Label, why_not


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as a decision sees them, on one day."""

    person: int
    on: date
    clearances: tuple[Label, ...] = ()  # at most one for each scheme
    clearance_state: str = "none"  # why there is none: none, expired, suspended
    lapsed: tuple[tuple[str, str], ...] = ()  # of each scheme whose clearance is no longer valid: expired, suspended
    briefed: bool = False
    registry: bool = False
    principals: frozenset[int] = frozenset()

    def clearance_for(self, label: Label) -> Label | None:
        return next((c for c in self.clearances if c.scheme == label.scheme), None)

    def why_none_for(self, label: Label) -> str:
        """Why no clearance reaches this label's scheme: theirs of it has lapsed, they have one of another, or none at all."""
        lapsed = dict(self.lapsed).get(label.scheme)
        return f"clearance-{lapsed or self.clearance_state}" if lapsed or not self.clearances else "other-scheme"


@dataclass(frozen=True, slots=True)
class Scoped:
    """A thing with its label and whom its reading scope names: principal, from, until (day numbers)."""

    label: Label
    scope: tuple[tuple[int, int, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Decision:
    allowed: bool
    reason: str | None = None
    clause: str = "1.2"

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)


def decide(who: Subject, what: Scoped, *, to_hold: bool = False) -> Decision:
    """The four checks of 1.2, in this order: scope, valid clearance, level and caveats, briefing (to hold it)."""
    today = who.on.toordinal()
    if not any(p in who.principals and since <= today <= until for p, since, until in what.scope):
        return Decision(False, "out-of-scope")
    if not what.label.open:
        clearance = who.clearance_for(what.label)
        if clearance is None:
            return Decision(False, who.why_none_for(what.label), "4.1")
        reason = why_not(clearance, what.label)
        if reason is not None:
            return Decision(False, reason)
        if to_hold and not who.briefed:
            return Decision(False, "not-briefed", "3.2")
    return YES
