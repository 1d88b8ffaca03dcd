# SPDX-License-Identifier: EUPL-1.2
"""vii: nothing leaves the state destroyed, by any step of any procedure, by custody itself, or without being found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from precinto.access.models import Person
from precinto.custody import move
from precinto.custody.models import Place, Thing
from precinto.documents.destroying.models import Batch, Certificate, Line
from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.ledger.verify import verify
from precinto.procedures.model import NEW, REGISTRY
from precinto.procedures.perform import perform
from precinto.records import gate, journal
from precinto.records.clock import now
from precinto.records.errors import ConditionFailed, Refused
from tests.stories.destruction import CLOSED, counts, declared, declared_counts
from tests.stories.telling import FACTS, Telling
from tests.world import World, found

pytestmark = pytest.mark.database

# What the whole office does afterwards, to the things that are gone and to those that are not.
WHO = ("carmen", "pilar", "jaime", "luis", "rosa", "ines", "vera")
MOVES: list[tuple[str, dict[str, Any]]] = [
    ("register.annul", {}),
    ("register.correct", {}),
    ("lend.request", {}),
    ("lend.request", {"copy": "{copy2}"}),
    ("lend.approve", {}),
    ("lend.hand_over", {}),
    ("lend.take_back", {}),
    ("lend.settle", {}),
    ("lend.lose", {}),
    ("circulate.open", {}),
    ("circulate.give", {}),
    ("circulate.take_back", {}),
    ("hold.place", {}),
    ("hold.lift", {}),
    ("destroy.propose", {"things": ["{copy2}"]}),
    ("destroy.propose", {"things": ["{copy1}"]}),
    ("destroy.add", {"things": ["{copy1}"]}),
    ("destroy.drop", {"things": ["{copy1}"], "found": 0}),
    ("destroy.drop", {"things": ["{copy2}"], "found": 11}),
    ("destroy.list", {}),
    ("destroy.sign", {}),
    ("destroy.reopen", {}),
    ("destroy.seal", {"seal": "PR-202"}),
    ("destroy.unseal", {}),
    ("destroy.deliver", {"seal": "PR-202"}),
    ("destroy.bring_back", {}),
    ("destroy.carry_out", {"seal": "PR-202"}),
    ("destroy.witness", {}),
    ("destroy.dispute", {}),
    ("destroy.certify", {}),
    ("destroy.withdraw", {}),
    ("discrepancy.conclude", {}),
    ("emergency.declare", {}),
    ("emergency.include", {"things": ["{copy1}"]}),
    ("emergency.attest", {"things": declared}),
    ("emergency.confirm", {"things": declared}),
    ("emergency.found", {"counts": declared_counts, "place": "{other}"}),
    ("emergency.found", {"counts": "{copy1} 12", "place": "{other}"}),
    ("emergency.regularise", {}),
]


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]),
        transaction.atomic(),
    ):
        yield found()
        transaction.set_rollback(True)


@pytest.fixture
def db(founded: World) -> None:
    """One office for the file; what a test did in it is undone."""


@pytest.fixture
def burnt(founded: World, db: None) -> Iterator[Telling]:
    """An office in which the first copy of a document has been destroyed, in its batch, certified and closed."""
    with transaction.atomic():
        telling = Telling(founded)
        only_one = [
            (who, step, *({"things": ["{copy1}"]} for _ in [0] if step == "destroy.propose"), *rest)
            for who, step, *rest in CLOSED
        ]
        telling.tell([*only_one, ("jaime", "place.open as other", {"level": "S"})])
        try:
            yield telling
        finally:
            telling.close()
            transaction.set_rollback(True)


def gone() -> dict[str, int]:
    """What is at the place called destroyed, with the number of links of its chain."""
    return dict(Thing.objects.filter(place__kind="destroyed").values_list("code", "seq"))


def a_batch_destroyed_is_its_lines() -> None:
    for batch in Batch.objects.filter(stage__in=("destroyed", "certified", "closed")):
        lines = Line.objects.filter(batch=batch, removed=False)
        assert lines.exists()
        assert not lines.exclude(thing__place__kind="destroyed").exists()
        with_it = Thing.objects.filter(movements__act__in=_acts_of_the_end(batch), place__kind="destroyed")
        bag = {batch.bag.code} if batch.bag else set()
        assert set(with_it.values_list("code", flat=True)) - bag == set(lines.values_list("thing__code", flat=True))


def _acts_of_the_end(batch: Batch) -> list[Any]:
    """The act of the witness."""
    from precinto.ledger.models import Entry

    rows = Entry.objects.filter(procedure="documents.destroy", case=batch.pk, step="witness", kind="act")
    return list(rows.values_list("act", flat=True))


def test_no_step_of_any_procedure_brings_anything_back(burnt: Telling) -> None:
    """Every step, by everybody, on a new case and on the newest one, with facts that name the copy that is gone."""
    before, tried, taken = gone(), 0, 0
    assert burnt.names["copy1"] in before
    for procedure in REGISTRY.values():
        if procedure.name in ("personnel.found", "office.epoch"):
            continue
        newest = procedure.case._base_manager.order_by("-pk").first()
        for step in procedure.steps.values():
            given = FACTS.get(f"{procedure.name.rpartition('.')[2]}.{step.name}", {})
            for case in {None if NEW in step.stages else newest, newest} - {None} or {None}:
                for who in WHO:
                    tried += 1
                    with transaction.atomic():
                        try:
                            facts = {key: burnt._filled(value) for key, value in given.items() if value is not None}
                            perform(
                                procedure, step.name, case.pk if case is not None else None,
                                by=burnt.officer(who), facts=facts, intent=f"tried-{tried}",
                            )  # fmt: skip
                            taken += 1
                        except (Refused, LookupError, AttributeError, ObjectDoesNotExist):
                            pass  # refused, or the story has nothing that these facts could speak of
                        now_gone = gone()
                        assert {code: now_gone.get(code) for code in before} == before, (procedure.name, step.name, who)
                        transaction.set_rollback(True)
    assert taken > 20


@given(st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(MOVES)), min_size=5, max_size=60))
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_office_does_afterwards_what_is_gone_stays_gone(burnt: Telling, moves: list[Any]) -> None:
    with transaction.atomic():
        cases, names = dict(burnt.cases), dict(burnt.names)
        before = gone()
        for who, (step, facts) in moves:
            try:
                with transaction.atomic():
                    burnt.take((who, step, facts))
            except (Refused, LookupError, ObjectDoesNotExist):
                pass
            after = gone()
            assert {code: after.get(code) for code in before} == before
            before = after
            a_batch_destroyed_is_its_lines()
        burnt.cases, burnt.names = cases, names
        transaction.set_rollback(True)


def test_a_second_batch_goes_the_whole_way_and_is_exactly_its_lines(burnt: Telling) -> None:
    way = [
        ("carmen", "destroy.propose", {"things": ["{copy2}"]}), ("carmen", "destroy.list", {"counts": counts}),
        ("luis", "destroy.sign"), ("pilar", "destroy.seal", {"seal": "PR-202"}),
        ("pilar", "destroy.deliver", {"seal": "PR-202"}), ("pilar", "destroy.carry_out", {"seal": "PR-202"}),
        ("ines", "destroy.witness"), ("carmen", "destroy.certify"),
    ]  # fmt: skip
    burnt.tell(way)
    a_batch_destroyed_is_its_lines()
    assert list(Certificate.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_custody_itself_lets_nothing_out(burnt: Telling) -> None:
    thing = Thing.objects.get(code=burnt.names["copy1"])
    places = [place for place in Place.objects.all() if place.kind not in ("building", "room")]
    everywhere: list[Place | Person] = [*places, *Person.objects.filter(account__login__in=WHO)]
    for to in everywhere:
        with gate.whole(), journal.writing(new_act(), now(), Sealer().commit), pytest.raises(ConditionFailed):
            move.move(thing, to=to, pieces=thing.pieces)


def test_a_raw_hand_is_refused_by_the_guard(burnt: Telling) -> None:
    thing, safe = Thing.objects.get(code=burnt.names["copy1"]), Place.objects.get(code=burnt.names["safe"])
    if connection.vendor == "postgresql":
        # An act's word to the guard ends with its transaction; here one transaction holds the whole story.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('precinto.act', '', true)")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE custody_thing SET place_id = %s WHERE id = %s", [safe.pk, thing.pk])
    number = Certificate.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE destroying_certificate SET authority = 'otra' WHERE id = %s", [number.pk])


def test_who_takes_the_guard_away_is_found_all_the_same(burnt: Telling) -> None:
    """The row is moved and a certificate renumbered inside an act that does not say so: the verification says so."""
    assert verify().sound
    thing, safe = Thing.objects.get(code=burnt.names["copy1"]), Place.objects.get(code=burnt.names["safe"])
    with transaction.atomic():
        with journal.writing(new_act(), now(), Sealer().commit), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('precinto.act', 'x', true)")
            cursor.execute("UPDATE custody_thing SET place_id = %s WHERE id = %s", [safe.pk, thing.pk])
            cursor.execute("UPDATE destroying_certificate SET number = 7")
        kinds = {finding.what for finding in verify().findings}
        assert {"house-not-destroyed", "house-certificates"} <= kinds
        transaction.set_rollback(True)
