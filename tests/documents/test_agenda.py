# SPDX-License-Identifier: EUPL-1.2
"""What is out, late or due, and who is told of it on which day (1.4: T-1, T, T+1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from precinto.custody.codes import pretty
from precinto.documents.cases import actor_of
from precinto.documents.lists import agenda, evening, feed, telling
from precinto.documents.lists.models import Evening
from precinto.documents.models import Discrepancy
from precinto.documents.printing import sheets
from precinto.documents.procedures import LEND
from precinto.ledger import checkpoint
from precinto.office.models import PrintedForm
from precinto.procedures import lapsing
from precinto.procedures.model import Actor
from tests.web.places import office_with_papers
from tests.world import TITLE, World

pytestmark = pytest.mark.database


def local(*when: int) -> datetime:
    return timezone.make_aware(datetime(*when))  # type: ignore[arg-type]  # noqa: DTZ001  made aware just here


def eyes(world: World, login: str) -> Actor:
    return actor_of(world.officer(login))


def codes(items: list[Any]) -> set[str]:
    return {item.code for item in items}


@pytest.fixture
def due_on_a_tuesday(world: World) -> Any:
    """A loan of Rosa's that falls due on Tuesday 12 January 2027 at closing time."""
    with time_machine.travel(local(2027, 1, 5, 10, 0), tick=False):
        loan = world.loan(world.copy(world.document()))
    assert timezone.localtime(loan.due).date().isoformat() == "2027-01-12"
    return loan


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ((2027, 1, 8, 10, 0), set()),
        ((2027, 1, 11, 10, 0), {"rosa"}),
        ((2027, 1, 12, 10, 0), {"rosa", "nuria"}),
        ((2027, 1, 13, 10, 0), {"rosa", "nuria", "luis"}),
    ],
)
def test_the_reader_the_day_before_the_chief_on_the_day_the_leader_after(
    world: World, due_on_a_tuesday: Any, day: tuple[int, ...], told: set[str]
) -> None:
    with time_machine.travel(local(*day), tick=False):
        found = {
            login for login in ("rosa", "nuria", "luis", "diego", "vera", "ines") if agenda.warnings(eyes(world, login))
        }
    assert found == told


def test_before_a_weekend_the_reader_is_told_on_friday(world: World) -> None:
    with time_machine.travel(local(2027, 1, 4, 10, 0), tick=False):
        loan = world.loan(world.copy(world.document()))
    assert timezone.localtime(loan.due).strftime("%A %d") == "Monday 11"
    for day, told in ((7, False), (8, True), (9, True)):
        with time_machine.travel(local(2027, 1, day, 10, 0), tick=False):
            assert bool(agenda.warnings(eyes(world, "rosa"))) is told, day


def test_the_chief_of_another_unit_is_told_nothing(world: World, due_on_a_tuesday: Any) -> None:
    world.do("jaime", "personnel.post.open", code="JLOG", name="Jefe de Logística", unit="LOG", role="unit_head")
    world.do("jaime", "personnel.appoint.appoint", person="diego", post="JLOG", since="hoy")
    with time_machine.travel(local(2027, 1, 13, 10, 0), tick=False):
        assert agenda.warnings(eyes(world, "diego")) == []


def test_what_a_chief_may_not_read_is_told_by_its_code_alone(world: World) -> None:
    with time_machine.travel(local(2027, 1, 5, 10, 0), tick=False):
        loan = world.loan(world.copy(world.document(scope="rosa")))
    with time_machine.travel(local(2027, 1, 13, 10, 0), tick=False):
        (told,) = agenda.warnings(eyes(world, "nuria"))
    assert (told.code, told.document, told.title, told.address) == (loan.copy.thing.code, None, "", "")


def test_what_is_not_for_a_person_is_not_on_their_list(world: World) -> None:
    office_with_papers(world, many=2)
    hidden = world.document(scope="diego", title="Traslado de la caja fuerte")
    loan = world.loan(world.copy(hidden), to="diego")
    for login, sees in (("diego", True), ("carmen", True), ("luis", True), ("rosa", False), ("vera", False)):
        actor = eyes(world, login)
        found = agenda.look(actor, before=actor.at + timedelta(days=60)).items
        assert (loan.copy.thing.code in codes(found)) is sees, login
        assert any("Traslado" in item.title for item in found) is (login in ("diego", "carmen")), login


