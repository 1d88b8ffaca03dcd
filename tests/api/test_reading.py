# SPDX-License-Identifier: EUPL-1.2
"""What the owner of a key is shown."""

import pytest

from precinto.ledger import checkpoint
from precinto_verify.note import VKey
from precinto_verify.proof import Receipt
from precinto_verify.verify import verify_receipt
from tests.doors.through import Api
from tests.world import TITLE, World

pytestmark = pytest.mark.database


def test_documents_come_in_pages_newest_first(world: World, api: Api) -> None:
    for number in range(5):
        world.document(title=f"{TITLE} {number}")
    world.document(scope="diego")
    first = api.get("rosa", "/documents?size=3").body
    second = api.get("rosa", f"/documents?size=3&before={first['next']}").body
    assert [row["title"][-1] for row in first["items"] + second["items"]] == ["4", "3", "2", "1", "0"]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["size=0", "size=201", "before=0", "before=x", "before=99999999999999999999"])
def test_a_page_that_cannot_be(world: World, api: Api, query: str) -> None:
    said = api.get("rosa", f"/documents?{query}")
    assert (said.status, said.reason) == (422, "bad-facts")


def test_who_has_it_and_through_which_hands_it_went(world: World, api: Api) -> None:
    document = world.document()
    copy = world.copy(document)
    world.loan(copy)
    (row,) = api.get("rosa", f"/who-has/{copy}").body["items"]
    assert (row["holder"], row["in_hands"], row["title"]) == ("Rosa Lagos", True, TITLE)
    links = api.get("carmen", f"/copies/{copy}/chain").body["items"]
    assert [(link["from"] is None, link["to"]) for link in links] == [(True, row_place(world)), (False, "Rosa Lagos")]
    detail = api.get("carmen", f"/documents/{document.code}").body
    assert [held["code"] for held in detail["held"]] == [world.copy(document, 1), world.copy(document, 2)]


def row_place(world: World) -> str:
    from precinto.custody.models import Place

    return str(Place.objects.get(code=world.safe).name)


def test_the_list_of_persons_is_for_those_who_keep_it(world: World, api: Api) -> None:
    for who in ("carmen", "jaime", "sara"):
        assert len(api.get(who, "/persons").body["items"]) == 11
    for who in ("rosa", "luis", "olga", "ines"):
        assert api.get(who, "/persons").status == 403


def test_what_is_out_is_ones_own_for_a_reader(world: World, api: Api) -> None:
    document = world.document()
    world.loan(world.copy(document, 1), to="rosa")
    world.loan(world.copy(document, 2), to="nuria")
    assert {row["holder"] for row in api.get("carmen", "/out").body["items"]} == {"Rosa Lagos", "Nuria Vidal"}
    assert [row["holder"] for row in api.get("rosa", "/out").body["items"]] == ["Rosa Lagos"]
    assert [row["borrower"] for row in api.get("rosa", "/loans").body["items"]] == ["Rosa Lagos"]


def test_a_case_shows_its_acts_and_what_is_open_to_me(world: World, api: Api) -> None:
    loan = world.loan(world.copy(world.document()), stage="approved")
    case = api.get("carmen", f"/cases/documents.lend/{loan.pk}").body
    assert [act["step"] for act in case["acts"]] == ["request", "approve"]
    assert [step["step"] for step in case["open_steps"]] == ["withdraw", "hand_over"]
    assert api.get("carmen", "/tasks").body["items"][0]["steps"] == ["hand_over"]


def test_a_receipt_is_checked_with_the_verifier_alone(world: World, api: Api) -> None:
    act = world.loan(world.copy(world.document()), stage="asked")
    entry = api.get("rosa", f"/cases/documents.lend/{act.pk}").body["acts"][0]
    said = api.get("rosa", f"/acts/{entry['act']}/receipt")
    report = verify_receipt("receipt", Receipt.parse(said.raw.decode()), [VKey.parse(str(checkpoint.vkey()))])
    assert report.sound
    assert api.get("diego", f"/acts/{entry['act']}/receipt").status == 404
    assert api.get("diego", "/acts/01900000-0000-7000-8000-000000000000/receipt").status == 404
    assert api.get("rosa", "/checkpoint").raw.decode().startswith(checkpoint.vkey().name)
