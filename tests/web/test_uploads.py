# SPDX-License-Identifier: EUPL-1.2
"""A file of codes, as a batch scanner writes it, does what the same codes do when they are typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from precinto.access.models import Person
from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.ledger.models import Entry
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]


@pytest.fixture
def copies(world: World) -> list[str]:
    document = world.document(copies=3)
    return [world.copy(document, number) for number in (1, 2, 3)]


def listed(*rows: str, name: str = "codigos.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join(rows).encode("utf-8-sig"), content_type="text/csv")


def another_safe(world: World) -> str:
    act = world.do("jaime", "office.place.open", name="Armario 2", kind="safe", level="S")
    return str(act.case.code)  # type: ignore[attr-defined]


def test_at_the_counter(world: World, pages: Open, copies: list[str]) -> None:
    for code in copies:
        world.loan(code, stage="approved")
    badge = Person.objects.get(account__login="rosa").code
    file = listed("código;hora", f"{badge};9:14", f'"{codes.pretty(copies[0])}";9:15', f"{copies[1]}\t9:15")
    page = pages("carmen").post("/mostrador/", {"do": "read", "list": file}).content.decode()
    assert page.count("line-ready") == 2
    assert "Rosa Lagos" in page


def test_in_the_form_of_a_step_beside_what_is_typed(world: World, pages: Open, copies: list[str]) -> None:
    safe = another_safe(world)
    sent = {
        "_intent": "con-fichero",
        "things": copies[0],
        "things-file": listed(*copies[1:]),
        "place": safe,
        "reason": "orden",
    }
    answer = pages("carmen").post("/acto/documents.relocate/move/", sent)
    assert answer.status_code == 303, answer.content.decode()
    assert Thing.objects.filter(code__in=copies, place__code=safe).count() == 3


def test_the_form_can_carry_a_file(world: World, pages: Open, copies: list[str]) -> None:
    page = pages("carmen").get("/acto/documents.relocate/move/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'name="things-file"' in page


@pytest.mark.parametrize("content", [b"\xff\xfe\x00binary", b"A" * (512 * 1024 + 1)])
def test_what_is_no_list_is_said_and_nothing_is_done(
    world: World, pages: Open, copies: list[str], content: bytes
) -> None:
    acts = Entry.objects.filter(kind="act").count()
    file = SimpleUploadedFile("foto.txt", content)
    carmen = pages("carmen")
    told = carmen.post("/mostrador/", {"do": "read", "list": file}).content.decode()
    assert "no es una lista de códigos" in told
    file.seek(0)
    sent = {"_intent": "dañado", "things": copies[0], "things-file": file, "place": world.safe, "reason": "orden"}
    answer = carmen.post("/acto/documents.relocate/move/", sent)
    assert answer.status_code == 409
    assert "no es una lista de códigos" in answer.content.decode()
    assert copies[0] in answer.content.decode(), "what was typed is still there"
    assert Entry.objects.filter(kind="act").count() == acts
