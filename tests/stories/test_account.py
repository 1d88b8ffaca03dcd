# SPDX-License-Identifier: EUPL-1.2
"""2.2: accounts and their passwords."""

from __future__ import annotations

from precinto.access.accounts import DATA
from precinto.procedures.refusals import words
from precinto.records.errors import BadFacts
from tests.stories.telling import EVAS, MINUTES_AGO, PAPER, Move, Stories, Telling, later, told

OWN = "account"

EVA = [("jaime", "person.register"), ("olga", "open")]
LONG = {"new": "mesa lluvia tren candil"}
RESET: Move = ("olga", "reset_password of rosa")
CONFIRMED: Move = ("carmen", "confirm_reset")

DONE: Stories = {
    "an account is opened": (EVA, "open"),
    "its owner signs in": ([*EVA, ("eva", "sign_in", {"password": EVAS["old"]})], "open"),
    "and signs out": ([*EVA, ("eva", "sign_out of eva")], "open"),
    "and changes the first password": ([*EVA, ("eva", "change_password", EVAS)], "open"),
    "after that everything is open to them": (
        [PAPER, *EVA, ("eva", "change_password", EVAS), ("jaime", "clear.grant", {"person": "eva"}),
         ("jaime", "brief.brief", {"person": "eva"}), ("eva", "lend.request")],
        "asked",
    ),
    "a new first password": ([RESET], "reset"),
    "and another confirms that its owner has it": ([RESET, CONFIRMED], "open"),
    "who then changes it": (
        [RESET, CONFIRMED, ("rosa", "change_password of rosa", {"old": LONG["new"], "new": "otro puente sobre hielo"})], "open",
    ),
    "given again, because it was not understood": ([RESET, RESET], "reset"),
    "given by one and the next time by the other": (
        [("jaime", "reset_password of rosa"), CONFIRMED, ("olga", "reset_password of rosa"), ("jaime", "confirm_reset")], "open",
    ),
    "stopped while it waits": ([RESET, ("jaime", "disable of rosa")], "disabled"),
    "the account is stopped": ([("olga", "disable of rosa")], "disabled"),
    "and opened again": ([("olga", "disable of rosa"), ("jaime", "enable")], "open"),
    "opened again, once a given password was confirmed": (
        [RESET, CONFIRMED, ("olga", "disable of rosa"), ("jaime", "enable")], "open",
    ),
    "stopped, and opened again with a new first password": ([("olga", "disable of rosa"), RESET, CONFIRMED], "open"),
    "stopped while it waited, and given again": ([RESET, ("jaime", "disable of rosa"), RESET], "reset"),
}  # fmt: skip

REFUSED: Stories = {
    "opened by a clerk": ([("jaime", "person.register"), ("carmen", "open")], "not-your-role"),
    "a second account for one person": ([*EVA, ("olga", "open", {"login": "eva2"})], "account-exists"),
    "a name that is taken": ([("jaime", "person.register"), ("olga", "open", {"login": "ROSA"})], "bad-facts"),
    "a password built on the person's name": (
        [("jaime", "person.register"), ("olga", "open", {"password": "eva cano eva cano"})], "bad-facts",
    ),
    "a short password": ([("jaime", "person.register"), ("olga", "open", {"password": "candil"})], "bad-facts"),
    "anything else before the first password is changed": ([PAPER, *EVA, ("eva", "lend.request")], "change-password-first"),
    "anything else after a reset": ([PAPER, RESET, CONFIRMED, ("rosa", "lend.request")], "change-password-first"),
    "anything at all before it is confirmed": ([PAPER, RESET, ("rosa", "lend.request")], "account-not-open"),
    "signing in before it is confirmed": ([RESET, ("rosa", "sign_in of rosa", {"password": LONG["new"]})], "account-not-open"),
    "changed before it is confirmed": ([RESET, ("rosa", "change_password of rosa", {"old": LONG["new"]})], "account-not-open"),
    "confirmed by who gave it": ([("jaime", "reset_password of rosa"), ("jaime", "confirm_reset")], "reset-by-you"),
    "confirmed by the administrator who gives them": ([RESET, ("olga", "confirm_reset")], "not-your-role"),
    "confirmed by the delegate of who gave it": (
        [("jaime", "delegate.delegate", {"role": "head"}), ("jaime", "reset_password of rosa"), ("nuria", "confirm_reset")], "reset-by-you",
    ),
    "confirmed by its owner": ([("olga", "reset_password of carmen"), ("carmen", "confirm_reset")], "account-not-open"),
    "confirmed by a leader": ([RESET, ("luis", "confirm_reset")], "not-your-role"),
    "confirmed without having been given": ([("carmen", "confirm_reset of rosa")], "wrong-stage"),
    "confirmed with an old password": ([RESET, ("carmen", "confirm_reset", {MINUTES_AGO: 6})], "fresh-password"),
    "stopped and opened again, round whoever confirms": (
        [RESET, ("olga", "disable of rosa"), ("olga", "enable")], "given-and-unconfirmed",
    ),
    "anything else after ninety days": ([PAPER, later(days=95), ("rosa", "lend.request")], "change-password-first"),
    "changed without the old one": (
        [("rosa", "change_password of rosa", {"old": "otra cosa distinta"})], "old-password-wrong",
    ),
    "changed back to a former one": (
        [("rosa", "change_password of rosa"),
         ("rosa", "change_password of rosa", {"old": "mesa lluvia tren candil", "new": "otro puente sobre hielo"}),
         ("rosa", "change_password of rosa", {"old": "otro puente sobre hielo", "new": "mesa lluvia tren candil"})],
        "password-used-before",
    ),
    "changed to the same": ([("rosa", "change_password of rosa", {"new": "{password}"})], "bad-facts"),
    "changed to one's own name": ([("rosa", "change_password of rosa", {"new": "rosa lagos rosa lagos"})], "bad-facts"),
    "changed for another": ([("vera", "change_password of rosa")], "not-found"),
    "reset by its owner": ([("olga", "reset_password of olga")], "second-person-concerned"),
    "reset by a clerk": ([("carmen", "reset_password of rosa")], "not-your-role"),
    "reset with an old password": ([("olga", "reset_password of rosa", {MINUTES_AGO: 6})], "fresh-password"),
    "stopped by its owner": ([("olga", "disable of olga")], "second-person-concerned"),
    "opened again for oneself": ([("jaime", "disable of olga"), ("olga", "enable")], "account-not-open"),
    "opened again by the delegate of its owner": (
        [("jaime", "delegate.delegate", {"role": "head"}), ("olga", "disable of jaime"), ("nuria", "enable")],
        "second-person-concerned",
    ),
    "used while it is stopped": ([PAPER, ("olga", "disable of rosa"), ("rosa", "lend.request")], "account-not-open"),
    "the wrong password": ([("rosa", "sign_in of rosa", {"password": "otra"})], "wrong-password"),
    "signing in as another": ([("vera", "sign_in of rosa")], "not-found"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_is_wrong_with_a_password_is_said_beside_its_field(office: Telling) -> None:
    refused = office.is_refused(REFUSED["changed to one's own name"][0], "bad-facts", OWN)
    assert isinstance(refused, BadFacts)
    assert words("password.personal", {"datum": DATA["name"]}) in refused.errors["new"]
