# SPDX-License-Identifier: EUPL-1.2
"""The whole of the tables: every step has its story, every stage is reached, every refusal its words and its story.

Rooms, procedures, rules and stories are found, not listed. What stands here is only what cannot be told as a story of its
own, each with the reason; `test_regime.py` asks the same from the side of the requirement.
"""

from __future__ import annotations

import pytest

from precinto.policy import CLAUSES
from precinto.procedures.model import NEW, REGISTRY, Procedure
from precinto.procedures.refusals import WORDS
from tests.stories.answers import (
    TESTS,
    Written,
    answered,
    answers,
    ends,
    heard,
    literals,
    of_fields,
    own_answers,
    stories,
    written,
)

# The clauses that this program answers for whole: a refusal in one of them has a story that ends in it.
WHOLE = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "4.6")

# Told where they happen: two at once, a request sent twice, a limit too large for a story, what comes only after a refusal.
TOLD_ELSEWHERE = {
    "somebody-was-faster": "faults/test_races.py",
    "lines-without-effect": "stories/test_regrade.py",
    "too-many-copies": "stories/test_copy.py",
    "book-has-gaps": "stories/test_book.py",
    "not-in-the-ledger-yet": "stories/test_book.py",
    "pin-wait": "stories/test_receipt.py",
    "sign-in-wait": "stories/test_signing_in.py",
    "reset-unconfirmed": "stories/test_signing_in.py",
    "secret-not-rehearsed": "stories/test_signing_in.py",
    "bad-token": "api/test_asking.py",
    "intent-used-otherwise": "stories/test_intents.py",
    "already-founded": "stories/test_intents.py",
    "not-sent-yet": "despatch/test_exchange.py",
    "bundle-left-already": "api/test_bundles.py",
    "not-accepted-yet": "despatch/test_exchange.py",
    "nobody-cosigned": "despatch/test_exchange.py",
    "bundle-does-not-open": "despatch/test_bundle.py",
    "movement-no-step": "stories/test_offline.py",
}
# A second wall: the first one stands before it, so that no request comes so far. A wall of one procedure is named with it.
SECOND_WALLS: dict[str | tuple[str, str], str] = {
    "no-approval": "a loan is only at the stage approved by the approval itself",
    "annulled-since": "what is being regraded is not annulled: of what was annulled before that was asked",
    "no-passing-on": "rules.in_the_safe answers first, for copies; the stages, for media",
    "missing-until-found": "the rules of each room answer first; custody/test_bags.py asks custody itself",
    "bag-in-a-bag": "what is a bag already is on no list and in no envelope",
    "place-holds-nothing": "no form offers a building or a room to put papers in",
    "correspondent-closed": "an entry is not closed while a despatch to it is under way",
    (
        "documents.circulate",
        "claimed-too-high",
    ): "a reading ends with its day: what is late was not given back the day before",
    ("documents.bring_back", "not-found"): "the form of the link finds no document that the clerk may not see",
    ("documents.waste", "destroy-in-other-hands"): "a waste bag is nobody's: no step hands it over",
    ("documents.waste", "destroyed-already"): "what burns its thing ends its case too",
    ("documents.discrepancy", "found-in-part"): "a discrepancy is of a copy, and what differs there keeps it open",
    ("despatch.incident", "found-in-part"): "its lines are copies",
    ("despatch.incident", "not-missing"): "the form finds only what is missing of it",
}
# What is said in a conversation, by no step of a table; and the tests that hold it. A refusal of any other file has its story.
CONVERSATIONS = {
    "access/passwords.py": ("access/test_passwords.py", "stories/test_account.py"),
    "api/v1.py": ("api/", "doors/"),
    "documents/counter.py": ("documents/test_counter", "documents/test_receiving_papers.py"),
    "documents/importing/": ("documents/test_importing", "web/"),
    "documents/keeping/desk.py": ("documents/test_inventory_desk.py", "documents/test_counter"),
    "documents/lists/": ("documents/test_exports.py", "documents/test_narrowing.py"),
    "documents/offline/": ("documents/test_offline",),
    "ledger/export.py": ("ledger/test_leaving_the_house.py",),
    "web/": ("web/", "documents/test_importing_files.py"),
}
# Told by every test: without it there is no office.
FOUNDING = ("personnel.found", "found")
# Stages that a step of another procedure brings about, and which.
BROUGHT = {
    ("documents.waste", "destroyed"): "documents.destroy",
    ("documents.circulate", "destroyed"): "documents.emergency",
    ("documents.lend", "destroyed"): "documents.emergency",
    ("documents.emergency_plan", "superseded"): "documents.emergency_plan",
    ("office.reading", "superseded"): "office.reading",
    ("documents.difference", "open"): "documents.inventory",
    ("despatch.incident", "open"): "despatch.despatch",
    ("documents.scope", "in_force"): "documents.register",
    ("documents.deferred", "entered"): "documents.lend",
    ("computers.account", "closed"): "personnel.person",
    # Of what is dated only a clearance is suspended; the table of the stages is shared.
    ("personnel.appoint", "suspended"): "personnel.clear",
    ("personnel.delegate", "suspended"): "personnel.clear",
    ("personnel.brief", "suspended"): "personnel.clear",
}

# Stages from which a step of another procedure takes it to its end: a bag goes into a batch, a plan lasts until the next one, an
# account until its person leaves.
TAKEN_FROM = {
    ("office.reading", "in_force"),
    ("documents.waste", "sealed"),
    ("documents.emergency_plan", "in_force"),
    ("computers.account", "open"),
}
STEPS = [(p.name, step) for p in REGISTRY.values() for step in p.steps if (p.name, step) != FOUNDING]
of_every_procedure = pytest.mark.parametrize("procedure", list(REGISTRY.values()), ids=list(REGISTRY))


