# SPDX-License-Identifier: EUPL-1.2
"""`policy/incompatible.toml` is what bars at the door: every pair of it, in every procedure whose steps play both parts."""

from __future__ import annotations

from itertools import combinations

import pytest

from precinto.access.models import ADMINISTRATORS as OF_THE_OFFICE
from precinto.policy.incompatible import ADMINISTRATORS, BELOW, EVER, NEVER, PAIRS, Pair, barring
from precinto.procedures.model import REGISTRY

ROLES = {role for pair in PAIRS for role in pair.roles}
# Clause by clause, the pairs that procedures of today play.
PLAYED = {
    ("1.1", "approver", "deliverer"), ("1.1", "approver", "proposer"),
    ("1.2", "approver", "requester"),
    ("1.4", "approver", "requester"), ("1.4", "approver", "executor"), ("1.4", "executor", "requester"),
    ("1.5", "approver", "requester"), ("1.5", "approver", "executor"),
    ("1.6", "approver", "proposer"), ("1.6", "approver", "executor"), ("1.6", "approver", "deliverer"),
    ("1.6", "approver", "witness"), ("1.6", "executor", "proposer"), ("1.6", "executor", "witness"), ("1.6", "proposer", "witness"),
    ("4.1", "incoming", "outgoing"), ("4.1", "confirming-chief", "outgoing"), ("4.1", "confirming-chief", "incoming"),
    ("4.6", "approver", "proposer"), ("4.6", "approver", "deliverer"),
}  # fmt: skip


def test_a_step_plays_a_part_of_the_table_or_none() -> None:
    played = {step.acts_as for procedure in REGISTRY.values() for step in procedure.steps.values()} - {""}
    assert played <= ROLES


def test_who_has_played_one_part_of_a_pair_is_barred_from_the_other_both_ways() -> None:
    found = set()
    for procedure in REGISTRY.values():
        for one, other in combinations([step for step in procedure.steps.values() if step.acts_as], 2):
            pair = barring(one.acts_as, other.acts_as, procedure.clauses)
            if pair is None:
                continue
            assert other.name in {bar.step for bar in procedure.barred[one.name]}
            assert one.name in {bar.step for bar in procedure.barred[other.name]}
            found |= {(clause, *sorted(pair.roles)) for clause in procedure.clauses & pair.clauses}
    assert found == PLAYED


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(sorted(pair.roles)))
def test_every_pair_of_chapter_1_and_of_4_6_is_played_by_some_procedure(pair: Pair) -> None:
    for clause in pair.clauses:
        built = clause.startswith("1.") or clause in ("4.1", "4.6")
        # Who asks for a destruction is its proposer.
        if built and not (clause == "1.6" and "requester" in pair.roles):
            assert (clause, *sorted(pair.roles)) in PLAYED


def test_what_the_table_bars_is_not_written_a_second_time() -> None:
    for procedure in REGISTRY.values():
        for step in procedure.steps.values():
            of_the_table = {
                other.name
                for other in procedure.steps.values()
                if step.acts_as and other.acts_as and barring(step.acts_as, other.acts_as, procedure.clauses)
            }
            assert not of_the_table & set(step.never_who), (procedure.name, step.name)


def test_no_regime_excuses_from_what_regards_ones_own_request() -> None:
    for pair in PAIRS:
        if "approver" in pair.roles and pair.roles & {"requester", "proposer", "carrier"}:
            assert pair.excuse == NEVER
    excused = {tuple(sorted(pair.roles)): pair.excuse for pair in PAIRS if pair.excuse != NEVER}
    assert excused == {
        ("approver", "executor"): EVER, ("executor", "requester"): EVER, ("executor", "proposer"): EVER,
        ("approver", "deliverer"): EVER, ("proposer", "witness"): BELOW, ("approver", "witness"): BELOW,
    }  # fmt: skip


def test_an_approval_is_never_excused_from_what_a_procedure_asks_besides() -> None:
    excusable = {(p.name, s.name) for p in REGISTRY.values() for s in p.steps.values() if s.excusable}
    assert excusable == {
        ("documents.register", "confirm"), ("documents.register", "verify"), ("documents.sheet", "check"),
        ("documents.evacuation", "recount"), ("documents.evacuation", "miss"),
    }  # fmt: skip
    assert all(REGISTRY[name].steps[step].tone != "approve" for name, step in excusable)


def test_the_three_administrators_are_those_of_the_table() -> None:
    assert {f"{role.value}-admin" for role in OF_THE_OFFICE} == ADMINISTRATORS


def test_every_decision_asks_for_the_password_again() -> None:
    """2.2: a screen left alone decides nothing. Who signs a receipt proves it by the PIN or the hand."""
    decisions = [(name, step) for name, procedure in REGISTRY.items() for step in procedure.steps.values()]
    left = [f"{name}.{step.name}" for name, step in decisions if step.tone == "approve" and not step.fresh]
    assert left == ["documents.receipt.sign"]