def test_a_clearance_that_ends_is_there_until_the_next_one_is_on_record(world: World) -> None:
    actor = eyes(world, "jaime")
    far = actor.at + timedelta(days=310)
    kinds = [item.kind for item in agenda.look(actor, before=far).items if item.who == "Rosa Lagos"]
    assert sorted(kinds) == ["briefing", "clearance"]
    world.do("jaime", "personnel.clear.grant", person="rosa", level="S", since="hoy", until="+900", granted_by="ONS")
    actor = eyes(world, "jaime")
    kinds = [item.kind for item in agenda.look(actor, before=far).items if item.who == "Rosa Lagos"]
    assert kinds == ["briefing"]
    mine = agenda.look(eyes(world, "vera"), before=far).items
    assert {item.who for item in mine} == {"Vera Campo"}


def test_an_approval_that_was_not_used_lapses(world: World) -> None:
    with time_machine.travel(local(2027, 1, 11, 10, 0), tick=False):
        loan = world.loan(world.copy(world.document()), stage="approved")
        actor = eyes(world, "carmen")
        ends = lapsing.lapses([(LEND, loan.pk, "approved")], actor)
        assert lapsing.stage_words(LEND, loan.pk, "approved", ends, actor.at) == "Aprobado"
        told = agenda.look(actor, before=local(2027, 1, 14, 23, 0), standing=False).items
        assert [(i.kind, i.code) for i in told if i.kind == "case"] == [("case", "E 2026"), ("case", "S 2026")], (
            "to be closed"
        )
        assert [i.kind for i in told if i.kind != "case"] == ["approval"]
    with time_machine.travel(local(2027, 1, 15, 10, 0), tick=False):
        actor = eyes(world, "carmen")
        ends = lapsing.lapses([(LEND, loan.pk, "approved")], actor)
        assert lapsing.stage_words(LEND, loan.pk, "approved", ends, actor.at) == "Aprobación caducada"
        (item,) = (one for one in evening.split(actor).late if one.kind not in ("case", "duty"))
        assert (item.kind, item.stage) == ("approval", "Aprobación caducada")


def test_a_stage_that_rests_on_nothing_never_lapses(world: World) -> None:
    assert lapsing.stages_that_lapse()["documents.lend"] == ["approved"]
    loan = world.loan(world.copy(world.document()))
    assert lapsing.lapses([(LEND, loan.pk, "lent")], eyes(world, "carmen")) == {}


def test_ten_questions_whatever_is_out(world: World) -> None:
    def asked() -> int:
        actor = eyes(world, "carmen")
        _ = (actor.roles, actor.subject, actor.calendar, actor.profile)
        with CaptureQueriesContext(connection) as found:
            agenda.look(actor, before=actor.at + timedelta(days=400))
        return len(found)

    office_with_papers(world)
    few = asked()
    office_with_papers(world, many=3)
    assert asked() <= few <= 10


# ---- the evening


def test_the_list_is_drawn_up_kept_and_printed_as_it_was(world: World) -> None:
    loan = world.loan(world.copy(world.document()))
    row = Evening.objects.get(pk=world.do("carmen", "documents.evening.draw").case.pk)
    assert row.out == 1
    assert TITLE not in row.lines
    world.do("carmen", "documents.lend.take_back", loan, folios=12, place=world.safe)
    assert [line.code for line in evening.lines_of(row, "out")] == [loan.copy.thing.code]
    printed = world.do("carmen", "office.form.print", form="evening", target=str(row.pk)).case
    paper = PrintedForm.objects.get(pk=printed.pk)
    checkpoint.current()
    subject = eyes(world, "carmen").subject
    first, again = (sheets.pdf(paper, subject) for _n in range(2))
    assert first == again
    assert first.startswith(b"%PDF")


def test_a_list_that_is_cut_says_so_on_paper_and_on_the_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evening, "WHOLE", 2)
    document = world.document(copies=3)
    for number in (1, 2, 3):
        world.loan(world.copy(document, number))
    row = Evening.objects.get(pk=world.do("carmen", "documents.evening.draw").case.pk)
    assert (len(evening.lines_of(row, "out")), evening.cut_at(row)) == (2, 2)
    words = printed_words(world, row)
    assert "no está completa" in words
    assert "2 o más" in words


def test_more_than_the_screen_shows_is_all_on_paper(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "MOST", 2)
    document = world.document(copies=5)
    copies = [world.copy(document, number) for number in range(1, 6)]
    for code in copies:
        world.loan(code)
    row = Evening.objects.get(pk=world.do("carmen", "documents.evening.draw").case.pk)
    assert (row.out, evening.cut_at(row)) == (5, 0)
    words = printed_words(world, row)
    assert "no está completa" not in words
    assert all(pretty(code) in words for code in copies)


