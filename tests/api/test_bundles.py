# SPDX-License-Identifier: EUPL-1.2
"""Bundles through the API: what the page takes out and brings in, with the same steps, the same refusals, the same record."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from precinto.despatch import bundle, keys, writing
from precinto.despatch.models import Despatch, Incoming
from precinto.documents.receiving.models import Arrival
from precinto.ledger.models import Entry
from tests.despatch.conftest import PEER, paired, prepared, sent
from tests.doors.through import Api, Said, unchanged
from tests.world import World

__all__ = ["paired"]
pytestmark = pytest.mark.database


def ours() -> bundle.OfficeKeys:
    row = keys.card()
    assert row is not None
    return keys.own(row)


def taken(api: Api, path: str, by: str = "carmen", *, intent: str = "one") -> Said:
    return api.send("post", f"/bundles/{path}", api.headers(by) | {"Idempotency-Key": intent})


def brought(api: Api, data: bytes | None, by: str = "carmen", *, intent: str = "bring") -> Said:
    headers = api.headers(by) | {"Idempotency-Key": intent}
    files = {} if data is None else {"file": SimpleUploadedFile("a.precinto", data)}
    found: Any = Client().post("/api/v1/bundles", files, headers=headers)
    return Said(found.status_code, found.json(), raw=found.content)


def its_receipt() -> bytes:
    case = Despatch.objects.get()
    assert case.sent_act is not None
    lines = [
        {
            "digest": writing.item(case.sent_act, line).digest,
            "folios": line.folios,
            "number": f"E 2026/0004{n}",
            "state": "received",
        }
        for n, line in enumerate(case.lines.select_related("copy__document", "copy__thing").order_by("place"))
    ]
    return PEER.receipt(ours(), case.sent_act, lines)


def accepted(world: World) -> int:
    """What the other office announced, arrived, registered and accepted."""
    case = Incoming.objects.get().pk
    into = {"brought_by": "cabo Ruiz", "place": world.safe}
    world.do("pilar", "despatch.incoming.arrive", case, intact="true", seals="A-1, A-2", **into)
    arrival = Arrival.objects.get()
    world.do("pilar", "documents.arrive.open", arrival.pk, inner_intact="yes", folios=12)
    from_them = {"originator": "Oficina otra", "reference": "E 2026/00007", "no_envelope": ""}
    document = world.document(source=arrival.name, copies=1, folios=12, **from_them)
    world.do("carmen", "documents.arrive.finish", arrival.pk)
    world.do("carmen", "despatch.incoming.enter", case, line=1, document=document.code)
    world.do("carmen", "despatch.incoming.accept", case)
    return case


def test_the_bundle_of_a_despatch_leaves_and_its_receipt_closes_the_wait(paired: World, api: Api) -> None:
    case = sent(paired)
    made = taken(api, f"despatches/{case}")
    assert made.status == 200
    bundle.check(bundle.read(made.raw), sender=ours(), own=PEER.keys)
    entry = Entry.objects.filter(kind="act").latest("pk")
    assert (entry.procedure, entry.step, entry.case) == ("despatch.despatch", "bundle", case)
    assert hashlib.sha256(made.raw).hexdigest() in bytes(entry.body).decode()
    said = brought(api, its_receipt())
    assert (said.status, said.body["step"], said.body["stage"]) == (201, "receive_bundle", "received")
    assert Despatch.objects.get().stage == "received"


def test_a_bundle_is_brought_and_its_receipt_taken_out(paired: World, api: Api) -> None:
    said = brought(api, PEER.despatch(ours()))
    assert (said.status, said.body["procedure"], said.body["stage"]) == (201, "despatch.incoming", "announced")
    again = brought(api, PEER.despatch(ours()))
    assert (again.status, again.body["again"], again.body["act"]) == (200, True, said.body["act"])
    case = accepted(paired)
    made = taken(api, f"receipts/{case}")
    assert made.status == 200
    inside = bundle.unseal(bundle.read(made.raw), PEER.identity)
    assert [line["state"] for line in inside["lines"]] == ["received"]
    assert Incoming.objects.get().stage == "acknowledged"


def test_what_leaves_is_what_the_books_say_that_left(paired: World, api: Api) -> None:
    """A bundle is sealed anew each time it is written: the same key gives no second file that is on no record."""
    case = sent(paired)
    taken(api, f"despatches/{case}")
    said = taken(api, f"despatches/{case}")
    assert (said.status, said.reason, said.clause) == (409, "bundle-left-already", "4.6")
    assert Entry.objects.latest("pk").refusal == "bundle-left-already"
    assert taken(api, f"despatches/{case}", intent="two").status == 200


def test_a_file_has_a_name_that_says_nothing_of_what_is_inside(paired: World, api: Api) -> None:
    case = sent(paired)
    headers = api.headers("carmen") | {"Idempotency-Key": "one"}
    found = Client().post(f"/api/v1/bundles/despatches/{case}", headers=headers)
    assert found["Content-Type"] == "application/octet-stream"
    assert "attachment" in found["Content-Disposition"]
    assert "despatch-otra-" in found["Content-Disposition"]


def test_what_is_refused_is_refused_as_at_the_other_doors(paired: World, api: Api) -> None:
    case = prepared(paired)
    for path, by, reason in (
        (f"despatches/{case}", "carmen", "not-sent-yet"),
        (f"despatches/{case}", "rosa", "not-found"),
        ("despatches/99999", "carmen", "not-found"),
        ("despatches/99999999999999999999", "carmen", "not-found"),
        ("receipts/99999", "carmen", "not-found"),
    ):
        said = taken(api, path, by)
        assert (said.status >= 400, said.reason) == (True, reason), path
    brought(api, PEER.despatch(ours()))
    assert taken(api, f"receipts/{Incoming.objects.get().pk}").reason == "not-accepted-yet"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "bundle-not-one"), (b"x", "bundle-not-one"), (bytes(bundle.LARGEST + 10), "bundle-too-large"), (None, "bad-facts")],
)  # fmt: skip
def test_what_is_no_bundle(paired: World, api: Api, data: bytes | None, reason: str) -> None:
    api.ready("carmen")
    with unchanged(paired, attempts=int(data is not None)):
        said = brought(api, data)
    assert said.reason == reason
    assert said.body["why"]


def test_a_reader_learns_nothing_of_a_bundle(paired: World, api: Api) -> None:
    data = PEER.despatch(ours())
    api.ready("rosa")
    with unchanged(paired, attempts=1):
        assert brought(api, data, "rosa").reason == "not-your-role"


def test_without_a_key_of_its_own_nothing_leaves_or_comes(paired: World, api: Api) -> None:
    case = sent(paired)
    headers = api.headers("carmen")
    with unchanged(paired, attempts=0):
        for path in (f"/bundles/despatches/{case}", "/bundles/receipts/1"):
            assert list(api.send("post", path, headers).body["errors"]) == ["Idempotency-Key"]
        said = Client().post("/api/v1/bundles", {"file": SimpleUploadedFile("a", b"x")}, headers=headers)
    assert list(json.loads(said.content)["errors"]) == ["Idempotency-Key"]


def test_the_description_says_what_goes_in_and_what_comes_out() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    sent_in = paths["/api/v1/bundles"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert json.dumps(sent_in).count('"file"') >= 1
    for path in ("despatches", "receipts"):
        found = paths[f"/api/v1/bundles/{path}/{{case}}"]["post"]["responses"]["200"]["content"]
        assert list(found) == ["application/octet-stream"]
