# SPDX-License-Identifier: EUPL-1.2
"""Pairs that may never be the same person in one case."""

import pytest

from precinto.policy import CLAUSES
from precinto.policy.incompatible import (
    ADMINISTRATORS,
    PAIRS,
    administrator_clash,
    barred_roles,
    clashes,
    incompatible,
)


def test_every_pair_names_its_clauses() -> None:
    for pair in PAIRS:
        assert len(pair.roles) == 2
        assert pair.clauses
        assert pair.clauses <= set(CLAUSES)
        assert set(pair.words) == {"es", "en"}


@pytest.mark.parametrize(
    ("one", "other", "clauses"),
    [
        ("requester", "approver", "1.2 1.4 1.5 1.6 2.1 2.5 4.3"),
        ("approver", "executor", "1.4 1.5 1.6"),
        ("executor", "witness", "1.6 2.4"),
        ("witness", "proposer", "1.6 2.4"),
        ("drafter", "reviewer", "3.3 3.5 4.4"),
        ("drafter", "superior", "3.3 3.5 4.4"),
        ("reviewer", "signer", "3.3 3.5 4.4"),
        ("inspector", "inspected", "3.4 2.1"),
        ("fixer", "verifier", "3.4 2.1"),
        ("investigator", "implicated", "2.7 4.8"),
        ("investigator", "implicated-chief", "2.7 4.8"),
        ("carrier", "approver", "4.3"),
        ("escort", "technician", "2.5"),
        ("outgoing", "incoming", "4.1"),
        ("system-admin", "audit-admin", " ".join(CLAUSES)),
    ],
)
def test_the_table(one: str, other: str, clauses: str) -> None:
    bound = {clause for clause in CLAUSES if incompatible(one, other, clause)}
    assert bound == set(clauses.split())
    assert bound == {clause for clause in CLAUSES if incompatible(other, one, clause)}


def test_clashes_are_found_by_person() -> None:
    assert clashes({"requester": ["rosa"], "approver": ["luis"], "executor": ["carmen"]}, "1.4") == []
    found = clashes({"requester": ["rosa"], "approver": ["luis", "rosa"], "executor": ["carmen"]}, "1.4")
    assert [(clash.person, clash.pair.roles) for clash in found] == [("rosa", frozenset({"requester", "approver"}))]
    # What one clause forbids another may not.
    assert clashes({"requester": ["rosa"], "approver": ["rosa"]}, "3.1") == []


def test_what_a_role_closes() -> None:
    assert barred_roles("approver", "1.4") == {"requester", "executor"}
    assert barred_roles("reader", "1.4") == frozenset()
    assert barred_roles("system-admin", "3.1") == {"security-admin", "audit-admin"}


def test_no_person_is_two_administrators() -> None:
    assert len(ADMINISTRATORS) == 3
    assert administrator_clash(["system-admin", "clerk"]) is None
    assert administrator_clash(["system-admin", "audit-admin"]) is not None
