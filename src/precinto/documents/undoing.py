# SPDX-License-Identifier: EUPL-1.2
"""Undoing what was just done by mistake at the counter: a new act puts hands and case back, and nothing is deleted.

Open for some minutes to whoever did it, while nobody has signed for it and nothing hangs on it. The chain of hands keeps
both acts, and the person signs once for both: what is undone on paper was not done in secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import F

from precinto.access.models import Person
from precinto.custody import codes, move
from precinto.custody.models import Movement, Thing
from precinto.documents import reservations, rules
from precinto.documents.keeping.models import Scan
from precinto.documents.models import Discrepancy, Loan, Round
from precinto.documents.receipts.acts import also
from precinto.documents.receipts.forms import UNDO
from precinto.documents.receipts.models import Direction, Receipt, Receipted
from precinto.documents.reservations import Use
from precinto.ledger import history
from precinto.ledger.models import Entry
from precinto.procedures.deadlines import local_day
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records import journal
from precinto.records.errors import ConditionFailed
from precinto.records.models import Recorded
from precinto_verify import canon

TERM = "undo"
STEP = UNDO
STEPS = {"documents.lend": ("hand_over", "take_back"), "documents.circulate": ("give", "take_back")}
# What such an act writes when all is as usual. A table beside these says that more hangs on it: a discrepancy, a paper sheet.
USUAL = frozenset(
    {"custody.thing", "custody.movement", "receipts.receipt", "receipts.receipted", "procedures.exceptiontaken"}
)
OWN = {"documents.lend": ("documents.loan",), "documents.circulate": ("documents.round", "documents.stop")}

CopyCase = Loan | Round


def just_done(case: CopyCase) -> Entry | None:
    """The hand-over or return by which the copy of this case came where it is now; None where something else brought it there."""
    name = _name(case)
    last = Movement.objects.filter(thing=case.copy.thing_id, seq=F("thing__seq")).values("act")
    return Entry.objects.filter(act__in=last, procedure=name, case=case.pk, step__in=STEPS[name]).first()


def is_past(case: CopyCase, actor: Actor) -> bool:
    """No page offers it: its time is over, or another did it. Asks nothing of the database that such a page has not asked."""
    name, minutes = _name(case), actor.profile.value(TERM)
    done = actor.done.get((name, case.pk), [])
    of_others = any(person != actor.key or step not in STEPS[name] for person, _giver, step in done[-1:])
    return of_others or not minutes or actor.at - case.copy.thing.since > timedelta(minutes=minutes)


def _name(case: CopyCase) -> str:
    return "documents.lend" if isinstance(case, Loan) else "documents.circulate"


def something_done(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """The last movement of the copy, and the one that was meant."""
    thing = case.copy.thing
    meant = facts.movement in (None, thing.seq)
    return None if meant and just_done(case) else Reason("undo-nothing", {"code": codes.pretty(thing.code)})


def by_whoever_did_it(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """Who saw it happen knows that it did not."""
    person = _entry(case).person
    return Reason("undo-not-yours", {"name": Person.objects.get(pk=person).name}) if person != actor.key else None


def in_time(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    if actor.profile.is_off(TERM):
        return Reason("undo-off")
    until = actor.profile.due(TERM, _entry(case).at, actor.calendar)
    return Reason("undo-too-late", {"minutes": actor.profile.value(TERM)}) if actor.at > until else None


def not_signed_for(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: what somebody put their name to stands."""
    line = _line(_entry(case))
    return (
        None if line is None or line.receipt.stage == "unsigned" else Reason("undo-signed", {"case": line.receipt_id})
    )


