# SPDX-License-Identifier: EUPL-1.2
"""A person on a day, read once from the tables and frozen for the decisions of one act or one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from precinto.access.decide import Subject
from precinto.access.models import (
    ADMINISTRATORS,
    IN_FORCE,
    Appointment,
    Briefing,
    Clearance,
    Delegation,
    Person,
    Role,
    in_force,
)
from precinto.access.principals import REGISTRY, Kind, ancestors, principal
from precinto.labels.label import Label
from precinto.records import memo

READ_FROM = (
    "access.appointment",
    "access.briefing",
    "access.clearance",
    "access.delegation",
    "access.person",
    "access.post",
    "access.unit",
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role in somebody's hands, and by which way: of their own post, or lent to them by a delegation."""

    role: Role
    delegation: int | None = None
    giver: int | None = None


def roles_held(person: int, on: date) -> tuple[Held, ...]:
    """Own roles first. A delegation counts while its giver still holds the role on that day."""
    return memo.once(("roles", person, on), READ_FROM, lambda: _roles_held(person, on))


def _roles_held(person: int, on: date) -> tuple[Held, ...]:
    own = Appointment.objects.filter(in_force(on), person=person).exclude(post__role="")
    held = [Held(Role(role)) for role in own.values_list("post__role", flat=True).distinct()]
    lent = Delegation.objects.filter(in_force(on), taker=person)
    for delegation in lent:
        role = Role(delegation.role)
        if role in ADMINISTRATORS:
            continue
        giver_has = Appointment.objects.filter(in_force(on), person=delegation.giver_id, post__role=role).exists()
        if giver_has:
            held.append(Held(role, delegation.pk, delegation.giver_id))
    return tuple(held)


def subject(person: Person, on: date, *, roles: tuple[Held, ...] | None = None) -> Subject:
    key = ("subject", person.pk, person.unit_id, on, roles)
    return memo.once(key, READ_FROM, lambda: _subject(person, on, roles))


def known(person: Person, on: date, roles: tuple[Held, ...], who: Subject) -> None:
    """For a page that looks at many things: this is what `roles_held` and `subject` would read, while the memo lasts."""
    memo.know(("roles", person.pk, on), roles)
    for given in (None, roles):
        memo.know(("subject", person.pk, person.unit_id, on, given), who)


def _subject(person: Person, on: date, roles: tuple[Held, ...] | None) -> Subject:
    clearances = list(Clearance.objects.filter(person=person).order_by("-rank", "-since", "-pk"))
    valid = [c for c in clearances if c.stage == IN_FORCE and c.since <= on and (c.until is None or c.until >= on)]
    labels: dict[str, Label] = {}
    for c in valid:
        labels.setdefault(c.scheme, Label(c.scheme, c.rank, c.comp, c.rel))
    state = "none" if not clearances else "suspended" if any(c.stage == "suspended" for c in clearances) else "expired"
    lapsed: dict[str, str] = {}
    for c in clearances:
        if c.scheme not in labels:
            lapsed[c.scheme] = "suspended" if "suspended" in (c.stage, lapsed.get(c.scheme)) else "expired"
    posts = Appointment.objects.filter(in_force(on), person=person).values_list(
        "post_id", "post__unit_id", "post__role"
    )
    numbers = {principal(Kind.PERSON, person.pk)}
    units = {person.unit_id} if person.unit_id else set()
    for post, unit, _role in posts:
        numbers.add(principal(Kind.POST, post))
        if unit:
            units.add(unit)
    for unit in units:
        numbers.add(principal(Kind.UNIT, unit))
        numbers.update(principal(Kind.TREE, above) for above in ancestors(unit))
    held = roles if roles is not None else roles_held(person.pk, on)
    registry = any(h.role in (Role.CLERK, Role.HEAD) for h in held)
    if registry:
        numbers.add(REGISTRY)
    return Subject(
        person=person.pk,
        on=on,
        clearances=tuple(labels.values()),
        clearance_state=state,
        lapsed=tuple(sorted(lapsed.items())),
        briefed=Briefing.objects.filter(in_force(on), person=person).exists(),
        registry=registry,
        principals=frozenset(numbers),
    )