def test_a_list_that_was_kept_cut_before_this_says_where_it_was_cut(world: World) -> None:
    row = Evening(
        day=timezone.localdate(),
        out=500,
        late=0,
        ahead=0,
        lines='{"late":[],"ahead":[],"begun":[],"out":[],"cut":true}',
    )
    assert evening.cut_at(row) == 500
    row.lines = "forgotten"
    assert (evening.cut_at(row), evening.lines_of(row, "out")) == (0, [])


def printed_words(world: World, row: Evening) -> str:
    """What stands on the paper, as one line."""
    case = world.do("carmen", "office.form.print", form="evening", target=str(row.pk)).case
    checkpoint.current()
    made = pypdfium2.PdfDocument(sheets.pdf(PrintedForm.objects.get(pk=case.pk), eyes(world, "carmen").subject))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in made).split())


def test_only_the_office_draws_it_up(world: World) -> None:
    from precinto.records.errors import NotYourRole

    before = world.dump()
    with pytest.raises(NotYourRole):
        world.do("rosa", "documents.evening.draw")
    assert world.dump() == before


# ---- 4.8: what is missing


@pytest.fixture
def lost(world: World) -> Any:
    """A copy that was lost on Tuesday 5 January 2027 in a round, with Rosa."""
    world.do("jaime", "office.deadline.set", name="password-max-age", value=0, reason="dura mucho")
    with time_machine.travel(local(2027, 1, 5, 10, 0), tick=False):
        copy = world.copy(world.document())
        case = world.do("carmen", "documents.circulate.open", copy=copy, readers=["rosa"], due="+5").case
        world.do("carmen", "documents.circulate.give", case, folios=12)
        world.do("carmen", "documents.circulate.lose", case, reason="no aparece")
    return Discrepancy.objects.get()


def away(items: Iterable[agenda.Item]) -> list[agenda.Item]:
    """What is in nobody's hands; a new year brings books and duties of its own."""
    return [item for item in items if item.kind == "away"]


def test_what_is_missing_is_on_the_evening_list_with_its_term(world: World, lost: Discrepancy) -> None:
    with time_machine.travel(local(2027, 1, 6, 10, 0), tick=False):
        now = evening.split(eyes(world, "carmen"))
        (item,) = now.out
        assert (item.kind, item.code, item.due, item.stage) == ("away", lost.copy.thing.code, lost.due, "")
        assert (away(now.late), away(agenda.warnings(eyes(world, "luis")))) == ([], [])
        assert lost.copy.thing.code in feed.ics(eyes(world, "carmen"))
        assert lost.copy.thing.code not in feed.ics(eyes(world, "vera"))


def test_past_its_term_it_is_presumed_leaked_and_the_chief_and_the_leader_are_told(
    world: World, lost: Discrepancy
) -> None:
    with time_machine.travel(local(2027, 3, 8, 10, 0), tick=False):
        (item,) = away(evening.split(eyes(world, "carmen")).late)
        assert (item.kind, item.stage) == ("away", "Se presume filtrado")
        told = {who for who in ("jaime", "luis", "carmen", "rosa", "ines") if away(agenda.warnings(eyes(world, who)))}
        assert told == {"jaime", "luis"}
        for who in ("jaime", "luis", "carmen"):
            (words,) = [telling.line(one, eyes(world, who).at) for one in away(telling.told(eyes(world, who))[0])]
            assert "Se presume filtrado" in words
        world.do("pilar", "documents.discrepancy.found", lost, place=world.safe, folios=12, account="en otro cajón")
        assert away([*agenda.warnings(eyes(world, "luis")), *evening.split(eyes(world, "carmen")).late]) == []


# ---- the feed


def test_the_feed_holds_codes_and_no_title(world: World) -> None:
    loan = world.loan(world.copy(world.document()))
    text = feed.ics(eyes(world, "rosa"))
    assert loan.copy.thing.code in text
    assert TITLE not in text
    assert "Rosa" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")


def test_the_address_of_the_feed_ends_with_the_password(world: World) -> None:
    account = world.account("rosa")
    text = feed.token(account)
    assert feed.account_of(text) == account
    assert feed.account_of(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    assert feed.account_of("nada") is None
    from tests.world import PASSWORD

    world.do("rosa", "computers.account.change_password", account, old=PASSWORD, new="once cuervos vuelan lejos")
    assert feed.account_of(text) is None
