# SPDX-License-Identifier: EUPL-1.2
"""What the steps of chapter 4 change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from precinto.access import accounts
from precinto.access.models import (
    ADMINISTRATORS,
    IN_FORCE,
    Appointment,
    Briefing,
    Clearance,
    Delegation,
    Person,
    Post,
    Role,
    Unit,
    in_force,
)
from precinto.custody import codes
from precinto.custody.models import PlaceKind, Thing, ThingKind
from precinto.documents.keeping.acts import look_at_combinations
from precinto.documents.keeping.queries import KEEPING, not_handed_over
from precinto.documents.receiving.acts import open_the_first
from precinto.documents.rules import may_read
from precinto.labels import scheme
from precinto.office import schemes
from precinto.office.acts import place_row, scheme_row
from precinto.office.models import Office
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Act, Actor, Reason
from precinto.records import journal

# 1.6: what is destroyed is delivered to it. The office gives it its own name.
AUTHORITY = {"es": "Autoridad de destrucción", "en": "Destruction authority"}
# The places that every office has from its first day. The names are data of the installation, in its language.
FIRST_PLACES = {
    "es": [
        ("Caja fuerte de la oficina", PlaceKind.SAFE),
        ("Mostrador", PlaceKind.COUNTER),
        ("En tránsito", PlaceKind.TRANSIT),
        ("Otro organismo", PlaceKind.BODY),
        (AUTHORITY["es"], PlaceKind.BODY),
        ("En paradero desconocido", PlaceKind.MISSING),
        ("Destruido", PlaceKind.DESTROYED),
    ],
    "en": [
        ("Safe of the office", PlaceKind.SAFE),
        ("Counter", PlaceKind.COUNTER),
        ("In transit", PlaceKind.TRANSIT),
        ("Another body", PlaceKind.BODY),
        (AUTHORITY["en"], PlaceKind.BODY),
        ("Missing", PlaceKind.MISSING),
        ("Destroyed", PlaceKind.DESTROYED),
    ],
}
FIRST_POSTS = {"es": ("Jefe de la oficina", "Encargado del registro"), "en": ("Head of the office", "Registry clerk")}


def open_office(actor: Actor, facts: Facts) -> Office:
    return Office(name=facts.name, scheme=facts.scheme, language=facts.language, demo=facts.demo)


def found(case: Office, actor: Actor, facts: Facts) -> None:
    """The scheme, the first places, the first two persons with their posts and accounts, and the books of the year."""
    text = scheme.shipped()[facts.scheme].decode()
    row = scheme_row(text)
    row.stage = "loaded"
    journal.add(row)
    highest = max(level.rank for level in scheme.load(text.encode()).levels)
    for name, kind in FIRST_PLACES[facts.language]:
        place = place_row(name, kind, highest)
        place.stage = "in_use"
        place.destroys = highest if name in AUTHORITY.values() else None
        journal.add(place)
    for who, role, title in zip(("head", "clerk"), (Role.HEAD, Role.CLERK), FIRST_POSTS[facts.language], strict=True):
        person = Person(
            stage="active",
            code=codes.make("P", number=series.take("person")),
            given_name=getattr(facts, f"{who}_given_name"),
            family_name=getattr(facts, f"{who}_family_name"),
        )
        journal.add(person)
        accounts.seal_name(person)
        post = journal.add(Post(stage="in_use", code=role.value.upper(), name=title, role=role))
        journal.add(Appointment(stage=IN_FORCE, person=person, post=post, since=actor.day))
        password = getattr(facts, f"{who}_password")
        accounts.open_account(person, getattr(facts, f"{who}_login"), password, actor.at, must_change=False)
    open_the_first(actor.day.year)


def open_unit(actor: Actor, facts: Facts) -> Unit:
    return Unit(code=facts.code.upper(), name=facts.name, parent=facts.parent)


def code_free(case: Any, actor: Actor, facts: Facts) -> Reason | None:
    taken = type(case).objects.filter(code__iexact=case.code).exists()
    return Reason("code-taken", {"code": case.code}) if taken else None


def open_post(actor: Actor, facts: Facts) -> Post:
    return Post(code=facts.code.upper(), name=facts.name, unit=facts.unit, role=facts.role)


def open_person(actor: Actor, facts: Facts) -> Person:
    return Person(
        code="",
        given_name=facts.given_name,
        family_name=facts.family_name,
        birth_date=facts.birth_date.isoformat() if facts.birth_date else "",
        phones=facts.phones,
        identity_number=facts.identity_number,
        unit=facts.unit,
    )


def number_person(case: Person, actor: Actor, facts: Facts) -> None:
    journal.change(case, code=codes.make("P", number=series.take("person")))
    accounts.seal_name(case)


def transfer(case: Person, actor: Actor, facts: Facts) -> None:
    """1.3: whoever goes to another unit leaves behind what the old place let them know."""
    journal.change(case, unit=facts.unit)
    look_at_combinations(case, actor, moved=True)


def correct(case: Person, actor: Actor, facts: Facts) -> None:
    journal.change(
        case,
        given_name=facts.given_name,
        family_name=facts.family_name,
        birth_date=facts.birth_date.isoformat() if facts.birth_date else "",
        phones=facts.phones,
        identity_number=facts.identity_number,
    )
    accounts.seal_name(case)


def holds_nothing(case: Person, actor: Actor, facts: Facts) -> Reason | None:
    """4.1: nobody leaves while holding anything."""
    held = list(Thing.objects.filter(person=case).values_list("code", flat=True)[:5])
    return Reason("still-holding", {"codes": [codes.pretty(code) for code in held]}) if held else None


def end_all(case: Person, actor: Actor, facts: Facts) -> None:
    """Whoever leaves keeps no post, no delegation, no clearance and no way to sign in."""
    for model, column in (
        (Appointment, "person"),
        (Clearance, "person"),
        (Briefing, "person"),
        (Delegation, "giver"),
        (Delegation, "taker"),
    ):
        for row in model.objects.filter(stage__in=(IN_FORCE, "suspended"), **{column: case}):
            journal.change(row, stage="ended", until=max(row.since, actor.day))
    account = getattr(case, "account", None)
    if account is not None:
        journal.change(account, stage="closed", epoch=account.epoch + 1)


def open_appointment(actor: Actor, facts: Facts) -> Appointment:
    return Appointment(person=facts.person, post=facts.post, since=facts.since, until=facts.until)


def one_administrator(case: Appointment, actor: Actor, facts: Facts) -> Reason | None:
    """System, security and audit are three persons; none of them is also clerk, leader or head."""
    role = case.post.role
    held = set(
        Appointment.objects.filter(stage=IN_FORCE, person=case.person)
        .exclude(until__lt=case.since)
        .values_list("post__role", flat=True)
    )
    lent = set(
        Delegation.objects.filter(stage=IN_FORCE, taker=case.person)
        .exclude(until__lt=case.since)
        .values_list("role", flat=True)
    )
    others = (held | lent) - {"", role}
    inner = {Role.CLERK, Role.LEADER, Role.HEAD, Role.SUPERIOR}
    if role in ADMINISTRATORS and others & (ADMINISTRATORS | inner):
        return Reason("administrators-apart", {"roles": [str(Role(r).label) for r in others]}, "2.2")
    if role in inner and others & ADMINISTRATORS:
        return Reason("administrators-apart", {"roles": [str(Role(r).label) for r in others]}, "2.2")
    return None


def open_delegation(actor: Actor, facts: Facts) -> Delegation:
    return Delegation(giver=actor.person, taker=facts.taker, role=facts.role, since=facts.since, until=facts.until)


def own_role(case: Delegation, actor: Actor, facts: Facts) -> Reason | None:
    """One delegates what one holds oneself, to another, who is no administrator, for a month and a half at most."""
    mine = Appointment.objects.filter(in_force(actor.day), person=actor.person, post__role=case.role).exists()
    if not mine:
        return Reason("delegate-own-role", {"role": str(Role(case.role).label)})
    if case.taker_id == actor.key:
        return Reason("delegate-to-another")
    admin = Appointment.objects.filter(stage=IN_FORCE, person=case.taker, post__role__in=ADMINISTRATORS)
    admin = admin.exclude(until__lt=case.since)
    if admin.exists():
        return Reason("administrators-apart", {"roles": [str(Role(case.role).label)]}, "2.2")
    if case.until is not None and case.until - case.since > timedelta(days=45):
        return Reason("delegation-too-long", {"days": 45})
    return None


def open_clearance(actor: Actor, facts: Facts) -> Clearance:
    return Clearance(
        person=facts.person,
        **schemes.label(facts.level, facts.caveats),
        granted_by=facts.granted_by,
        reference=facts.reference,
        since=facts.since,
        until=facts.until,
    )


def enters(stage: str) -> Act:
    """The case stands there already while the step's other effects look at it."""

    def effect(case: Any, actor: Actor, facts: Facts) -> None:
        journal.change(case, stage=stage)

    return effect


