# SPDX-License-Identifier: EUPL-1.2
"""Printed forms: what stands on them, what must never stand on them, and that a number always names the same paper.

Long, because every form goes through every rule, and the rules are read best in one place.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import typst
import zxingcpp
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from precinto.access.models import Person
from precinto.custody import codes
from precinto.documents.models import Document
from precinto.documents.printing import render, sheets
from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.procedures.model import Actor
from precinto.records.clock import now
from precinto.records.errors import ConditionFailed, NotFound, NotYourRole, Refused
from precinto.web import printing
from tests.world import PASSWORD, TITLE, World

pytestmark = pytest.mark.urls("precinto.web.printing")

LEVELS = ("SECRETO", "RESERVADO", "CONFIDENCIAL", "DIFUSI")
ORIGINATOR = "Estado Mayor de pruebas"
DPI = 150
HOSTILE = {
    "markup": '#import "x" $ */ ]#{panic()} `a` _b_ @c <d> \\u{41} // //* = E',
    "hebrew": "שלום עולם",
    "arabic": "تقرير سري",
    "chinese and a picture": "机密文件 🗂 fin",
    "overridden direction": "abc \u202egnp.exe",
    "one long word": "A" * 500,
    "marks upon marks": "e" + "\u0301" * 200,
}


# ---- the door, as a person at a browser meets it


def asked(world: World, login: str, method: str, path: str, data: dict[str, Any]) -> Any:
    request: Any = getattr(RequestFactory(), method)(path, data)
    request.officer = world.officer(login, door="page")
    request.actor = Actor(request.officer, now())
    return request


def post(world: World, form: str, target: str = "", *, by: str = "carmen", **more: Any) -> PrintedForm:
    """Print by the door. Returns what was printed."""
    request = asked(world, by, "post", "/", {"target": target, **more})
    response = printing.print_form(request, form)
    assert response.status_code == 303
    return paper_at(response)


def paper_at(response: HttpResponse) -> PrintedForm:
    found = re.fullmatch(r"/?impresos/numero/([A-Z0-9-]+)/(\?start=\d+)?", response.headers["Location"])
    assert found is not None
    known = codes.parse(found[1])
    assert known is not None
    return PrintedForm.objects.get(code=known.text)


def get(world: World, paper: PrintedForm | str, *, by: str = "carmen", **query: Any) -> bytes:
    code = paper if isinstance(paper, str) else paper.code
    response = printing.printed(asked(world, by, "get", "/", query), code)
    assert response.headers["Content-Type"] == "application/pdf"
    return bytes(response.content)


def again(world: World, paper: PrintedForm, *, by: str = "carmen") -> PrintedForm:
    return paper_at(printing.print_again(asked(world, by, "post", "/", {}), codes.pretty(paper.code)))


def refusal(call: Any) -> tuple[type, str, str, dict[str, Any]]:
    with pytest.raises(Refused) as caught:
        call()
    error = caught.value
    return type(error), error.reason, error.clause, error.facts


# ---- reading the paper


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def pages_of(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def codes_on(pdf: bytes) -> list[list[Any]]:
    """What a scanner reads on each page, from a raster of 150 dots an inch."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        bitmap = page.render(scale=DPI / 72, grayscale=True)
        rows = bytes(bitmap.buffer)
        packed = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
        picture = memoryview(packed).cast("B", shape=[bitmap.height, bitmap.width])
        found.append(zxingcpp.read_barcodes(picture))
    return found


def texts(pdf: bytes) -> set[tuple[str, str]]:
    return {(str(code.symbology), code.text) for page in codes_on(pdf) for code in page}


# ---- an office in which everything that a form documents has happened


@pytest.fixture
def document(world: World) -> Document:
    return world.document(level="R", scope="rosa\nunit SEC until +30", originator=ORIGINATOR, reference="EM/7")


