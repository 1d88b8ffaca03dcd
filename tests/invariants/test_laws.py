# SPDX-License-Identifier: EUPL-1.2
"""The laws can be broken, and then they say so: each by a row or an entry that no act of the program would write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from precinto.access.models import Clearance, Person
from precinto.custody.models import Movement, Place, Thing
from precinto.documents.models import Document
from precinto.ledger.append import Draft, append, new_act
from precinto.ledger.models import Entry
from precinto.ledger.seal import Sealer
from precinto.records import gate, journal
from precinto.records.clock import now
from tests.invariants import laws
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def copy(world: World) -> Thing:
    """A copy in Rosa's hands."""
    document = world.document(copies=2)
    code = world.copy(document)
    world.loan(code)
    return Thing.objects.get(code=code)


def watching() -> laws.Watch:
    """Has seen everything up to now."""
    watch = laws.Watch()
    watch.look()
    return watch


def act(procedure: str, step: str, case: int, change: Callable[[], object], *, person: int = 1, **more: Any) -> None:
    """Something written with an entry, as an act is, by whoever does not ask the procedures."""
    sealer = Sealer()
    with gate.whole(), journal.writing(new_act(), now(), sealer.commit) as notes:
        change()
        draft = Draft("act", now(), notes.act, person, procedure=procedure, step=step, case=case, more=more)
        append(draft, journal=notes, sealer=sealer)


def moved(thing: Thing, **ends: Any) -> Callable[[], None]:
    def change() -> None:
        seq = thing.seq + 1
        link = {"from_person_id": thing.person_id, "from_place_id": thing.place_id} | ends
        note = journal.current()
        journal.add(Movement(thing=thing, seq=seq, pieces=thing.pieces, at=note.at, act=note.act, **link))
        journal.change(thing, seq=seq, person_id=link.get("to_person_id"), place_id=link.get("to_place_id"))

    return change


def place(kind: str) -> int:
    return int(Place.objects.filter(kind=kind).earliest("pk").pk)


def person(login: str) -> int:
    return int(Person.objects.get(account__login=login).pk)


def test_an_office_that_keeps_the_laws_is_let_be(copy: Thing) -> None:
    watching()
    laws.sweep()
    laws.books()


def test_i_a_chain_with_a_break(copy: Thing) -> None:
    watch = watching()
    act(
        "documents.lend",
        "take_back",
        1,
        moved(copy, from_person_id=None, from_place_id=place("counter"), to_place_id=place("safe")),
    )
    with pytest.raises(laws.LawBroken, match="i: a chain"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="i: a chain"):
        laws.sweep()


def test_ii_out_of_a_place_that_is_not_the_office_s(copy: Thing) -> None:
    act("documents.lend", "lose", 1, moved(copy, to_place_id=place("missing")))
    watch = watching()
    copy.refresh_from_db()
    act("documents.lend", "hand_over", _case(), moved(copy, to_person_id=person("rosa")), **_approved())
    with pytest.raises(laws.LawBroken, match="ii: not out of the office"):
        watch.look()


def _case() -> int:
    return int(Entry.objects.values_list("case", flat=True).get(procedure="documents.lend", step="approve") or 0)


def _approved() -> dict[str, Any]:
    entry = Entry.objects.get(procedure="documents.lend", step="approve")
    return {"approvals": [{"act": str(entry.act), "step": "approve"}]}


def test_iii_without_its_approval(copy: Thing) -> None:
    watch = watching()
    act("documents.lend", "hand_over", 77, lambda: None)
    with pytest.raises(laws.LawBroken, match="iii"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="iii"):
        laws.sweep()


def test_iii_on_the_approval_of_another_case(copy: Thing) -> None:
    watch = watching()
    act("documents.lend", "hand_over", 77, lambda: None, **_approved())
    with pytest.raises(laws.LawBroken, match="iii"):
        watch.look()


def test_iv_two_roles_of_one_case(copy: Thing) -> None:
    watch = watching()
    act("documents.lend", "settle", _case(), lambda: None, person=person("rosa"))
    with pytest.raises(laws.LawBroken, match="iv"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="iv"):
        laws.sweep()


def test_v_a_gap(copy: Thing) -> None:
    first = Document.objects.get()
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Document._meta.concrete_fields
        if field.attname != "id"
    }
    watch = watching()
    act("documents.register", "register", 2, lambda: journal.add(Document(**fields | {"number": 3, "code": "x"})))
    with pytest.raises(laws.LawBroken, match="v: a gap"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="v: a gap"):
        laws.sweep()


def test_vi_a_place_that_is_too_low(copy: Thing) -> None:
    watch = watching()
    act("office.place", "lower", 1, lambda: journal.change(Place.objects.get(pk=place("safe")), rank=0))
    other = Thing.objects.exclude(pk=copy.pk).get(kind="copy")
    act("documents.relocate", "move", 1, moved(other, to_place_id=place("safe")))
    with pytest.raises(laws.LawBroken, match="vi: the place"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="vi: the place"):
        laws.sweep()


def test_vi_hands_that_are_not_cleared(copy: Thing) -> None:
    watch = watching()
    act("personnel.clear", "lower", 1, lambda: journal.change(Clearance.objects.get(person=person("rosa")), rank=10))
    with pytest.raises(laws.LawBroken, match="vi: in hands"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="vi: in hands"):
        laws.sweep()


def test_vii_back_from_the_fire(copy: Thing) -> None:
    other = Thing.objects.exclude(pk=copy.pk).get(kind="copy")
    act("documents.destroy", "witness", 1, moved(other, to_place_id=place("destroyed")), **_carried_out())
    watch = watching()
    other.refresh_from_db()
    act("documents.relocate", "move", 1, moved(other, to_place_id=place("safe")))
    with pytest.raises(laws.LawBroken, match="vii"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="vii"):
        laws.sweep()


def _carried_out() -> dict[str, Any]:
    act("documents.destroy", "carry_out", 1, lambda: None, person=2, **_signed())
    entry = Entry.objects.get(procedure="documents.destroy", step="carry_out")
    return {"approvals": [{"act": str(entry.act), "step": "carry_out"}]}


def _signed() -> dict[str, Any]:
    act("documents.destroy", "sign", 1, lambda: None, person=3)
    entry = Entry.objects.get(procedure="documents.destroy", step="sign")
    return {"approvals": [{"act": str(entry.act), "step": "sign"}]}


def test_viii_an_edit_beside_the_entry(copy: Thing) -> None:
    """What an act changes and its entry does not say."""
    watch = watching()
    with transaction.atomic():

        def change() -> None:
            journal.change(copy, pieces=11)
            with connection.cursor() as cursor:
                cursor.execute("UPDATE custody_thing SET pieces = 10 WHERE id = %s", [copy.pk])

        act("documents.lend", "renew", 1, change)
    with pytest.raises(laws.LawBroken, match="viii"):
        watch.look()
    with pytest.raises(laws.LawBroken, match="viii"):
        laws.books()
