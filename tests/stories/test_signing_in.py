# SPDX-License-Identifier: EUPL-1.2
"""2.2: guessing is slow and nobody is locked out; a key ends; a request sent again proves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from precinto.access.accounts import new_token
from precinto.access.models import SignInDelay
from precinto.computers.procedures import ACCOUNT
from precinto.computers.signin import officer_of_token, sign_in
from precinto.documents.cases import rehearse
from precinto.ledger.models import Entry
from precinto.records.errors import NotSignedIn, Refused
from tests.stories.telling import Telling
from tests.world import PASSWORD


def waits(login: str, password: str = "no es esta") -> int:
    with pytest.raises(NotSignedIn) as caught:
        sign_in(login, password, door="page")
    wait = int(caught.value.facts.get("seconds", 0))
    assert (caught.value.reason == "sign-in-wait") is bool(wait)
    return wait


@pytest.mark.parametrize("login", ["rosa", "nadie"])
def test_each_failure_doubles_the_wait_and_it_ends(office: Telling, login: str) -> None:
    """Known or unknown, the name waits alike: 2, 4, 8 … seconds, 15 minutes at most."""
    office.wait(timedelta())
    found = []
    for _try in range(14):
        assert waits(login) == 0
        wait = waits(login)
        found.append(wait)
        office.wait(timedelta(seconds=wait))
    assert found[:2] == [0, 0] or found[0] == 0
    longest = [seconds for seconds in found if seconds > 2]
    assert longest == sorted(longest)
    assert 890 <= max(found) <= 901


def test_nobody_is_locked_out(office: Telling) -> None:
    office.wait(timedelta())
    for _try in range(12):
        waits("rosa")
        office.wait(timedelta(seconds=901))
    assert sign_in("rosa", PASSWORD, door="page").proved_at is not None
    assert not SignInDelay.objects.exists()


def test_the_right_password_waits_too(office: Telling) -> None:
    office.wait(timedelta())
    for _try in range(4):
        waits("rosa")
    assert waits("rosa", PASSWORD) > 0


def test_every_wrong_password_is_on_record(office: Telling) -> None:
    office.wait(timedelta())
    before = Entry.objects.filter(kind="attempt", refusal="wrong-password").count()
    waits("rosa")
    waits("nadie")
    assert Entry.objects.filter(kind="attempt", refusal="wrong-password").count() == before + 2


def test_a_form_sent_again_with_another_password_signs_nobody_in(office: Telling) -> None:
    assert sign_in("rosa", PASSWORD, door="page", intent="form-1").person is not None
    assert sign_in("rosa", PASSWORD, door="page", intent="form-1").person is not None
    with pytest.raises(NotSignedIn):
        sign_in("rosa", "no es esta", door="page", intent="form-1")


@pytest.mark.parametrize("login", ["", "ros\x00a", "\ud800", "x" * 10_000, "rosa' OR 1=1", "ROSA\u200b"])
def test_strange_names_are_nobody(office: Telling, login: str) -> None:
    assert waits(login) == 0


@pytest.mark.parametrize("password", ["", "\x00", "\ud800", "x" * 100_000])
def test_strange_passwords_are_wrong(office: Telling, password: str) -> None:
    assert waits("rosa", password) == 0


def test_a_stopped_account_signs_nobody_in(office: Telling) -> None:
    office.tell([("olga", "account.disable of rosa")])
    assert waits("rosa", PASSWORD) == 0


def test_a_password_that_waits_to_be_confirmed_signs_nobody_in_and_says_so_to_who_knows_it(office: Telling) -> None:
    new = "mesa lluvia tren candil"
    office.tell([("olga", "account.reset_password of rosa", {"new": new})])
    for password, reason in ((PASSWORD, "wrong-password"), (new, "reset-unconfirmed"), (new, "reset-unconfirmed")):
        with pytest.raises(NotSignedIn) as caught:
            sign_in("rosa", password, door="page")
        assert caught.value.reason == reason
    assert Entry.objects.filter(kind="attempt", refusal="reset-unconfirmed").count() == 2
    office.tell([("carmen", "account.confirm_reset of rosa")])
    assert sign_in("rosa", new, door="page").proved_at is not None


def test_a_password_is_not_guessed_by_way_of_another_step(office: Telling) -> None:
    """Changing it and signing in as a step of the API wait like signing in, and are on record."""
    office.wait(timedelta())
    account = office.world.account("rosa").pk
    guesses: list[tuple[str, dict[str, str]]] = [
        ("sign_in", {"password": "no es esta"}),
        ("change_password", {"old": "no es esta", "new": "mesa lluvia tren candil"}),
        ("sign_in", {"password": "ni esta"}),
    ]
    for step, facts in guesses:
        with pytest.raises(Refused) as caught:
            office.world.do("rosa", f"computers.account.{step}", account, **facts)
        assert caught.value.reason in ("wrong-password", "old-password-wrong")
        assert Entry.objects.latest("pk").refusal == caught.value.reason
    for step, facts in [
        ("sign_in", {"password": PASSWORD}),
        ("change_password", {"old": PASSWORD, "new": "mesa lluvia tren candil"}),
    ]:
        with pytest.raises(Refused) as caught:
            office.world.do("rosa", f"computers.account.{step}", account, **facts)
        assert caught.value.reason == "sign-in-wait"


@pytest.mark.parametrize("password", [PASSWORD, "no es esta"])
def test_a_password_is_not_tried_without_a_trace(office: Telling, password: str) -> None:
    """A rehearsal would tell a right password from a wrong one, as often as one likes."""
    account = office.world.account("rosa").pk
    with pytest.raises(Refused) as caught:
        rehearse(ACCOUNT, "sign_in", account, by=office.world.officer("rosa"), facts={"password": password})
    assert caught.value.reason == "secret-not-rehearsed"


def test_a_key_ends_on_its_day(office: Telling) -> None:
    text, digest = new_token()
    office.tell([("rosa", "token.issue", {"digest": digest, "until": "+3"})])
    assert officer_of_token(text).proved_at is None
    office.wait(timedelta(days=3))
    officer_of_token(text)
    office.wait(timedelta(days=1))
    with pytest.raises(NotSignedIn):
        officer_of_token(text)


@pytest.mark.parametrize(
    "move",
    [("rosa", "token.revoke"), ("olga", "account.reset_password of rosa"), ("olga", "account.disable of rosa"),
     ("rosa", "account.change_password of rosa"), ("jaime", "person.leave of rosa")],
    ids=lambda move: move[1],
)  # fmt: skip
def test_a_key_ends_with_what_it_came_from(office: Telling, move: tuple[str, str]) -> None:
    text, digest = new_token()
    office.tell([("rosa", "token.issue", {"digest": digest}), move])
    with pytest.raises(NotSignedIn):
        officer_of_token(text)


def test_a_stopped_account_opened_again_has_no_keys(office: Telling) -> None:
    text, digest = new_token()
    moves = [
        ("rosa", "token.issue", {"digest": digest}),
        ("olga", "account.disable of rosa"),
        ("jaime", "account.enable"),
    ]
    office.tell(moves)
    with pytest.raises(NotSignedIn):
        officer_of_token(text)