def every_form(world: World, document: Document) -> dict[str, PrintedForm]:
    copy = world.copy(document)
    loan = world.loan(copy, stage="returned")
    lent = Entry.objects.filter(procedure="documents.lend", case=loan.pk, step="hand_over", kind="act").get()
    world.do("carmen", "documents.lend.settle", loan.pk)
    badge = Person.objects.get(account__login="rosa").code
    targets = {
        "entry": document.code, "cover": copy, "label": document.code, "receipt": str(lent.act), "loan": str(loan.pk),
        "settlement": str(loan.pk), "control": copy, "readers": document.code, "checkpoint": "", "badge": badge,
    }  # fmt: skip
    return {form: post(world, form, target) for form, target in targets.items()}


def test_every_form_prints_in_both_languages_with_its_number_and_its_place_in_the_ledger(
    world: World, document: Document
) -> None:
    papers = every_form(world, document)
    assert set(papers) == {name for name, form in sheets.FORMS.items() if form.title is None}
    for form, paper in papers.items():
        spanish, english = get(world, paper), get(world, paper, lang="en")
        printed = Entry.objects.get(procedure="office.form", case=paper.pk, step="print", kind="act")
        head = checkpoint.at(printed.leaf.index + 1)
        for said in (text_of(spanish), text_of(english)):
            assert codes.pretty(paper.code)[:-2] in said
            assert re.search(rf"{head.size}\D+{bytes(head.root).hex()[:16]}", said), form
            assert sheets.FORMS[form].clause in said
            if paper.about:
                about = Entry.objects.get(act=paper.about).leaf.index
                assert re.search(rf"(Asiento del libro|as\.|Ledger entry|entry) {about} ", said), form
        assert spanish != english
        assert b"pdfaid" in spanish
        assert b"pdfuaid" in spanish


def test_codes_are_read_from_a_raster_and_hold_neither_level_nor_subject(world: World, document: Document) -> None:
    copy = world.copy(document)
    badge = Person.objects.get(account__login="rosa").code
    for form, paper in every_form(world, document).items():
        pdf = get(world, paper)
        read = texts(pdf)
        inside = {text for _kind, text in read}
        assert inside, form
        for text in inside:
            assert not any(level in text.upper() for level in (*LEVELS, TITLE.upper(), ORIGINATOR.upper()))
        if form == "label":
            wanted = {world.copy(document, n) for n in (1, 2)}
        elif form == "badge":
            wanted = {badge}
        else:
            wanted = {paper.code}
        assert wanted <= inside, form
        if form in ("label", "badge"):
            assert {("QRCode", code) for code in wanted} | {("Code128", code) for code in wanted} <= {
                (kind.replace(" ", ""), text) for kind, text in read
            }
        if form == "cover":
            assert copy in inside
        if form == "checkpoint":
            note = checkpoint.at(int(paper.target)).note
            assert note in inside
            assert re.sub(r"\s", "", note) in re.sub(r"\s", "", text_of(pdf))
            assert re.sub(r"\s", "", checkpoint.fingerprint()) in re.sub(r"\s", "", text_of(pdf))


def test_a_label_and_a_receipt_say_nothing_of_what_they_are_for(world: World, document: Document) -> None:
    papers = every_form(world, document)
    for form in ("label", "receipt", "badge"):
        said = text_of(get(world, papers[form])).upper()
        for word in (*LEVELS, TITLE.upper(), ORIGINATOR.upper(), "EM/7"):
            assert word not in said, (form, word)


def test_the_marking_stands_at_the_top_and_the_bottom_of_every_page(world: World) -> None:
    document = world.document(level="R", copies=60)
    pdf = get(world, post(world, "entry", document.code))
    assert pages_of(pdf) > 1
    for page in pypdfium2.PdfDocument(pdf):
        height, whole = page.get_height(), page.get_textpage()
        top = whole.get_text_bounded(bottom=height * 0.9)
        bottom = whole.get_text_bounded(top=height * 0.1)
        assert "RESERVADO" in top
        assert "RESERVADO" in bottom


