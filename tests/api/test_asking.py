# SPDX-License-Identifier: EUPL-1.2
"""Who may come in by the API, in what form a step is asked for, and what is answered."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from precinto.ledger.models import Entry
from precinto.records.clock import now
from tests.doors.through import Api, unchanged
from tests.world import PASSWORD, World

pytestmark = pytest.mark.database


def request_loan(api: Api, world: World, intent: str) -> Any:
    copy = world.copy(world.document())
    return api.step("rosa", "documents.lend.request", None, {"copy": copy, "reason": "informe"}, intent=intent)


def test_a_step_is_done_once_however_often_it_is_asked(world: World, api: Api) -> None:
    first = request_loan(api, world, "the-same")
    count = Entry.objects.count()
    facts = {"copy": world.copy(world.document()), "reason": "informe"}
    again = api.step("rosa", "documents.lend.request", None, facts, intent="the-same")
    assert (first.status, again.status) == (201, 200)
    assert (again.body["again"], again.body["act"]) == (True, first.body["act"])
    assert Entry.objects.count() == count + 1  # the second document, registered just now


@pytest.mark.parametrize("intent", ["", "x" * 81])
def test_without_a_key_of_its_own_nothing_is_done(world: World, api: Api, intent: str) -> None:
    headers = api.headers("rosa") | ({"Idempotency-Key": intent} if intent else {})
    with unchanged(world, attempts=0):
        said = api.send("post", "/do/documents.lend/request", headers, {"facts": {}})
    assert said.status == 422
    assert list(said.body["errors"]) == ["Idempotency-Key"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"\xff", b'{"facts": 1}', b'{"case": "1"}', b'{"case": true}', b'{"case": 0}', b'{"more": 1}',
        b'{"facts": {"copy": {}}}', b'{"facts": {"copy": 1.5}}', b'{"facts": {"copy": "\\ud800"}}', b'{"case": NaN}',
        b'{"facts": {"copy": "\\u0000", "reason": "x"}}', b'{"case": 99999999999999999999}', b'{"facts": {"what": 1}}',
        b'{"facts": {"copy": ["a", "b"], "reason": [1]}}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_taken_is_answered_in_words(world: World, api: Api, body: bytes) -> None:
    headers = api.headers("rosa") | {"Idempotency-Key": "odd"}
    with unchanged(world, attempts=0):
        said = api.send("post", "/do/documents.lend/request", headers, body)
    assert (said.status, said.reason) == (422, "bad-facts")
    assert said.body["errors"]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer prc_wrong", "Basic cm9zYTp4", "Bearer \u00e9"])
def test_nobody_comes_in_without_a_key(world: World, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    for path in ("/documents", "/checkpoint", "/no/such"):
        answer = Client().get(f"/api/v1{path}", headers=headers)
        assert (answer.status_code, answer.json()["reason"]) == (401, "bad-token")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_that_ran_out_or_was_revoked(world: World, api: Api) -> None:
    api.ready("rosa")
    with time_machine.travel(now() + timedelta(days=31)):
        assert api.get("rosa", "/tasks").status == 401
    world.do("rosa", "computers.token.revoke", world.account("rosa").tokens.get().pk)
    assert api.get("rosa", "/tasks").status == 401


def test_a_session_of_the_pages_opens_nothing_here(world: World) -> None:
    client = Client()
    client.cookies["precinto"] = "whatever"
    assert client.get("/api/v1/documents").status_code == 401


def test_a_step_that_wants_the_password_again(world: World, api: Api) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    said = api.step("luis", "documents.lend.approve", loan.pk, {}, proved=False)
    assert (said.status, said.reason, said.clause) == (403, "fresh-password", "2.2")
    headers = api.headers("luis") | {"Idempotency-Key": "wrong", "X-Precinto-Password": "otra cosa"}
    wrong = api.send("post", "/do/documents.lend/approve", headers, {"case": loan.pk})
    assert (wrong.status, wrong.reason) == (401, "wrong-password")
    headers["X-Precinto-Password"] = PASSWORD
    assert api.send("post", "/do/documents.lend/approve", headers, {"case": loan.pk}).status == 201


def test_a_rehearsal_changes_and_records_nothing(world: World, api: Api) -> None:
    facts = {"copy": world.copy(world.document()), "reason": "informe"}
    api.ready("rosa")
    api.ready("carmen")
    with unchanged(world, attempts=0):
        assert api.step("rosa", "documents.lend.request", None, facts, dry_run=True).body == {"would": True}
        assert api.step("carmen", "documents.lend.approve", 1, {}, dry_run=True).status == 404


def test_answers_come_in_the_language_asked_for(world: World, api: Api) -> None:
    titles = {
        lang: api.get("diego", "/who-has/2026%2F9", **{"Accept-Language": lang}).body["clause_title"]
        for lang in ("es", "en-GB,en;q=0.8", "fr, en;q=0.5", "fr")
    }
    assert titles["en-GB,en;q=0.8"] == titles["fr, en;q=0.5"] != titles["es"] == titles["fr"]


def test_a_step_that_is_in_no_table(world: World, api: Api) -> None:
    api.ready("rosa")
    with unchanged(world, attempts=1):
        said = api.do("rosa", "documents.lend.publish")
    assert (said.status, said.reason) == (404, "no-such-step")
    assert api.do("rosa", "no.such.procedure").status == 404


@pytest.mark.parametrize("path", ["/", "/nada", "/who-has/a%0Ab", "/papers/number/a%0A%0Ab/c", "/x/%00"])
def test_an_address_that_is_none_is_answered_in_the_words_of_the_api(world: World, api: Api, path: str) -> None:
    """A line's end in an address was answered with a page; found by chance among odd requests."""
    answer = Client(raise_request_exception=False).get(f"/api/v1{path}", headers=api.headers("rosa"))
    assert answer.status_code == 404
    assert answer.json()["why"]
