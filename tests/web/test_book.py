# SPDX-License-Identifier: EUPL-1.2
"""The book's page: proofs to take away, the checkpoint, the verifier, and a seal that can be broken only for show."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.office.models import Office
from precinto.web import seal_demo
from tests.web.conftest import Pages
from tests.world import World

Open = Callable[[str], Pages]


@pytest.fixture
def log(world: World) -> None:
    """The signer's memory is a file: what another test signed is no book of this office's."""
    checkpoint.memory().unlink(missing_ok=True)
    if checkpoint.epoch() is None:
        checkpoint.open_epoch("Oficina de prueba")


def test_the_receipt_of_ones_own_act_can_be_taken_away(world: World, pages: Open, log: None) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    act = Entry.objects.get(procedure="documents.lend", case=loan.pk).act
    answer = pages("rosa").get(f"/recibo/{act}/")
    assert answer.content.startswith(b"c2sp.org/tlog-proof@v1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert pages("diego").get(f"/recibo/{act}/").status_code == 404


def test_looking_signs_nothing_and_the_button_signs(world: World, pages: Open, log: None) -> None:
    ines = pages("ines")
    assert ines.get("/libro/").context["checkpoint"] is None
    assert ines.post("/libro/firmar/").status_code == 303
    page = ines.get("/libro/")
    assert page.context["checkpoint"].size == world.entries()
    assert checkpoint.fingerprint() in page.content.decode()
    picture = ines.get("/libro/punto.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert ines.get("/libro/punto.txt").content.decode() == page.context["checkpoint"].note


def test_the_export_is_for_those_who_oversee(world: World, pages: Open, log: None) -> None:
    assert pages("carmen").post("/libro/exportar/").status_code == 403
    answer = pages("ines").post("/libro/exportar/")
    with zipfile.ZipFile(BytesIO(answer.getvalue())) as archive:
        assert "book/checkpoint" in archive.namelist()


def test_a_whole_book_is_found_whole(world: World, pages: Open, log: None) -> None:
    answer = pages("rosa").post("/libro/verificar/")
    assert answer.status_code == 200
    assert answer.context["findings"] == []


def test_a_note_kept_outside_tells_a_book_rolled_back(world: World, pages: Open, log: None) -> None:
    kept = checkpoint.current().note
    forged = kept.replace(f"\n{world.entries()}\n", f"\n{world.entries() + 5}\n")
    assert pages("ines").post("/libro/verificar/", {"retained": kept}).context["findings"] == []
    assert pages("ines").post("/libro/verificar/", {"retained": forged}).context["findings"]


def test_the_broken_seal_is_seen_and_can_be_put_right(world: World, pages: Open, log: None) -> None:
    world.loan(world.copy(world.document()), stage="lent")
    carmen = pages("carmen")
    broken = carmen.post("/libro/romper/")
    assert broken.context["findings"]
    assert "UPDATE custody_thing" in broken.content.decode()
    assert carmen.post("/libro/reparar/").context["findings"] == []
    assert seal_demo.broken() is None


def test_outside_a_demonstration_there_is_no_such_button(world: World, pages: Open, log: None) -> None:
    from precinto.web import standing

    here = Office.objects.get()
    real = Office(pk=here.pk, name=here.name, scheme=here.scheme, language=here.language, stage=here.stage, demo=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("precinto.office.schemes.office", lambda: real)
        patch.setattr(standing, "_kept", None)
        carmen = pages("carmen")
        assert "/libro/romper/" not in carmen.get("/libro/").content.decode()
        assert carmen.post("/libro/romper/").status_code == 404
    standing._kept = None
