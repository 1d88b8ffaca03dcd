# SPDX-License-Identifier: EUPL-1.2
"""Refusal by door: what must be refused, which stories ask for it at page, API, CLI and import, and why where one cannot."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
DOORS = frozenset({"page", "api", "cli", "import"})
# Through which doors a story goes, by what it takes.
GOES: dict[str, set[str]] = {
    "every_door": {"page", "api", "cli", "import"},
    "door": {"page", "api", "cli"},
    "page": {"page"},
    "pages": {"page"},
    "api": {"api"},
    "cli": {"cli"},
    "importing": {"import"},
}
# An import has one step and names no case: `test_import_only_registers` proves it of its code, of its rows and of its maps.
ONE_STEP = "test_import_only_registers::test_its_code_asks_for_no_other_step"
NO_WORD = "test_import_only_registers::test_a_map_that_asks_for_more_is_refused_with_a_sentence"
NO_CASE = "test_import_only_registers::test_a_row_has_no_fact_that_the_step_does_not_ask_for"
SAID = "test_import_only_registers::test_whatever_it_says_it_is_registered_in_the_safe_and_nothing_else_is_done"
TOLD = "test_import_only_registers::test_a_row_that_says_where_the_paper_went_is_told_with_its_clause"


@dataclass(frozen=True)
class Refusal:
    """`stories` ask for it. `cannot` names for a door that has no word for it the stories that prove so."""

    clause: str
    stories: tuple[str, ...]
    cannot: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def no_import(*proofs: str) -> dict[str, tuple[str, ...]]:
    return {"import": (ONE_STEP, *proofs)}


REFUSALS = {
    "hand reader to reader": Refusal("1.2", (
        "test_reader_to_reader::test_lent_on_while_another_reader_has_it",
        "test_reader_to_reader::test_the_reader_hands_it_on",
        "test_reader_to_reader::test_the_round_goes_on_while_a_reader_has_it",
    ), no_import(SAID, TOLD)),
    "hand over without approval": Refusal("1.4", (
        "test_without_approval::test_handed_over_without_approval",
        "test_without_approval::test_handed_over_after_the_leader_declined",
    ), no_import(SAID, TOLD)),
    "hand over with a lapsed approval": Refusal("1.4", (
        "test_lapsed_approval::test_handed_over_on_a_lapsed_approval",
    ), no_import(SAID, TOLD)),
    "hand over with a used approval": Refusal("1.4", (
        "test_without_approval::test_handed_over_on_an_approval_already_used",
        "test_without_approval::test_a_second_loan_needs_an_approval_of_its_own",
    ), no_import(SAID, TOLD)),
    "hand over with one's own approval": Refusal("1.4", (
        "test_own_approval::test_handed_over_by_who_approved_it",
        "test_own_approval::test_handed_over_in_the_name_of_who_approved_it",
        "test_own_approval::test_who_approved_shares_the_clerks_post",
    ), no_import(SAID, TOLD)),
    "approve one's own request": Refusal("1.4", (
        "test_own_approval::test_the_borrower_approves_as_leader",
        "test_own_approval::test_the_borrower_approves_by_delegation",
        "test_own_approval::test_the_leaders_request_is_approved_in_their_name",
        "test_own_approval::test_the_borrower_is_one_of_those_who_approve",
        "test_own_approval::test_one_of_those_who_approve_lends_the_role_for_their_own_request",
        "test_own_approval::test_the_borrower_approves_as_administrator",
        "test_own_approval::test_the_clerk_approves",
    ), no_import(NO_WORD)),
    "lend to someone below the level": Refusal("1.2", (
        "test_not_for_the_borrower::test_below_the_level_when_it_is_handed_over",
        "test_not_for_the_borrower::test_asked_for_by_who_may_not_see_it",
    ), no_import(SAID)),
    "lend to someone out of scope": Refusal("1.2", (
        "test_not_for_the_borrower::test_out_of_scope_when_it_is_handed_over",
        "test_not_for_the_borrower::test_out_of_scope_on_a_route_sheet",
        "test_not_for_the_borrower::test_asked_for_by_who_may_not_see_it",
    ), no_import(SAID)),
    "lend to someone without a valid clearance": Refusal("4.1", (
        "test_not_for_the_borrower::test_clearance_suspended_when_it_is_handed_over",
        "test_not_for_the_borrower::test_no_clearance_left_when_it_ran_out",
    ), no_import(SAID)),
    "give what is not in the safe": Refusal("1.3", (
        "test_not_in_the_safe::test_lent_although_it_is_missing",
        "test_not_in_the_safe::test_circulated_although_it_is_lent",
    ), no_import(SAID, TOLD)),
    "register a gap": Refusal("1.1", ("test_register_numbers::test_a_gap_is_refused",)),
    "repeat a number": Refusal("1.1", ("test_register_numbers::test_a_number_twice_is_refused",)),
    "register without the post": Refusal("1.1", ("test_who_registers::test_entered_by_who_is_no_clerk",)),
    "register above one's level": Refusal("1.2", ("test_who_registers::test_entered_by_a_clerk_below_its_level",)),
    "register without a valid clearance": Refusal("4.1", (
        "test_who_registers::test_entered_by_a_clerk_whose_clearance_is_suspended",
    )),
    "write oneself into a scope": Refusal("1.2", (
        "test_who_registers::test_the_clerk_writes_themselves_into_the_scope",
    )),
    "keep where the level may not be": Refusal("1.3", ("test_who_registers::test_put_where_its_level_may_not_be",)),
    "delete anything": Refusal("1.1", (
        "test_nothing_is_deleted::test_a_document_is_not_deleted",
        "test_nothing_is_deleted::test_nothing_of_any_procedure_is_deleted",
        "test_nothing_is_deleted::test_the_verb_delete_is_answered_with_the_clause",
        "test_import_only_registers::test_a_row_that_says_where_the_paper_went_is_told_with_its_clause",
    )),
    "be excused from the second person without a regime, or for oneself": Refusal("1.4", (
        "test_minimum_staff::test_without_the_regime_the_reason_counts_for_nothing",
        "test_minimum_staff::test_ones_own_request_is_approved_by_no_exception",
    ), no_import(NO_CASE)),
    "settle before both have signed": Refusal("1.4", (
        "test_settle_folios::test_settled_before_both_have_signed",
    ), no_import(NO_CASE)),
    "settle with another folio count": Refusal("1.4", (
        "test_settle_folios::test_settled_with_a_folio_less",
        "test_settle_folios::test_handed_over_with_another_count",
    ), no_import(NO_WORD, NO_CASE)),
    "see a title out of scope": Refusal("1.2", (
        "test_out_of_scope::test_lists_are_empty_and_details_are_not_there",
        "test_out_of_scope::test_the_same_at_the_command_line",
        "test_out_of_scope::test_a_step_does_not_tell_whether_the_case_exists",
        "test_out_of_scope::test_probing_a_code_is_an_attempt_on_record",
        "test_out_of_scope::test_a_case_named_by_a_code_out_of_scope_is_an_attempt_too",
        "test_out_of_scope::test_the_same_at_the_counter",
        "test_out_of_scope::test_no_title_in_anything_said_to_who_is_out_of_scope",
        "test_out_of_scope::test_no_page_says_the_title_to_who_is_out_of_scope",
        "test_out_of_scope::test_an_import_tells_nothing_of_what_the_clerk_may_not_see",
    )),
}  # fmt: skip
# What must not be refused, and what a refusal leaves open: asked at the doors as well, and owed by no row above.
NOT_REFUSALS = {
    "test_encrypted::test_who_may_see_it_reads_it_and_no_table_has_it",
    "test_encrypted::test_with_another_key_it_is_said_and_not_shown",
    "test_register_numbers::test_the_next_number_is_taken",
    "test_minimum_staff::test_with_its_reason_the_step_is_taken_and_counted",
    "test_out_of_scope::test_the_leader_approves_without_the_title",
    "test_import_only_registers::test_a_row_that_says_it_came_back_is_taken",
    "test_import_only_registers::test_a_map_that_asks_for_more_is_refused_by_the_page",
}


def module(name: str) -> ModuleType:
    return importlib.import_module(f"tests.doors.{name}")


def story(name: str) -> Callable[..., None]:
    file, _colons, test = name.partition("::")
    found: Callable[..., None] = getattr(module(file), test)
    return found


def doors_of(name: str) -> set[str]:
    return set().union(*(GOES.get(taken, set()) for taken in inspect.signature(story(name)).parameters))


def stories() -> Iterator[str]:
    for file in sorted(HERE.glob("test_*.py")):
        for name, found in vars(module(file.stem)).items():
            if name.startswith("test_") and inspect.isfunction(found) and found.__module__.endswith(file.stem):
                yield f"{file.stem}::{name}"


@pytest.mark.parametrize("name", REFUSALS)
def test_each_refusal_is_asked_for_at_every_door_or_cannot_be(name: str) -> None:
    refusal = REFUSALS[name]
    asked: set[str] = set().union(*(doors_of(one) for one in refusal.stories))
    assert asked | set(refusal.cannot) == DOORS
    assert not asked & set(refusal.cannot), "a door that asks can"
    for proofs in refusal.cannot.values():
        assert all(callable(story(proof)) for proof in proofs)


def test_each_story_at_a_door_is_of_some_refusal() -> None:
    told = {one for refusal in REFUSALS.values() for one in refusal.stories}
    told |= {proof for refusal in REFUSALS.values() for proofs in refusal.cannot.values() for proof in proofs}
    assert told | NOT_REFUSALS <= set(stories())
    assert {one for one in stories() if doors_of(one)} - told == NOT_REFUSALS
