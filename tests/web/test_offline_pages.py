# SPDX-License-Identifier: EUPL-1.2
"""The pages of the off-line counter: the station that is nobody's, and the queues with what the door refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from precinto.access.models import Person
from precinto.documents.offline import replay
from precinto.documents.offline.models import Movement, Queue
from precinto.ledger.models import Entry
from tests.station import Away
from tests.web.conftest import Pages
from tests.web.places import a_queue
from tests.world import TITLE, World

Open = Callable[[str], Pages]
STATION, STATIONS = "/mostrador/fuera-de-linea/", "/mostrador/estaciones/"


class Office:
    def __init__(self, world: World) -> None:
        self.world = world
        badges = dict(Person.objects.filter(account__isnull=False).values_list("account__login", "code"))
        self.away, self.rosa = Away(clerk=badges["carmen"]), badges["rosa"]
        self.document = world.document(copies=6)
        self.station = world.do("carmen", "documents.station.enrol", name="Ventanilla 2", key=self.away.public).case
        world.do("jaime", "documents.station.let_in", self.station.pk)

    def copy(self, number: int) -> str:
        return self.world.copy(self.document, number)

    def out(self, number: int, *, approved: bool = True) -> str:
        if approved:
            self.world.loan(self.copy(number), stage="approved")
        return self.away.line("out", self.copy(number), person=self.rosa) + "\n"


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_the_station_is_the_same_for_whoever_asks(pages: Open, outsider: Client) -> None:
    """A browser keeps it: nothing of anybody, of the session or of the office may stand in it."""
    carmen = pages("carmen")
    carmen.post(
        STATIONS, {"name": "Ventanilla 2", "key": Away().public, "_intent": "i"}
    )  # leaves a message for the next page
    said = {browser.get(STATION).content for browser in (carmen, pages("rosa"), outsider)}
    assert len(said) == 1
    assert b"csrf" not in said.pop()
    locked = pages("carmen")
    locked.remember(locked=True)
    assert locked.get(STATION).status_code == 200


def test_the_worker_sees_no_other_page(outsider: Client) -> None:
    """Its address bounds it: no header widens it, and the policy lets scripts of this site work as before."""
    answer = outsider.get("/mostrador/fuera-de-linea/guarda.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "worker-src" not in policy


@pytest.mark.parametrize("path", [STATIONS, "/mostrador/colas/{queue}/", "/caso/documents.station/{station}/"])
def test_a_reader_has_no_business_there(world: World, pages: Open, path: str) -> None:
    names = a_queue(world, world.copy(world.document()))
    for login, status in (("rosa", 404), ("olga", 404), ("carmen", 200), ("jaime", 200), ("ines", 200)):
        assert pages(login).get(path.format(**names)).status_code == status, login


def test_an_enrolled_browser_waits_for_the_head(world: World, pages: Open) -> None:
    away = Away()
    answer = pages("carmen").post(STATIONS, {"name": "Mesa 1", "key": away.public, "_intent": "i"})
    assert (answer.status_code, answer.headers["Location"]) == (303, STATIONS)
    page = pages("carmen").get(STATIONS).content.decode()
    assert f'data-station="{away.name}" data-stage="asked" data-last="0"' in page
    assert away.name in pages("jaime").get("/ajustes/estaciones/").content.decode()
    again = pages("carmen").post(STATIONS, {"name": "Mesa 1", "key": away.public, "_intent": "j"})
    assert again.status_code == 409
    assert "Mesa 1" in again.content.decode()
    assert pages("rosa").post(STATIONS, {"name": "x", "key": Away().public, "_intent": "k"}).status_code == 404


def test_what_is_brought_is_taken_at_once(office: Office, pages: Open) -> None:
    text = office.out(1) + office.out(2, approved=False)
    file = SimpleUploadedFile("cola.jsonl", text.encode())
    answer = pages("carmen").post("/mostrador/colas/", {"file": file, "intent": "q"})
    queue = Queue.objects.get()
    assert answer.headers["Location"] == f"/mostrador/colas/{queue.pk}/"
    assert list(queue.movements.order_by("n").values_list("state", flat=True)) == ["done", "conflict"]
    # The head and the clerk find it among their tasks until it is decided.
    for login in ("carmen", "jaime"):
        assert f"/mostrador/colas/{queue.pk}/" in pages(login).get("/").content.decode()
    assert f"/mostrador/colas/{queue.pk}/" not in pages("rosa").get("/").content.decode()


def test_a_page_shows_how_far_it_is(office: Office, pages: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("precinto.web.offline.PART", 2)
    carmen = pages("carmen")
    text = "".join(office.out(n) for n in range(1, 6))
    script: dict[str, Any] = {"headers": {"X-Counter": "queue"}}
    said = carmen.post("/mostrador/colas/", {"text": text, "intent": "q"}, **script).content.decode()
    assert 'data-last="5" data-left="3"' in said
    address = f"/mostrador/colas/{Queue.objects.get().pk}/"
    for left in (1, 0):
        said = carmen.post(address, {"do": "go_on"}, **script).content.decode()
        assert f'data-left="{left}"' in said
    assert Queue.objects.get().stage == "settled"
    # Sent again after an answer that never came, it is the same queue.
    assert carmen.post("/mostrador/colas/", {"text": text, "intent": "q"}, **script).status_code == 200
    assert Queue.objects.count() == 1


def test_an_interrupted_queue_goes_on_from_its_page(office: Office, pages: Open) -> None:
    text = office.out(1) + office.out(2)
    queue, _ = replay.bring(text, by=office.world.officer("carmen"), intent="q", most=1)
    address = f"/mostrador/colas/{queue.pk}/"
    assert "go_on" in pages("pilar").get(address).content.decode()
    pages("pilar").post(address, {"do": "go_on"})
    assert set(queue.movements.values_list("state", flat=True)) == {"done"}


def test_a_conflict_is_taken_again_or_set_aside(office: Office, pages: Open) -> None:
    text = office.out(1, approved=False) + office.out(2, approved=False)
    queue, _ = replay.bring(text, by=office.world.officer("carmen"), intent="q")
    address = f"/mostrador/colas/{queue.pk}/"
    carmen = pages("carmen")
    assert carmen.post(address, {"do": "again:1"}).status_code == 409
    office.world.loan(office.copy(1), stage="approved")
    assert carmen.post(address, {"do": "again:1"}).status_code == 303
    assert queue.movements.get(n=1).state == Movement.State.DONE
    # The head decides too, but keeps no counter: nothing is handed over in their name.
    jaime = pages("jaime")
    page = jaime.get(address).content.decode()
    assert "again:" not in page
    office.world.loan(office.copy(2), stage="approved")
    assert jaime.post(address, {"do": "again:2"}).status_code == 403
    assert queue.movements.get(n=2).state == Movement.State.CONFLICT
    assert jaime.post(address, {"do": "aside", "n": "2", "reason": "", "_intent": "a"}).status_code == 422
    assert (
        jaime.post(address, {"do": "aside", "n": "2", "reason": "se leyó por error", "_intent": "b"}).status_code == 303
    )
    assert Queue.objects.get().stage == "settled"
    assert "se leyó por error" in jaime.get(address).content.decode()


@pytest.mark.parametrize("text", ["", "nada\n", "\x00", "[" * 5000])
def test_what_is_no_queue_says_why(office: Office, pages: Open, text: str) -> None:
    before = office.world.dump()
    answer = pages("carmen").post("/mostrador/colas/", {"text": text, "intent": "q"})
    assert answer.status_code == 422
    assert "refusal" in answer.content.decode()
    assert office.world.dump() == before


def test_a_file_that_is_no_text(office: Office, pages: Open) -> None:
    file = SimpleUploadedFile("cola.jsonl", bytes(range(256)) * 8)
    assert pages("carmen").post("/mostrador/colas/", {"file": file}).status_code == 422


def test_of_a_document_out_of_scope_nothing_is_said(office: Office, pages: Open) -> None:
    """1.2: the leader sees that there is a conflict, not who has the paper nor what stands against it."""
    office.world.loan(office.copy(1), stage="lent")
    vera = Person.objects.get(account__login="vera").code
    queue, _ = replay.bring(
        office.away.line("back", office.copy(1), person=vera) + "\n", by=office.world.officer("carmen"), intent="q"
    )
    address = f"/mostrador/colas/{queue.pk}/"
    words = "is not that of whoever has", "no es la de quien tiene"
    assert any(one in pages("carmen").get(address).content.decode() for one in words)
    page = pages("luis").get(address).content.decode()
    assert not any(one in page for one in words)
    assert TITLE not in page
    assert f"?q={office.copy(1)}" not in page


def test_the_page_of_a_long_queue_asks_no_more_questions(
    office: Office, pages: Open, django_assert_max_num_queries: Any
) -> None:
    text = "".join(office.away.line("back", office.copy(1 + n % 6), place=office.world.safe) + "\n" for n in range(40))
    queue, _ = replay.bring(text, by=office.world.officer("carmen"), intent="q")
    carmen = pages("carmen")
    for address in (f"/mostrador/colas/{queue.pk}/", f"/caso/documents.queue/{queue.pk}/", STATIONS):
        carmen.get(address)
        with django_assert_max_num_queries(15):
            carmen.get(address)


def test_through_the_api_it_is_replayed_all_the_same(office: Office, world: World) -> None:
    key = world.token("carmen")
    answer = Client().post(
        "/api/v1/do/documents.queue/bring",
        {"facts": {"text": office.out(1)}},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "k"},
    )
    assert answer.status_code == 201, answer.content
    assert answer.json()["stage"] == "settled"
    movement = Movement.objects.get()
    assert movement.state == Movement.State.DONE
    assert movement.act is not None
    assert Entry.objects.get(act=movement.act).step == "hand_over"