# ---- the tables


@pytest.mark.parametrize(("procedure", "step"), STEPS)
def test_every_step_has_a_story_that_takes_it(procedure: str, step: str) -> None:
    assert (procedure, step) in {(story.procedure, story.step) for story in stories("DONE")}


@pytest.mark.parametrize("name", [name for name in REGISTRY if name != FOUNDING[0]])
def test_every_procedure_has_a_story_in_which_it_is_refused(name: str) -> None:
    assert name in {story.procedure for story in stories("REFUSED")}


@of_every_procedure
def test_every_stage_is_reached_and_every_end_is_one(procedure: Procedure) -> None:
    brought = {stage for name, stage in BROUGHT if name == procedure.name}
    entered = {step.enters for step in procedure.steps.values()} - {""}
    assert entered | brought == set(procedure.stages)
    for step in procedure.steps.values():
        assert set(step.stages) <= {NEW, *procedure.stages}
        assert not set(step.stages) & procedure.ends, "an end has no way out"
        assert set(step.never_who) | set(step.rests_on) <= set(procedure.steps)
        assert step.opens is not None or NEW not in step.stages
    assert procedure.ends <= set(procedure.stages)


@of_every_procedure
def test_from_every_stage_steps_lead_to_an_end(procedure: Procedure) -> None:
    """No case is caught in a corner of its table. What the rules ask on the way is for the stories."""
    led = procedure.ends | {stage for name, stage in (*BROUGHT, *TAKEN_FROM) if name == procedure.name}
    while more := {
        stage for step in procedure.steps.values() for stage in step.stages if step.enters in led and stage not in led
    }:
        led |= more
    assert not procedure.ends or set(procedure.stages) <= led


def test_what_another_procedure_brings_about_it_does_not_enter_itself() -> None:
    for (name, stage), bringing in BROUGHT.items():
        assert bringing in REGISTRY
        assert stage not in {step.enters for step in REGISTRY[name].steps.values()}, (name, stage)


@of_every_procedure
def test_every_clause_is_one_of_the_policy(procedure: Procedure) -> None:
    for step in procedure.steps.values():
        assert procedure.clause_of(step) in CLAUSES


# ---- the refusals


def test_every_reason_has_its_words() -> None:
    assert {one.reason: one.where for one in written() if one.reason not in WORDS.keys() | of_fields()} == {}


def test_every_word_is_somebodys_answer() -> None:
    """What nothing in the program says any more is dead, and is deleted."""
    assert sorted(reason for reason in WORDS if not answered(reason)) == []


def test_every_sentence_of_refusal_is_heard_by_a_test() -> None:
    """Also those that no rule of a table gives: of the kernel, the counter, the import, the doors."""
    assert sorted(reason for reason in WORDS if not heard(reason) and reason not in SECOND_WALLS) == []


def told(reason: str) -> bool:
    return reason in ends() or reason in TOLD_ELSEWHERE or reason in SECOND_WALLS


@of_every_procedure
def test_every_refusal_that_a_step_can_come_to_has_its_story(procedure: Procedure) -> None:
    """However deep it is written: in the rule, in what the rule asks, in the custody of things or the reach of persons."""
    reasons = {reason for step in procedure.steps.values() for reason in answers(step)}
    assert sorted(reason for reason in reasons if not told(reason)) == []


@pytest.mark.parametrize("clause", WHOLE)
def test_every_refusal_of_a_clause_has_a_story_that_ends_in_it(clause: str) -> None:
    """Of each of its procedures, by its own rules; and every reason that names the clause, wherever it is written."""
    here = {(story.procedure, story.end) for story in stories("REFUSED")}
    missing = [
        (procedure.name, reason)
        for procedure in REGISTRY.values()
        if clause in {procedure.clause_of(step) for step in procedure.steps.values()}
        for reason in own_answers(procedure)
        if (procedure.name, reason) not in here | SECOND_WALLS.keys() and reason not in TOLD_ELSEWHERE | SECOND_WALLS
    ]
    missing += [(one.where, one.reason) for one in written() if one.clause == clause and not held(one)]
    assert sorted(missing) == []


def test_every_refusal_that_a_file_of_the_program_writes_has_its_story() -> None:
    """Also what a room tells another one by a register of theirs, which no call leads to: a hold, a reservation."""
    worded = [one for one in written() if one.reason in WORDS]
    assert sorted({(one.where, one.reason) for one in worded if not held(one)}) == []


def held(one: Written) -> bool:
    files = [file for where, tests in CONVERSATIONS.items() if one.where.startswith(where) for file in tests]
    return told(one.reason) or any(file.startswith(tuple(files)) for file in literals().get(one.reason, ()))


def test_a_conversation_is_one_that_there_is() -> None:
    for where, tests in CONVERSATIONS.items():
        assert any(one.where.startswith(where) for one in written()), where
        assert all(list(TESTS.glob(f"{test}*")) for test in tests), where


def test_what_is_told_elsewhere_is_told_there() -> None:
    assert set(TOLD_ELSEWHERE) <= set(WORDS)
    for reason, file in TOLD_ELSEWHERE.items():
        assert (TESTS / file).is_file(), file
        assert file in literals().get(reason, set()), f"{file} does not hear {reason}"
        assert reason not in ends(), f"{reason} has a story in a table and needs no other"


def test_the_second_walls_are_no_first_ones() -> None:
    here = {(story.procedure, story.end) for story in stories("REFUSED")}
    assert not {wall for wall in SECOND_WALLS if wall in here or wall in ends()}
    assert {wall if isinstance(wall, str) else wall[1] for wall in SECOND_WALLS} <= set(WORDS)