def combinations(case: Any, actor: Actor, facts: Facts) -> None:
    """1.3: whoever leaves or is no longer cleared may not know how a safe is opened."""
    look_at_combinations(case if isinstance(case, Person) else case.person, actor)


def left_post(case: Appointment, actor: Actor, facts: Facts) -> None:
    """1.3: whoever is of the office no longer may not know how its safes are opened, cleared or not."""
    look_at_combinations(case.person, actor, moved=True)


def handed_over(case: Appointment | Person, actor: Actor, facts: Facts) -> Reason | None:
    """D242 17: a keeper does not stop being one before what they keep was counted and taken over.

    A post of the office that is not their last one may end: somebody still answers for it.
    """
    if isinstance(case, Person):
        return not_handed_over(case, actor)
    if case.post.role not in KEEPING or not (
        case.since <= actor.day and (case.until is None or case.until >= actor.day)
    ):
        return None
    others = Appointment.objects.filter(in_force(actor.day), person=case.person, post__role__in=KEEPING).exclude(
        pk=case.pk
    )
    return None if others.exists() else not_handed_over(case.person, actor)


def held_copies(case: Any, facts: Facts) -> list[int]:
    """The copies in somebody's hands, which a change of their standing may call back."""
    return list(Thing.objects.filter(person=case.person_id, kind=ThingKind.COPY).values_list("pk", flat=True))


def recall(case: Any, actor: Actor, facts: Facts) -> None:
    """1.2, law (vi): what somebody may no longer hold comes back within the term of the profile, whatever it was lent for."""
    if actor.profile.is_off("recall"):
        return
    due = actor.due("recall")
    held = Thing.objects.filter(person=case.person_id, kind=ThingKind.COPY).select_related("copy__document")
    for thing in held.prefetch_related("copy__document__scope").order_by("pk"):
        if may_read(thing.copy.document, case.person, actor) is not None and (thing.due is None or due < thing.due):
            journal.change(thing, due=due)


def open_briefing(actor: Actor, facts: Facts) -> Briefing:
    return Briefing(person=facts.person, since=facts.since, until=facts.until)


def end_now(case: Any, actor: Actor, facts: Facts) -> None:
    journal.change(case, until=max(case.since, actor.day))
