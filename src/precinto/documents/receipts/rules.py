# SPDX-License-Identifier: EUPL-1.2
"""What must hold when somebody signs for what they received or gave back."""

from __future__ import annotations

from precinto.access import pins
from precinto.access.models import Person
from precinto.custody.models import Movement
from precinto.documents.receipts.acts import TERM
from precinto.documents.receipts.models import Receipt, Receipted
from precinto.ledger.models import Entry
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.procedures.perform import AFTER
from precinto.procedures.queries import procedure_of
from precinto.records.clock import now
from precinto.records.errors import Refused
from precinto.records.models import Case


def passed_between_us(case: Receipt, actor: Actor, facts: Facts) -> Reason | None:
    """Each act moved something between the office and this one person."""
    moves = Movement.objects.filter(act__in=facts.acts).values_list("act", "from_person", "to_person")
    with_them = {act for act, giver, taker in moves if case.person_id in (giver, taker)}
    with_others = {act for act, giver, taker in moves if {giver, taker} - {None, case.person_id}}
    if with_others or set(facts.acts) - with_them:
        return Reason("not-of-this-person", {"name": case.person.name})
    return None


def signed_for(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: both sign. Nothing is settled while what its steps handed over or took back is not signed for.

    With a PIN, by hand, from their own session or in ink; a refusal to sign counts once somebody has looked into it.
    """
    if actor.profile.is_off(TERM):
        return None
    acts = Entry.objects.filter(procedure=procedure_of(case).name, case=case.pk, kind="act").values("act")
    lines = Receipted.objects.filter(act__in=acts).exclude(receipt__stage__in=("signed", "explained"))
    line = lines.select_related("receipt__person").order_by("pk").first()
    if line is None:
        return None
    reason = "receipt-declined" if line.receipt.stage == "declined" else "receipt-unsigned"
    return Reason(reason, {"case": line.receipt_id, "name": line.receipt.person.name}, "1.4")


def on_no_other(case: Receipt, actor: Actor, facts: Facts) -> Reason | None:
    known = Receipted.objects.filter(act__in=facts.acts).first()
    return Reason("on-a-receipt-already", {"case": known.receipt_id}) if known is not None else None


def as_it_was_shown(case: Receipt, actor: Actor, facts: Facts) -> str | None:
    """1.4: nobody signs for what was undone since they were shown what they sign."""
    return "receipt-changed" if facts.lines and facts.lines != case.lines.count() else None


def signed_by_themselves(case: Receipt, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: both sign. From their own session their password is the signature; at the counter the PIN or the hand."""
    if actor.key == case.person_id:
        return None
    if bool(facts.pin) == bool(facts.drawing):
        return Reason("sign-one-way")
    if facts.drawing:
        return None
    pin = pins.of(case.person)
    if pin is None:
        return Reason("no-pin", {"name": case.person.name})
    if pin.set_by_id == actor.key and actor.key != case.person_id:
        # Who knows a PIN because they set it takes no signature with it.
        return Reason("pin-set-by-you", {"name": case.person.name})
    wait = pins.wait_for(case.person, actor.at)
    if wait:
        return Reason("pin-wait", {"seconds": wait})
    return None if pins.right(pin, facts.pin) else Reason("wrong-pin", {"badge": case.person.code})


def _wait_longer(refused: Refused) -> None:
    person = Person.objects.filter(code=refused.facts.get("badge", "")).first()
    if person is not None:
        pins.failed(person, now())


AFTER["wrong-pin"] = _wait_longer


def at_the_counter(case: Receipt, actor: Actor, facts: Facts) -> str | None:
    """A clerk does not sign for the person that they are themselves."""
    return "not-to-oneself" if actor.key == case.person_id else None