def nothing_followed(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """It can be put back only from where it was left."""
    body = canon.loads(bytes(_entry(case).body))
    own = OWN[_name(case)]
    for table, key, columns in body["rows"]:
        if table not in own and table not in USUAL:
            return Reason("undo-more-followed")
        if table in own or table == Thing._meta.label_lower:
            row = apps.get_model(table).objects.get(pk=key)
            plainly = {name: value for name, value in columns.items() if not isinstance(value, dict)}
            if any(journal.plain(getattr(row, name)) != value for name, value in plainly.items()):
                return Reason("undo-more-followed")
    link, thing = _link(case), case.copy.thing
    closed = link.from_place is not None and link.from_place.stage != "in_use"
    # What another has found since where it lies, or has missed, is not unsaid.
    counted = Scan.objects.filter(thing=thing, at__gte=link.at).exists()
    doubted = Discrepancy.objects.filter(copy=case.copy, seq__gte=link.seq).exists()
    return Reason("undo-more-followed") if closed or counted or doubted or body.get("deferred") else None


def promised_to_nobody_else(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: a copy is promised once. Undone, this case has it or is promised it again: not where another was promised it since."""
    until = case.copy.thing.due if _link(case).to_person else _due(_entry(case), case.copy.thing)
    days = (actor.day, max(actor.day, local_day(until)) if until else actor.day)
    return reservations.why_not(Use.LEAVE, case.things(), but=(_name(case), case.pk), when=days)


def reader_may_have_it(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.2, 1.4: a return that is undone gives the copy back into their hands, under what holds for that today."""
    reader = _link(case).from_person
    return rules.may_read(case.copy.document, reader, actor) if reader is not None else None


def nothing_lent_on_it(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: nobody borrows while something of theirs is overdue; nor does it become overdue again once they have borrowed."""
    link = _link(case)
    due = _due(_entry(case), case.copy.thing) if link.from_person else None
    late = due is not None and due < actor.at
    lent = late and Movement.objects.filter(to_person=link.from_person_id, pk__gt=link.pk).exists()
    return Reason("undo-more-followed") if lent and not actor.profile.is_off("overdue-blocks") else None


def put_back(case: CopyCase, actor: Actor, facts: Facts) -> None:
    """The copy goes where it came from, and the case says again what it said before the act."""
    entry, link, thing = _entry(case), _link(case), rules.thing_of(case)
    back = link.from_person or link.from_place
    if back is None:
        raise LookupError(f"{thing.code} came from nowhere")
    move.move(thing, to=back, pieces=thing.pieces, due=_due(entry, thing))
    # How long it has been there already: what counts from then counts on.
    journal.change(thing, since=Movement.objects.get(thing=thing, seq=link.seq - 1).at)
    for table, key, columns in canon.loads(bytes(entry.body))["rows"]:
        if table in OWN[_name(case)]:
            row = case if table == case._meta.label_lower else apps.get_model(table).objects.get(pk=key)
            was = _before(entry, row)
            journal.change(row, **{name: _value(row, name, was.get(name)) for name in columns})
    _sign_for_both(entry)


def _due(entry: Entry, thing: Thing) -> datetime | None:
    """Until when the reader had it, where that is what an act has ended."""
    found: datetime | None = _value(thing, "due", _before(entry, thing).get("due"))
    return found


def _before(entry: Entry, row: Recorded) -> dict[str, Any]:
    """A row as the acts of the case had left it before that one."""
    case = (entry.procedure, entry.case or 0)
    earlier = history.of_case(*case).filter(pk__lt=entry.pk).last()
    return history.rows_then(row._meta.label_lower, [case], earlier).get(row.pk, {}) if earlier else {}


def _value(row: Any, column: str, told: Any) -> Any:
    """A column as the ledger told it. What was sealed had not been written before: the account of one movement is its own."""
    field = row._meta.get_field(column)
    if isinstance(told, dict) or told is None:
        return None if field.null else field.get_default()
    return field.to_python(told)


def _sign_for_both(entry: Entry) -> None:
    """1.4: the receipt of what is undone says both, of the same things, and its person signs once.

    Under a lock: a signature that was given meanwhile was not given for this.
    """
    line = _line(entry)
    if line is None:
        return
    receipt = Receipt.objects.select_for_update().get(pk=line.receipt_id)
    if receipt.stage != "unsigned":
        raise ConditionFailed("undo-signed", clause="1.4", facts={"case": receipt.pk})
    also(receipt, Direction.BOTH, 0)


def _entry(case: CopyCase) -> Entry:
    entry = just_done(case)
    if entry is None:
        raise LookupError("nothing to undo")
    return entry


def _link(case: CopyCase) -> Movement:
    found: Movement = Movement.objects.select_related("from_place", "from_person").get(act=_entry(case).act)
    return found


def _line(entry: Entry) -> Receipted | None:
    return Receipted.objects.select_related("receipt").filter(act=entry.act).first()


def standing(acts: Iterable[Entry]) -> list[Entry]:
    """The acts of a case but for what was undone, and its undoing: what a paper may attest."""
    left: list[Entry] = []
    for entry in acts:
        if entry.step == STEP:
            undone = next(n for n in reversed(range(len(left))) if left[n].step in STEPS[entry.procedure])
            del left[undone]
        else:
            left.append(entry)
    return left
