# SPDX-License-Identifier: EUPL-1.2
"""Bundles and despatches at the browser: what is brought, what is taken away, what is shown to whom, and at what cost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.despatch import bundle, keys
from precinto.despatch.models import Despatch, Incoming
from precinto.ledger.models import Entry
from tests.despatch.conftest import PEER, prepared, sent
from tests.web.conftest import Pages
from tests.world import TITLE, World

BUDGET = 15


def ours() -> bundle.OfficeKeys:
    row = keys.card()
    assert row is not None
    return keys.own(row)


def test_a_bundle_is_brought_and_its_case_is_open(paired: World) -> None:
    answer = Pages("carmen").post("/paquetes/", {"file": SimpleUploadedFile("a.precinto", PEER.despatch(ours()))})
    case = Incoming.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/caso/despatch.incoming/{case.pk}/")
    page = Pages("carmen").get(answer["Location"]).content.decode()
    assert "Plano de aljibes" in page
    assert "E 2026/00007" in page


def test_a_bundle_that_was_altered_is_refused_with_its_clause(paired: World) -> None:
    data = bytearray(PEER.despatch(ours()))
    data[-1] ^= 1
    answer = Pages("carmen").post("/paquetes/", {"file": SimpleUploadedFile("a.precinto", bytes(data))})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "se alteró después de firmarlo" in page
    assert "4.6" in page
    assert not Incoming.objects.exists()
    assert Entry.objects.latest("pk").refusal == "bundle-altered"


@pytest.mark.parametrize("data", [b"", b"x", bytes(bundle.LARGEST + 10), b"PK\x03\x04" * 1000])
def test_what_is_no_bundle(paired: World, data: bytes) -> None:
    answer = Pages("carmen").post("/paquetes/", {"file": SimpleUploadedFile("a.precinto", data)})
    assert answer.status_code == 409
    assert not Incoming.objects.exists()


def test_the_bundle_of_a_despatch_is_taken_away(paired: World) -> None:
    case = sent(paired)
    assert f"/paquetes/envio/{case}/" in Pages("carmen").get("/paquetes/").content.decode()
    answer = Pages("carmen").post(f"/paquetes/envio/{case}/", {"intent": "one"})
    assert answer.status_code == 200
    bundle.check(bundle.read(answer.content), sender=ours(), own=PEER.keys)
    assert "filename" in answer["Content-Disposition"]
    assert Entry.objects.latest("pk").step == "bundle"


def test_the_card_is_for_whoever_has_a_post(paired: World) -> None:
    assert bundle.read_card(Pages("jaime").get("/paquetes/claves/").content.decode()) == ours()
    assert ours().fingerprint in Pages("sara").get("/ajustes/claves/").content.decode()
    for address in ("/paquetes/", "/paquetes/claves/", "/ajustes/claves/"):
        assert Pages("rosa").get(address).status_code == 404


def test_who_may_not_see_a_document_sees_its_number_at_most(paired: World) -> None:
    """1.2: a leader decides on a despatch without the title; a clerk who is not cleared sees no more."""
    case = prepared(paired)
    for who, shown in (("carmen", True), ("luis", False)):
        page = Pages(who).get(f"/caso/despatch.despatch/{case}/").content.decode()
        assert (TITLE in page) == shown
        assert "E 2026/" in page or "E 20" in page
    assert Pages("rosa").get(f"/caso/despatch.despatch/{case}/").status_code == 404


def test_a_title_that_is_announced_is_for_who_is_cleared(paired: World) -> None:
    answer = Pages("carmen").post("/paquetes/", {"file": SimpleUploadedFile("a", PEER.despatch(ours()))})
    paired.do("jaime", "personnel.clear.end", _clearance("pilar"), reason="prueba")
    paired.do("jaime", "personnel.clear.grant", person="pilar", level="DL", since="hoy", until="+300", granted_by="ONS")
    assert "Plano de aljibes" in Pages("carmen").get(answer["Location"]).content.decode()
    page = Pages("pilar").get(answer["Location"])
    assert page.status_code == 200
    assert "Plano de aljibes" not in page.content.decode()


def _clearance(login: str) -> int:
    from precinto.access.models import Clearance

    return int(Clearance.objects.get(person__account__login=login, stage="in_force").pk)


def test_a_line_leads_to_the_page_of_registering_begun(paired: World) -> None:
    answer = Pages("carmen").post("/paquetes/", {"file": SimpleUploadedFile("a", PEER.despatch(ours()))})
    case = Incoming.objects.get()
    paired.do(
        "pilar",
        "despatch.incoming.arrive",
        case.pk,
        intact="true",
        seals="A-1, A-2",
        brought_by="cabo Ruiz",
        place=paired.safe,
    )
    page = Pages("carmen").get(answer["Location"]).content.decode()
    start = page.index("/acto/documents.register/register/?")
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    form = Pages("carmen").get(address).content.decode()
    assert "Plano de aljibes" in form


@pytest.mark.parametrize("who", ["carmen", "luis", "ines"])
def test_pages_cost_the_same_with_more_lines(paired: World, who: str) -> None:
    codes = [paired.copy(paired.document(title=f"Papel {n}"), 1) for n in range(6)]
    case = paired.do("carmen", "despatch.despatch.prepare", correspondent="OTRA", channel="VAL", copies=codes).case.pk
    counts = "\n".join(f"{code} 12" for code in codes)
    paired.do("carmen", "despatch.despatch.pack", case, counts=counts, covers="double")
    lines = [{"code": f"CE26000{n:02}001Q", "title": f"Plano {n}"} for n in range(6)]
    Pages("carmen").post("/paquetes/", {"file": SimpleUploadedFile("a", PEER.despatch(ours(), lines=lines))})
    other = Incoming.objects.get().pk
    page = Pages(who)
    for address in (
        f"/caso/despatch.despatch/{case}/", f"/caso/despatch.incoming/{other}/", "/paquetes/", "/caso/despatch.correspondent/1/",
        "/casos/despatch.despatch/", "/casos/despatch.channel/", "/casos/despatch.incoming/", "/ajustes/claves/",
    ):  # fmt: skip
        page.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert page.get(address).status_code in (200, 404), address
        assert len(asked) <= BUDGET, (address, [one["sql"][:120] for one in asked])


def test_a_despatch_is_told_to_whoever_has_to_act(paired: World) -> None:
    case = sent(paired)
    assert Despatch.objects.get(pk=case).due is not None
    assert f"/caso/despatch.despatch/{case}/" in Pages("carmen").get("/").content.decode()
