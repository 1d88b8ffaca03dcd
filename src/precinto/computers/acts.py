# SPDX-License-Identifier: EUPL-1.2
"""What the steps of chapter 2 change."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from precinto.access import accounts, pins
from precinto.access.models import Account, Pin, Token
from precinto.access.subjects import subject
from precinto.computers.models import Medium
from precinto.custody import codes, move
from precinto.custody.models import Thing, ThingKind
from precinto.documents import reservations
from precinto.documents.rules import not_to
from precinto.ledger import history
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.procedures.perform import AFTER
from precinto.records import journal
from precinto.records.clock import now
from precinto.records.errors import Refused


def open_account(actor: Actor, facts: Facts) -> Account:
    return Account(
        person=facts.person,
        login=facts.login,
        password=make_password(facts.password),
        password_set_at=actor.at,
        must_change=actor.officer.door != "setup",
    )


def no_account_yet(case: Account, actor: Actor, facts: Facts) -> str | None:
    return "account-exists" if Account.objects.filter(person=case.person).exists() else None


def change_password(case: Account, actor: Actor, facts: Facts) -> None:
    """Whoever was signed in elsewhere with the old one is signed in no more."""
    accounts.keep_former(case, actor.at)
    journal.change(
        case, password=make_password(facts.new), password_set_at=actor.at, must_change=False, epoch=case.epoch + 1
    )
    _revoke_tokens(case)


def reset_password(case: Account, actor: Actor, facts: Facts) -> None:
    accounts.keep_former(case, actor.at)
    journal.change(
        case, password=make_password(facts.new), password_set_at=actor.at, must_change=True, epoch=case.epoch + 1
    )
    _revoke_tokens(case)


def reset_by_another(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    """2.2: nobody else knows it. Whoever gave the password is not the one who says that its owner has it."""
    given = history.last("computers.account", case.pk, "reset_password")
    mine = given is not None and actor.humans & history.hands([given])
    return Reason("reset-by-you") if mine else None


def password_is_theirs(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    """2.2: stopping an account and opening it again is no way round whoever confirms a given password."""
    last = history.last("computers.account", case.pk, "reset_password", "confirm_reset")
    return Reason("given-and-unconfirmed") if last is not None and last.step == "reset_password" else None


def _revoke_tokens(case: Account) -> None:
    """The keys of the API end with the sessions: whoever had the old password may have issued one."""
    for token in case.tokens.filter(stage="live"):
        journal.change(token, stage="revoked")


def end_sessions(case: Account, actor: Actor, facts: Facts) -> None:
    journal.change(case, epoch=case.epoch + 1)
    _revoke_tokens(case)


def may_guess(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    """Nobody is locked out, and guessing is slow, whichever door and step it is tried at."""
    wait = accounts.wait_for(case.login, actor.at)
    return Reason("sign-in-wait", {"seconds": wait}) if wait else None


def right_password(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    return None if accounts.right_password(case, facts.password) else Reason("wrong-password", {"account": case.pk})


def knows_the_old_one(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    return None if accounts.right_password(case, facts.old) else Reason("old-password-wrong", {"account": case.pk})


def not_a_former_one(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    """2.2: as many former passwords as the profile says do not come back."""
    many = actor.profile.value("password-history")
    return Reason("password-used-before", {"many": many}) if accounts.was_used(case, facts.new, many) else None


def _wait_longer(refused: Refused) -> None:
    account = Account.objects.filter(pk=refused.facts.get("account", 0)).first()
    if account is not None:
        accounts.failed(account.login, now())


AFTER["wrong-password"] = AFTER["old-password-wrong"] = _wait_longer


def person_active(case: Account, actor: Actor, facts: Facts) -> Reason | None:
    return None if case.person.stage == "active" else Reason("wrong-password")


def open_pin(actor: Actor, facts: Facts) -> Pin:
    return Pin(person=actor.person, digest=make_password(facts.pin), set_at=actor.at, set_by=actor.person)


def open_pin_of(actor: Actor, facts: Facts) -> Pin:
    return Pin(person=facts.person, digest=make_password(facts.pin), set_at=actor.at, set_by=actor.person)


def change_pin(case: Pin, actor: Actor, facts: Facts) -> None:
    journal.change(case, digest=make_password(facts.pin), set_at=actor.at, set_by=actor.person)


def one_pin(case: Pin, actor: Actor, facts: Facts) -> Reason | None:
    known = Pin.objects.filter(person=case.person).first()
    return Reason("pin-chosen-already", {"case": known.pk}) if known is not None else None


def has_no_account(case: Pin, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever signs in sets it themselves, unseen."""
    if Account.objects.filter(person=case.person, stage="open").exists():
        return Reason("pin-is-their-own", {"name": case.person.name})
    return None


def pin_may_be(case: Pin, actor: Actor, facts: Facts) -> Reason | None:
    reason = pins.why_not(facts.pin, case.person)
    return Reason(reason) if reason else None


def open_token(actor: Actor, facts: Facts) -> Token:
    return Token(account=actor.person.account, name=facts.name, until=facts.until, digest=facts.digest)


def within_a_year(case: Token, actor: Actor, facts: Facts) -> Reason | None:
    days = (case.until - actor.day).days
    return None if 0 <= days <= 366 else Reason("token-too-long")


def medium_thing(case: Medium) -> Thing:
    return Thing.objects.select_related("place").get(medium=case)


def open_medium(actor: Actor, facts: Facts) -> Medium:
    return Medium(kind=facts.kind, serial=facts.serial, level=facts.level, stage="new")


def bring_medium(case: Medium, actor: Actor, facts: Facts) -> None:
    level = schemes.own().level(facts.level)
    number = series.take("medium")
    thing = Thing(code=codes.make("M", number=number), kind=ThingKind.MEDIUM, rank=level.rank, pieces=1)
    move.bring([thing], into=facts.place)
    journal.change(case, thing=thing)


def cleared_for_medium(case: Medium, actor: Actor, facts: Facts) -> Reason | None:
    """The person's level reaches that of the medium (invariant vi), and the briefing is in force (3.2)."""
    who = subject(facts.person, actor.day)
    rank = max((c.rank for c in who.clearances), default=0)
    thing = medium_thing(case)
    name = {"name": facts.person.name}
    if thing.rank > rank:
        if who.clearances:
            return Reason("level-too-low", name)
        return Reason(f"clearance-{who.clearance_state}", name, "4.1")
    if thing.rank and not who.briefed:
        return Reason("not-briefed", name, "3.2")
    return None


def medium_not_to_oneself(case: Medium, actor: Actor, facts: Facts) -> str | None:
    return not_to(facts.person.pk, actor, facts)


def medium_not_promised(case: Medium, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: what stands on a list to be destroyed is not handed out."""
    return reservations.why_not(reservations.Use.LEAVE, case.things())


def give_medium(case: Medium, actor: Actor, facts: Facts) -> None:
    move.move(medium_thing(case), to=facts.person, pieces=1, due=actor.due("loan"))
    journal.change(case, keeper=facts.person)


def take_medium(case: Medium, actor: Actor, facts: Facts) -> None:
    move.move(medium_thing(case), to=facts.place, pieces=1)
    journal.change(case, keeper=None)
