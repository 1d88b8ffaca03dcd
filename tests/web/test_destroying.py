# SPDX-License-Identifier: EUPL-1.2
"""Destruction as it is seen: the case page with its lines, the register with its certificate, and the papers that are signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Person
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents.destroying.models import Batch, Emergency, Plan
from precinto.documents.destroying.queries import live_lines, remaining
from precinto.documents.models import Discrepancy, Document
from precinto.documents.printing import sheets
from precinto.office.models import PrintedForm
from precinto.records.clock import today
from precinto.records.errors import ConditionFailed, NotFound
from tests.web.conftest import Pages
from tests.world import TITLE, World

pytestmark = pytest.mark.database

Open = Callable[[str], Pages]
MOST = 15
ORIGINATOR = "Estado Mayor de pruebas"


def counts(batch: Batch) -> str:
    return "\n".join(f"{line.thing.code} {line.pieces}" for line in live_lines(batch))


def a_batch(world: World, document: Document, *, as_far_as: str, witness: str = "ines") -> Batch:
    """A batch of both copies of a document, taken as far as a stage."""
    things = [world.copy(document, 1), world.copy(document, 2)]
    reason = "sin vigencia desde enero"
    case = world.do(
        "carmen", "documents.destroy.propose", things=things, reason=reason, authorisation="orden 3/2026"
    ).case
    batch = Batch.objects.get(pk=case.pk)
    body = world.authority
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("carmen", "list", {"counts": counts(batch)}),
        ("luis", "sign", {}),
        ("pilar", "seal", {"counts": counts(batch), "seal": "PR-7", "place": world.safe}),
        ("pilar", "deliver",
         {"body": body, "receiver": "E. Soler", "receipt": "R-9", "seal": "PR-7", "items": 2, "pieces": 24}),
        ("pilar", "carry_out",
         {"counts": counts(batch), "seal": "PR-7", "method": "incineración", "where": "horno 2", "witness": witness}),
        (witness, "witness", {}),
        ("carmen", "certify", {"authority": "AD-44", "authority_on": "hoy"}),
    ]  # fmt: skip
    for who, step, facts in steps:
        if Batch.objects.get(pk=batch.pk).stage == as_far_as:
            break
        world.do(who, f"documents.destroy.{step}", batch.pk, **facts)
    return Batch.objects.get(pk=batch.pk)


@pytest.fixture
def document(world: World) -> Document:
    return world.document(originator=ORIGINATOR, reference="EM/7")


def said(browser: Pages, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def paper(world: World, form: str, target: str, *, by: str = "carmen") -> str:
    case = world.do(by, "office.form.print", form=form, target=target).case
    person = Person.objects.get(account__login=by)
    pdf = sheets.pdf(PrintedForm.objects.get(pk=case.pk), subject(person, today()))
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


# ---- pages


def test_a_leader_signs_lines_that_he_does_not_read(world: World, pages: Open, document: Document) -> None:
    batch = a_batch(world, document, as_far_as="listed")
    code = codes.pretty(world.copy(document))
    clerk, leader = (said(pages(who), f"/caso/documents.destroy/{batch.pk}/") for who in ("carmen", "luis"))
    assert code in clerk
    assert clerk.count("sin vigencia desde enero") > leader.count("sin vigencia desde enero")
    assert code in leader
    assert "orden 3/2026" in clerk
    assert "orden 3/2026" not in leader
    assert TITLE not in leader


def test_the_register_says_destroyed_with_its_certificate(world: World, pages: Open, document: Document) -> None:
    a_batch(world, document, as_far_as="certified")
    page = said(pages("carmen"), f"/registro/{document.pk}/")
    assert "Destruido" in page
    assert "/0001" in page
    assert f"/acto/documents.lend/request/?copy={world.copy(document)}" not in page


def test_who_has_no_part_in_it_sees_no_batch(world: World, pages: Open, document: Document) -> None:
    batch = a_batch(world, document, as_far_as="carried_out")
    assert pages("rosa").get(f"/caso/documents.destroy/{batch.pk}/").status_code == 404
    assert pages("vera").get(f"/caso/documents.destroy/{batch.pk}/").status_code == 404
    assert "PR-7" in said(pages("ines"), f"/caso/documents.destroy/{batch.pk}/")


def everything(world: World) -> list[str]:
    """One case of each kind, with lines, and their addresses."""
    safe = Place.objects.get(kind=PlaceKind.SAFE)
    batch = a_batch(world, world.document(originator=ORIGINATOR), as_far_as="certified")
    other = a_batch(world, world.document(), as_far_as="listed")
    hold = world.do(
        "jaime", "documents.hold.place", document=world.document().code, reason="juicio", reference="DP 1"
    ).case
    bag = world.do("carmen", "documents.waste.open", level="C", place=safe.code).case
    for n in range(3):
        facts = {"kind": "draft", "pages": 3 + n, "level": "C", "origin": "borrador"}
        world.do("carmen", "documents.waste.put_in", bag.pk, **facts)
    sweep = world.do("carmen", "documents.sweep.set_up").case
    order = "\n".join(f"{p.code}; horno; guardia" for p in Place.objects.filter(kind__in=("safe", "counter")))
    plan = world.do("jaime", "documents.emergency_plan.draft", order=order).case
    return [
        f"/caso/documents.destroy/{batch.pk}/",
        f"/caso/documents.destroy/{other.pk}/",
        f"/caso/documents.hold/{hold.pk}/",
        f"/caso/documents.waste/{bag.pk}/",
        f"/caso/documents.sweep/{sweep.pk}/",
        f"/caso/documents.emergency_plan/{plan.pk}/",
        "/acto/documents.destroy/propose/",
        "/acto/documents.emergency/declare/",
        "/acto/documents.emergency_plan/draft/",
    ]


def test_every_page_keeps_to_its_budget(world: World, pages: Open) -> None:
    addresses = everything(world)
    world.document(copies=6)
    browser = pages("carmen")
    emergency = world.do("pilar", "documents.emergency.declare", place=world.safe, reason="asalto").case
    addresses.append(f"/caso/documents.emergency/{emergency.pk}/")
    over = {}
    for address in addresses:
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(address)
        assert answer.status_code == 200, address
        if len(asked) > MOST:
            over[address] = len(asked)
    assert not over


def test_an_emergency_is_one_form_away(world: World, pages: Open, document: Document) -> None:
    browser = pages("carmen")
    form = said(browser, "/acto/documents.emergency/declare/")
    assert 'name="reason"' in form
    assert 'name="everything"' in form


# ---- papers


def test_the_papers_of_a_batch_say_what_was_done(world: World, document: Document) -> None:
    batch = a_batch(world, document, as_far_as="certified")
    key = str(batch.pk)
    code = codes.pretty(world.copy(document))
    said_of: dict[str, str] = {}
    for form in ("destruction-list", "destruction-sealing", "destruction-delivery", "destruction-certificate"):
        text = said_of[form] = paper(world, form, key)
        assert batch.name in text, form
        assert "1.6" in text
        if form != "destruction-delivery":
            assert code in text.replace("\r\n", "").replace("\n", ""), form
    assert "PR-7" in said_of["destruction-delivery"]
    certificate = said_of["destruction-certificate"]
    for words in ("/0001", "incineración", "AD-44", "Inés Marín", "Pilar Soto", "Luis Prado"):
        assert words in certificate, words


def test_the_leader_authorises_a_body_on_its_page_and_the_form_offers_it(world: World, pages: Open) -> None:
    opened = world.do("jaime", "office.place.open", name="Horno municipal", kind="body", level="S").case
    batch = a_batch(world, world.document(), as_far_as="sealed")
    code = Place.objects.get(pk=opened.pk).code

    def offered() -> str:
        return pages("pilar").get(f"/caso/documents.destroy/{batch.pk}/").content.decode()

    assert f'value="{world.authority}"' in offered()
    assert f'value="{code}"' not in offered()
    leader = pages("luis")
    assert f"/caso/office.place/{opened.pk}/" in leader.get("/ajustes/lugares/").content.decode()
    assert (
        f"/caso/office.place/{opened.pk}/authorise/" in leader.get(f"/caso/office.place/{opened.pk}/").content.decode()
    )
    world.do("luis", "office.place.authorise", opened.pk, level="R", reference="of. 8/2026")
    assert f'value="{code}"' in offered()


def test_an_authority_is_told_of_its_own_documents_alone(world: World) -> None:
    one, two = world.document(originator=ORIGINATOR, copies=1), world.document(originator="Otro organismo", copies=1)
    things = [world.copy(one), world.copy(two)]
    case = world.do("carmen", "documents.destroy.propose", things=things, reason="sin vigencia").case
    batch = Batch.objects.get(pk=case.pk)
    body = world.authority
    world.do("carmen", "documents.destroy.list", batch.pk, counts=counts(batch))
    world.do("luis", "documents.destroy.sign", batch.pk)
    world.do("pilar", "documents.destroy.seal", batch.pk, counts=counts(batch), seal="P", place=world.safe)
    world.do(
        "pilar",
        "documents.destroy.deliver",
        batch.pk,
        body=body,
        receiver="E",
        receipt="R",
        seal="P",
        items=2,
        pieces=24,
    )
    world.do(
        "pilar", "documents.destroy.carry_out", batch.pk,
        counts=counts(batch), seal="P", method="m", where="w", witness="ines",
    )  # fmt: skip
    world.do("ines", "documents.destroy.witness", batch.pk)
    world.do("carmen", "documents.destroy.certify", batch.pk, authority="AD", authority_on="hoy")
    told = paper(world, "destruction-notice", f"{batch.pk}/1")
    assert ORIGINATOR in told
    assert one.full_number in told
    assert two.full_number not in told
    assert "Otro organismo" not in told
    with pytest.raises(ConditionFailed) as refused:
        world.do("carmen", "documents.destroy.close", batch.pk)
    assert refused.value.facts["n"] == 2
    paper(world, "destruction-notice", f"{batch.pk}/2")
    world.do("carmen", "documents.destroy.close", batch.pk)


def test_a_paper_of_what_one_may_not_see_is_not_there(world: World, document: Document) -> None:
    batch = a_batch(world, document, as_far_as="signed")
    for form, target in (
        ("destruction-list", str(batch.pk)),
        ("destruction-list", "99"),
        ("destruction-notice", f"{batch.pk}/9"),
    ):
        with pytest.raises(NotFound):
            world.do("luis" if target == str(batch.pk) else "carmen", "office.form.print", form=form, target=target)


def test_a_list_that_was_printed_stays_what_it_was(world: World, document: Document) -> None:
    batch = a_batch(world, document, as_far_as="listed")
    case = world.do("carmen", "office.form.print", form="destruction-list", target=str(batch.pk)).case
    second = world.copy(document, 2)
    world.do("carmen", "documents.destroy.reopen", batch.pk, reason="falta uno")
    world.do("carmen", "documents.destroy.drop", batch.pk, things=[second], reason="hace falta")
    person = Person.objects.get(account__login="carmen")
    pdf = sheets.pdf(PrintedForm.objects.get(pk=case.pk), subject(person, today()))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert codes.pretty(second) in text.replace("\r\n", "").replace("\n", "")


def test_the_emergency_plan_has_its_order(world: World) -> None:
    order = "\n".join(
        f"{place.code}; horno {n}; guardia {n}"
        for n, place in enumerate(Place.objects.filter(kind__in=("safe", "counter")).order_by("-pk"), start=1)
    )
    case = world.do("jaime", "documents.emergency_plan.draft", order=order).case
    world.do("luis", "documents.emergency_plan.approve", case.pk)
    text = paper(world, "emergency-plan", str(case.pk))
    assert text.index("horno 1") < text.index("horno 2")
    assert Plan.objects.get().name in text
    assert "Luis Prado" in text


def test_the_record_of_an_emergency_lists_what_is_to_be_gone_through(world: World, document: Document) -> None:
    case = world.do("pilar", "documents.emergency.declare", place=world.safe, reason="asalto", method="horno").case
    text = paper(world, "emergency-record", str(case.pk))
    for thing in remaining(Emergency.objects.get(pk=case.pk)):
        assert codes.pretty(thing.code) in text.replace("\r\n", "").replace("\n", "")
    assert "asalto" in text


# ---- what stands behind the pages


def test_what_was_not_there_is_missing_with_a_discrepancy(world: World, document: Document) -> None:
    batch = a_batch(world, document, as_far_as="proposed")
    code = world.copy(document)
    world.do("carmen", "documents.destroy.drop", batch.pk, things=[code], reason="no está", found=0)
    thing = Thing.objects.get(code=code)
    assert thing.place is not None
    assert thing.place.kind == "missing"
    apart = Discrepancy.objects.get()
    assert (apart.copy.thing.code, apart.expected, apart.found, apart.stage) == (code, 12, 0, "open")


def test_numbers_of_batches_have_no_gap(world: World, document: Document) -> None:
    world.do("carmen", "documents.destroy.propose", reason="sin vigencia")
    world.do("jaime", "documents.hold.place", document=document.code, reason="juicio", reference="DP 1")
    with pytest.raises(ConditionFailed):
        world.do("carmen", "documents.destroy.propose", reason="sin vigencia", things=[world.copy(document)])
    world.do("carmen", "documents.destroy.propose", reason="sin vigencia")
    assert [batch.name.partition("/")[2] for batch in Batch.objects.order_by("pk")] == ["001", "002"]