# ---- printing is an act


def test_numbers_have_no_gap(world: World, document: Document) -> None:
    first = post(world, "entry", document.code)
    with pytest.raises(NotFound):
        post(world, "entry", "E 2026/09999")
    loan = world.loan(world.copy(document), stage="asked")
    with pytest.raises(ConditionFailed, match="nothing-to-print"):
        post(world, "loan", str(loan.pk))
    second = post(world, "cover", world.copy(document))
    assert (first.number, second.number) == (1, 2)
    assert list(PrintedForm.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_same_paper_printed_again_is_a_duplicate_and_says_so(world: World, document: Document) -> None:
    paper = post(world, "control", world.copy(document))
    first = get(world, paper)
    assert "DUPLICADO" not in text_of(first)
    assert post(world, "control", world.copy(document)) == paper
    assert "DUPLICADO 1" in text_of(get(world, paper))
    again(world, paper, by="jaime")
    said = text_of(get(world, paper))
    assert "DUPLICADO 2" in said
    assert "Jaime Ruiz" in said
    assert PrintedForm.objects.count() == 1


def test_after_a_new_act_it_is_another_paper(world: World, document: Document) -> None:
    copy = world.copy(document)
    before = post(world, "control", copy)
    world.loan(copy)
    after = post(world, "control", copy)
    assert (before.number, after.number) == (1, 2)
    assert "Rosa Lagos" not in text_of(get(world, before))
    assert "Rosa Lagos" in text_of(get(world, after))


def test_looking_changes_nothing_and_gives_the_same_bytes(world: World, document: Document) -> None:
    for paper in every_form(world, document).values():
        before, entries = world.dump(), world.entries()
        assert get(world, paper) == get(world, paper)
        assert (world.dump(), world.entries()) == (before, entries)


def test_a_number_names_the_same_paper_whatever_happens_later(world: World, document: Document) -> None:
    papers = {form: p for form, p in every_form(world, document).items() if form != "badge"}
    before = {form: get(world, paper) for form, paper in papers.items()}
    corrected = {"title": "Otro asunto", "originator": "Otro", "reason": "errata"}
    world.do("carmen", "documents.register.correct", document.pk, **corrected)
    grant = document.scope.order_by("pk").first()
    world.do("carmen", "documents.scope.withdraw", grant, reason="ya no")
    round_ = world.do("carmen", "documents.circulate.open", copy=world.copy(document), readers=["vera"], due="+5").case
    world.do("carmen", "documents.circulate.give", round_.pk, folios=12)
    for form, paper in papers.items():
        assert get(world, paper) == before[form], form
    assert "Otro asunto" in text_of(get(world, post(world, "entry", document.code)))
    assert "Vera Campo" in text_of(get(world, post(world, "readers", document.code)))


def test_what_was_forgotten_does_not_come_back_on_an_old_number(world: World, document: Document) -> None:
    paper = post(world, "entry", document.code)
    assert TITLE in text_of(get(world, paper))
    order = world.do(
        "carmen", "office.redact.ask", target=f"documents.document/{document.pk}/title", reason="secreto escrito"
    ).case
    world.do("jaime", "office.redact.forget", order.pk)
    assert TITLE not in text_of(get(world, paper))
    world.do("carmen", "documents.register.correct", document.pk, title="Nuevo", reason="errata")
    assert TITLE not in text_of(get(world, paper))


def test_a_slip_and_a_settlement_document_their_own_half_of_the_loan(world: World, document: Document) -> None:
    loan = world.loan(world.copy(document), stage="lent")
    slip = post(world, "loan", str(loan.pk))
    world.do("carmen", "documents.lend.take_back", loan.pk, folios=12, place=world.safe)
    first = post(world, "settlement", str(loan.pk))
    world.sign("rosa")
    world.do("carmen", "documents.lend.settle", loan.pk)
    second = post(world, "settlement", str(loan.pk))
    assert post(world, "loan", str(loan.pk)) == slip
    assert first.number != second.number
    assert "pendiente de liquidar" in text_of(get(world, first))
    assert "queda liquidado" in text_of(get(world, second))


def test_both_bodies_of_a_slip_stand_on_one_sheet(world: World, document: Document) -> None:
    copy = world.copy(document)
    loan = world.do("rosa", "documents.lend.request", copy=copy, reason="x " * 150, place_of_use="y " * 100).case
    world.do("luis", "documents.lend.approve", loan.pk)
    assert pages_of(get(world, post(world, "loan", str(loan.pk)))) == 1


def test_a_double_click_prints_once(world: World, document: Document) -> None:
    one = post(world, "entry", document.code, intent="same")
    two = post(world, "entry", document.code, intent="same")
    assert (one.pk, two.prints) == (two.pk, 1)


# ---- who may not see it


def test_who_may_not_see_it_gets_the_answer_of_nothing_there(world: World, document: Document) -> None:
    """Luis leads, and so may print; but this document is not in his scope."""
    paper = post(world, "readers", document.code)
    copy = world.copy(document)
    loan = world.loan(copy)
    handed = str(Entry.objects.filter(procedure="documents.lend", step="hand_over", kind="act").get().act)
    state = world.dump()
    there = {
        "entry": document.code, "cover": copy, "label": copy, "control": copy, "readers": document.code,
        "loan": str(loan.pk), "receipt": handed,
    }  # fmt: skip
    not_there = {
        "entry": "NE2699999", "cover": "CE26999990010", "label": "CE26999990010", "control": "CE26999990010",
        "readers": "E 2026/99999", "loan": "99999", "receipt": "99999",
    }  # fmt: skip
    for form, target in there.items():
        hidden = refusal(lambda f=form, t=target: post(world, f, t, by="luis"))
        absent = refusal(lambda f=form, t=not_there[form]: post(world, f, t, by="luis"))
        assert hidden == absent == (NotFound, "not-found", "1.2", {})
    assert world.dump() == state
    for login in ("luis", "diego"):
        hidden = refusal(lambda who=login: get(world, paper, by=who))
        absent = refusal(lambda who=login: get(world, codes.make("R", year=2026, number=9), by=who))
        assert hidden == absent == (NotFound, "not-found", "1.2", {})
    assert refusal(lambda: again(world, paper, by="luis"))[0] is NotFound


def test_a_reader_prints_nothing(world: World, document: Document) -> None:
    paper = post(world, "readers", document.code)
    assert refusal(lambda: post(world, "readers", document.code, by="rosa"))[0] is NotFound
    assert refusal(lambda: get(world, paper, by="rosa"))[0] is NotYourRole
    assert refusal(lambda: again(world, paper, by="rosa"))[0] is NotFound
    assert PrintedForm.objects.get(pk=paper.pk).prints == 1


def test_no_door_prints_what_is_no_form_or_names_a_strange_act(world: World, document: Document) -> None:
    other = world.document()
    strange = Entry.objects.filter(procedure="documents.register", case=other.pk).values_list("act", flat=True).get()
    wrong: list[dict[str, Any]] = [
        {"form": "nothing", "target": document.code},
        {"form": "entry", "target": document.code, "about": str(strange)},
        {"form": "entry", "target": "-"},
    ]
    for facts in wrong:
        with pytest.raises(NotFound):
            world.do("carmen", "office.form.print", **facts)
    assert not PrintedForm.objects.exists()


def test_a_receipt_is_of_one_person(world: World, document: Document) -> None:
    one = world.loan(world.copy(document, 1), to="rosa")
    two = world.loan(world.copy(document, 2), to="vera")
    acts = [
        str(Entry.objects.get(procedure="documents.lend", case=loan.pk, step="hand_over", kind="act").act)
        for loan in (one, two)
    ]
    with pytest.raises(NotFound):
        post(world, "receipt", " ".join(acts))
    said = text_of(get(world, post(world, "receipt", acts[0])))
    assert "Rosa Lagos" in said
    assert "Carmen Solís" in said


def test_who_has_left_gets_no_badge(world: World) -> None:
    diego = Person.objects.get(account__login="diego")
    paper = post(world, "badge", diego.code)
    world.do("jaime", "personnel.person.leave", diego.pk, reason="traslado")
    with pytest.raises(ConditionFailed, match="nothing-to-print"):
        post(world, "badge", diego.code)
    assert text_of(get(world, paper))


# ---- labels


@pytest.mark.parametrize(("start", "sheets_needed"), [(1, 1), (5, 1), (20, 2), (24, 2)])
def test_labels_begin_where_the_sheet_is_still_whole(world: World, start: int, sheets_needed: int) -> None:
    document = world.document(copies=9)
    pdf = get(world, post(world, "label", document.code), start=start)
    assert pages_of(pdf) == sheets_needed
    places: dict[int, str] = {}
    for number, page in enumerate(codes_on(pdf)):
        for code in page:
            corner = code.position.top_left
            across, down = corner.x / DPI * 25.4 // 70, (corner.y / DPI * 25.4 - 0.5) // 37
            places[number * 24 + int(down) * 3 + int(across) + 1] = code.text
    assert places == {start + n: world.copy(document, n + 1) for n in range(9)}


def test_a_single_label_is_as_large_as_a_label(world: World, document: Document) -> None:
    paper = post(world, "label", f"{world.copy(document, 2)} {world.copy(document, 1)}")
    pdf = pypdfium2.PdfDocument(get(world, paper))
    assert len(pdf) == 2
    assert [round(x / 72 * 25.4) for x in pdf[0].get_size()] == [70, 37]


# ---- hostile text


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_people_write_is_text_and_nothing_else(world: World, title: str) -> None:
    document = world.document(title=title, originator=title[:200], scope="rosa")
    for form, target in (("entry", document.code), ("cover", world.copy(document)), ("readers", document.code)):
        said = text_of(get(world, post(world, form, target)))
        assert "DUPLICADO" not in said
        if title.startswith("#import"):
            assert '#import "x"' in said
            assert "#{panic()}" in said


def test_a_sign_without_a_picture_is_written_as_its_number(world: World) -> None:
    document = world.document(title="机密 fin")
    said = text_of(get(world, post(world, "entry", document.code)))
    assert "[U+673A]" in said.replace("\n", "").replace("\r", "")


@pytest.mark.parametrize("form", ["entry", "cover", "control", "readers"])
def test_ten_thousand_characters_print(world: World, document: Document, form: str) -> None:
    """No field takes so many, but a template may not depend on that."""
    target = document.code if form in ("entry", "readers") else world.copy(document)
    paper = post(world, form, target)
    for long in ("W" * 10_000, "#x $ " * 2_000, "تقرير " * 1_700):
        huge = Document.objects.get(pk=document.pk)
        huge.title = huge.originator = huge.note = long
        found = sheets.found(form, target, Actor(world.officer("carmen"), now()).subject)
        assert found is not None
        row: Any = huge if isinstance(found.row, Document) else found.row
        if row is not huge:
            row.document = huge
        history = Entry.objects.get(procedure="office.form", case=paper.pk)
        sheet = sheets.Paper(paper, history, "es")
        data = sheets._frame(sheets.FORMS[form], found, sheet, [history])
        data["body"] = sheets.FORMS[form].content(sheets.Found(found.target, row, found.acts), sheet)
        assert pages_of(render.pdf(form, data, history.at)) > 1


def test_a_template_reads_nothing_outside_its_folder() -> None:
    for source in (b'#read("../sheets.py")', b'#read("/../sheets.py")', b'#read("/etc/hostname")'):
        with pytest.raises(typst.TypstError):
            typst.Compiler(source, root=render.TEMPLATES).compile(format="pdf")


def test_the_date_of_the_file_is_that_of_the_act(world: World, document: Document) -> None:
    paper = post(world, "entry", document.code)
    at = Entry.objects.get(procedure="office.form", case=paper.pk).at
    made = pypdfium2.PdfDocument(get(world, paper)).get_metadata_value("CreationDate")
    assert made.startswith("D:" + at.astimezone(UTC).strftime("%Y%m%d%H%M%S"))


# ---- the words


def test_every_word_of_the_forms_is_there_in_both_languages_and_is_used() -> None:
    known = tomllib.loads((render.TEMPLATES.parent / "words.toml").read_text("utf-8"))
    for room, words in known.items():
        for name, said in words.items():
            assert set(said) == {"es", "en"}, (room, name)
            assert all(said.values())
    assert set(known["title"]) == {name for name, form in sheets.FORMS.items() if form.title is None}
    templates = "".join(path.read_text("utf-8") for path in render.TEMPLATES.glob("*.typ"))
    used = set(re.findall(r"\bw\.([a-z]+)\.([a-z_]+)", templates))
    python = "".join(path.read_text("utf-8") for path in render.TEMPLATES.parent.glob("*.py"))
    there = {(room, name) for room in ("frame", "data", "says") for name in known[room]}
    assert used <= there
    assert {(room, name) for room, name in there - used if not re.search(rf"[\"']{name}[\"']", python)} == set()


def test_the_same_data_gives_the_same_bytes() -> None:
    at = datetime(2026, 11, 23, 18, 4, tzinfo=UTC)
    data = {
        "lang": "es", "office": "Oficina", "title": "Credencial", "words": sheets._words("es"), "clause": "4.1",
        "clause_id": "4.1", "number": "R26-00001", "code": "R26-00001-V", "qr": render.qr("R2600001V"), "printed": "",
        "by": "", "duplicate": 0, "again": "", "again_by": "", "position": "4",
        "checkpoint": {"size": "7", "root": "00ff"}, "level": None,
        "body": {"name": "Rosa", "unit": "", "code": "P-00004-K", "qr": render.qr("P00004K"),
                 "bars": render.code128("P00004K")},
    }  # fmt: skip
    assert render.pdf("badge", data, at) == render.pdf("badge", data, at)


def test_a_request_for_a_page_that_is_no_form_number_is_nothing_there(world: World) -> None:
    request: HttpRequest = asked(world, "carmen", "get", "/", {})
    for code in ("x", "R26-00001-0", world.safe):
        with pytest.raises(NotFound):
            printing.printed(request, code)


@pytest.mark.urls("precinto.config.urls")
def test_through_the_whole_site_the_hidden_and_the_absent_are_one_page(world: World, document: Document) -> None:
    def enter(login: str) -> Client:
        client = Client()
        assert client.post("/entrar/", {"login": login, "password": PASSWORD}).status_code in (302, 303)
        return client

    carmen, luis, rosa = enter("carmen"), enter("luis"), enter("rosa")
    sent = carmen.post("/impresos/readers/", {"target": document.code})
    where = sent.headers["Location"]
    assert carmen.get(where).content.startswith(b"%PDF-")
    never_given = f"/impresos/numero/{codes.pretty(codes.make('R', year=2026, number=9))}/"
    pairs = [
        (luis.get(where), luis.get(never_given)),
        (
            luis.post("/impresos/readers/", {"target": document.code}),
            luis.post("/impresos/readers/", {"target": "E 2026/77777"}),
        ),
    ]
    for hidden, absent in pairs:
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        assert absent.status_code == 404
    assert rosa.get(where).status_code == 403
    assert carmen.post(f"{where}otra-vez/").headers["Location"] == where
    assert PrintedForm.objects.get().prints == 2
