# SPDX-License-Identifier: EUPL-1.2
"""The counter: what a reading means, what is refused and why, and a list that is done whole or not at all.

All its stories stand in one file, as the counter does.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Person
from precinto.custody import codes
from precinto.custody.models import Place, Thing
from precinto.documents.counter import Desk, belongings, line_of
from precinto.documents.models import Discrepancy, Document, Loan
from precinto.documents.receipts.models import Receipt
from precinto.ledger.models import Entry
from precinto.records.errors import NotYourRole
from tests.world import World

pytestmark = pytest.mark.database

FIN = codes.make("Z", command="FIN")
ANU = codes.make("Z", command="ANU")
DEV = codes.make("Z", command="DEV")
QUI = codes.make("Z", command="QUI")


class Counter:
    """A page that travels: what stands on it is all that the next desk knows."""

    def __init__(self, world: World, clerk: str = "carmen") -> None:
        self.world = world
        self.officer = world.officer(clerk, door="page")
        self.desk = Desk(self.officer)

    def carried(self) -> Desk:
        desk = Desk(self.officer, mode=self.desk.mode, place=self.desk.place)
        if self.desk.person is not None:
            desk.person = Person.objects.get(pk=self.desk.person.pk)
        desk.done = self.desk.done if self.desk.receipts else []
        lines = [line_of(line.token, line.folios, line.account) for line in self.desk.lines]
        desk.lines = [line for line in lines if line is not None]
        return desk

    def read(self, *texts: str) -> Desk:
        """Read one after the other, each by its own request."""
        for text in texts:
            self.desk = self.carried()
            self.desk.serve([text])
        return self.desk

    def said(self) -> list[tuple[str, str, str]]:
        return [(notice.tone, notice.said.reason, notice.said.clause) for notice in self.desk.notices]


def badge(login: str) -> str:
    return str(Person.objects.get(account__login=login).code)


def holder(code: str) -> str:
    thing = Thing.objects.select_related("person", "place").get(code=code)
    return str(thing.person or thing.place)


@pytest.fixture
def document(world: World) -> Document:
    return world.document(copies=3)


# ---- lending and taking back


@pytest.mark.parametrize("person_first", [True, False])
def test_person_and_thing_in_any_order(world: World, document: Document, person_first: bool) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    scans = [badge("rosa"), code]
    desk = Counter(world).read(*(scans if person_first else scans[::-1]))
    assert [(line.state, line.act, line.folios) for line in desk.lines] == [
        ("ready", "documents.lend.hand_over", "12"),
    ]
    assert desk.person is not None
    assert desk.person.name == "Rosa Lagos"


def test_three_copies_in_five_readings(world: World, document: Document) -> None:
    copies = [world.copy(document, n) for n in (1, 2, 3)]
    for code in copies:
        world.loan(code, stage="approved")
    counter = Counter(world)
    desk = counter.read(badge("rosa"), *copies, badge("rosa"))
    assert {holder(code) for code in copies} == {"Rosa Lagos"}
    assert len(desk.receipts) == 3
    assert all(receipt.position is not None for receipt in desk.receipts)
    assert (desk.lines, desk.person) == ([], None)
    # And back, with nobody at the counter, into the safe that they left.
    desk = counter.read(*copies, FIN)
    assert len(desk.receipts) == 3
    assert {holder(code) for code in copies} == {Place.objects.get(code=world.safe).name}
    assert set(Loan.objects.values_list("stage", flat=True)) == {"returned"}


def test_a_round_goes_to_its_next_reader_and_back(world: World, document: Document) -> None:
    code = world.copy(document)
    world.do("carmen", "documents.circulate.open", copy=code, readers="rosa\nnuria", due="+5")
    counter = Counter(world)
    desk = counter.read(badge("nuria"), code)
    assert counter.said() == [("stop", "not-the-next-reader", "1.2")]
    desk = Counter(world).read(badge("rosa"), code, FIN)
    assert [receipt.act.step for receipt in desk.receipts] == ["give"]
    desk = Counter(world).read(code, FIN)
    assert [receipt.act.step for receipt in desk.receipts] == ["take_back"]


def test_a_medium_goes_out_and_comes_back(world: World) -> None:
    medium: Any = world.do(
        "carmen", "computers.medium.register", kind="USB", serial="1", level="C", place=world.safe
    ).case
    code = Thing.objects.get(pk=medium.thing_id).code
    desk = Counter(world).read(code, badge("rosa"), badge("rosa"))
    assert [receipt.act.step for receipt in desk.receipts] == ["hand_over"]
    assert holder(code) == "Rosa Lagos"
    desk = Counter(world).read(badge("rosa"), code, FIN)
    assert [receipt.act.step for receipt in desk.receipts] == ["take_back"]


def test_a_number_stands_for_the_copy_that_waits(world: World, document: Document) -> None:
    world.loan(world.copy(document, 2), stage="approved")
    counter = Counter(world)
    counter.read(f"{document.year}/{document.number}")
    assert counter.said() == [("attention", "which-copy", "")]
    desk = counter.read("rosa", f"{document.year}/{document.number}")
    assert [line.code for line in desk.lines] == [world.copy(document, 2)]


def test_a_number_stands_for_the_copy_whose_round_is_the_persons_turn(world: World, document: Document) -> None:
    world.do("carmen", "documents.circulate.open", copy=world.copy(document, 2), readers="rosa\nnuria", due="+5")
    number = f"{document.year}/{document.number}"
    assert [line.code for line in Counter(world).read("rosa", number).lines] == [world.copy(document, 2)]
    # It is not Nuria's turn yet: nothing waits for her.
    later = Counter(world)
    later.read("nuria", number)
    assert later.said() == [("attention", "which-copy", "")]


def test_a_number_stands_for_none_where_two_copies_wait(world: World, document: Document) -> None:
    world.loan(world.copy(document, 1), stage="approved")
    world.do("carmen", "documents.circulate.open", copy=world.copy(document, 2), readers="rosa", due="+5")
    counter = Counter(world)
    counter.read("rosa", f"{document.year}/{document.number}")
    assert counter.said() == [("attention", "which-copy", "")]


def test_the_safe_that_is_read_takes_what_comes_back(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code)
    world.do("jaime", "office.place.open", name="Caja 2", kind="safe", level="S")
    place = Place.objects.filter(kind="safe").order_by("-pk")[0]
    Counter(world).read(code, place.code, FIN)
    assert holder(code) == place.name == "Caja 2"


# ---- refusals: what stops, its clause, and that nothing moved


def _no_loan(world: World, document: Document) -> list[str]:
    return [badge("rosa"), world.copy(document)]


def _room_only(world: World, document: Document) -> list[str]:
    return [badge("rosa"), world.copy(world.document(level="S"))]


def _asked_only(world: World, document: Document) -> list[str]:
    world.loan(world.copy(document), stage="asked")
    return [badge("rosa"), world.copy(document)]


def _out_of_scope(world: World, document: Document) -> list[str]:
    return [badge("diego"), world.copy(document)]


def _no_clearance(world: World, document: Document) -> list[str]:
    other = world.document(scope="olga")
    return [badge("olga"), world.copy(other)]


def _not_briefed(world: World, document: Document) -> list[str]:
    code = world.copy(document)
    world.loan(code, stage="approved")
    briefing = Person.objects.get(account__login="rosa").briefings.get()
    world.do("jaime", "personnel.brief.end", briefing, reason="prueba")
    return [badge("rosa"), code]


def _other_hands(world: World, document: Document) -> list[str]:
    code = world.copy(document)
    world.loan(code, to="nuria")
    return [badge("rosa"), code]


def _mistyped(world: World, document: Document) -> list[str]:
    code = world.copy(document)
    return [code[:-1] + ("0" if code[-1] != "0" else "1")]


def _unknown(world: World, document: Document) -> list[str]:
    return [codes.make("C", series="E", year=2026, number=99_999, copy=1)]


def _above_the_clerk(world: World, document: Document) -> list[str]:
    """A secret document in an office whose clerk's clearance ended: the same words as if it did not exist."""
    code = world.copy(document)
    clearance = Person.objects.get(account__login="carmen").clearances.get()
    world.do("sara", "personnel.clear.end", clearance, reason="prueba")
    return [code]


REFUSALS = {
    "no loan": (_no_loan, "no-approved-loan", "1.4"),
    "read in the room only": (_room_only, "reading-room-only", "1.4"),
    "asked, not approved": (_asked_only, "loan-not-approved-yet", "1.4"),
    "out of scope": (_out_of_scope, "out-of-scope", "1.2"),
    "no clearance": (_no_clearance, "clearance-none", "4.1"),
    "not briefed": (_not_briefed, "not-briefed", "3.2"),
    "in other hands": (_other_hands, "in-other-hands", "1.2"),
    "mistyped": (_mistyped, "mistyped", ""),
    "unknown": (_unknown, "not-found", "1.2"),
    "above the clerk": (_above_the_clerk, "not-found", "1.2"),
}


@pytest.mark.parametrize("story", REFUSALS)
def test_refused(world: World, document: Document, story: str) -> None:
    scans, reason, clause = REFUSALS[story]
    texts = scans(world, document)
    before, entries = world.dump(), world.entries()
    counter = Counter(world)
    desk = counter.read(*texts)
    assert counter.said() == [("stop", reason, clause)]
    assert desk.notices[0].said.why
    assert desk.notices[0].said.way_out
    counter.read(FIN)
    assert counter.desk.tone == "stop"
    # A code that was not read well is nobody's attempt at anything; what a clause refuses is, once.
    assert (world.dump(), world.entries()) == (before, entries + bool(clause))


def test_one_cross_stops_the_whole_list(world: World, document: Document) -> None:
    good, bad = world.copy(document, 1), world.copy(document, 2)
    world.loan(good, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), good, bad)
    desk = counter.read(FIN)
    assert counter.said() == [("stop", "list-has-refusals", "")]
    assert [line.state for line in desk.lines] == ["ready", "refused"]
    desk = counter.read(ANU)
    assert [line.code for line in desk.lines] == [good]
    desk = counter.read(FIN)
    assert len(desk.receipts) == 1
    assert holder(bad) != "Rosa Lagos"


def test_another_count_of_folios_is_refused_and_can_be_mended(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), code)
    counter.desk.lines[0].folios = "11"
    desk = counter.read(FIN)
    assert desk.lines[0].said is not None
    assert (desk.lines[0].state, desk.lines[0].said.reason) == ("refused", "folios-differ")
    desk.lines[0].folios = "12"
    assert len(counter.read(FIN).receipts) == 1


def test_what_comes_back_short_is_told_in_its_line_and_opens_a_discrepancy(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code)
    counter = Counter(world)
    desk = counter.read(code)
    assert not desk.lines[0].short
    desk.lines[0].folios = "11"
    desk = counter.read(FIN)
    assert desk.lines[0].said is not None
    assert (desk.lines[0].said.reason, desk.lines[0].short, desk.receipts) == ("folios-differ-back", True, [])
    desk.lines[0].account = "  falta el 7 \n"
    desk = counter.read("")
    assert (desk.lines[0].state, desk.tone) == ("ready", "ok")
    desk.lines[0].account = ""  # taken away again: it is no longer in order
    assert counter.read("").lines[0].state == "refused"
    counter.desk.lines[0].account = "falta el 7"
    receipts = counter.read(FIN).receipts
    assert [receipt.line.account for receipt in receipts] == ["falta el 7"]
    case = Discrepancy.objects.get()
    assert (case.expected, case.found, case.account) == (12, 11, "falta el 7")


@pytest.mark.parametrize("folios", ["", "0", "-1", "doce", "1e9", "9" * 12])
def test_folios_that_are_no_count(world: World, document: Document, folios: str) -> None:
    code = world.copy(document)
    world.loan(code)
    counter = Counter(world)
    counter.read(code)
    counter.desk.lines[0].folios = folios
    desk = counter.read(FIN)
    assert bool(desk.receipts) is (folios == "")  # empty: the registered count
    assert (desk.tone == "stop") is (folios != "")


def test_not_two_people_at_once(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), code, badge("nuria"))
    assert counter.said() == [("stop", "somebody-else-first", "")]
    counter.desk.leave()
    assert [line.state for line in counter.read(badge("nuria")).lines] == ["refused"]


def test_only_the_registry_stands_behind_it(world: World) -> None:
    desk = Desk(world.officer("rosa", door="page"))
    with pytest.raises(NotYourRole):
        desk.serve([])


# ---- calm answers, and readings twice


def test_read_twice_is_calm(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code)
    counter = Counter(world)
    desk = counter.read(code, code)
    assert counter.said() == [("attention", "on-the-list-already", "")]
    assert len(desk.lines) == 1


def test_what_is_back_is_back(world: World, document: Document) -> None:
    counter = Counter(world)
    counter.read(DEV, world.copy(document))
    assert counter.said() == [("attention", "in-the-safe-already", "")]
    desk = Counter(world).read(world.copy(document))
    assert [line.state for line in desk.lines] == ["waiting"]


def test_who_has_it(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code)
    counter = Counter(world)
    desk = counter.read(QUI, code)
    assert "Rosa Lagos" in desk.notices[0].said.why
    assert (desk.lines, desk.mode) == ([], "")


def test_sent_twice_is_done_once(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), code)
    one, other = counter.carried(), counter.carried()
    one.serve(finish=True)
    entries = Entry.objects.count()
    other.serve(finish=True)
    assert [r.act.uuid for r in other.receipts] == [r.act.uuid for r in one.receipts]
    assert other.receipts[0].act.again
    assert Entry.objects.count() == entries


def test_a_list_that_grew_old_says_so(world: World, document: Document) -> None:
    """Somebody else took it back meanwhile: the line turns, and nothing is recorded."""
    code = world.copy(document)
    loan = world.loan(code)
    counter = Counter(world)
    counter.read(code)
    world.do("pilar", "documents.lend.take_back", loan, folios=12, place=world.safe)
    before = world.dump()
    counter.read(FIN)
    assert counter.desk.tone == "stop"
    assert world.dump() == before


# ---- what is hostile


@pytest.mark.parametrize(
    "text",
    ["A" * 10_000, "\x00\x01\x02\ud800", "<script>alert(1)</script>", "' OR 1=1 --", "%(code)s", "٣" * 20, "C" * 64],
    ids=["long", "binary", "script", "sql", "format", "digits", "letters"],
)
def test_hostile_text_is_only_unknown(world: World, text: str) -> None:
    before = world.dump()
    counter = Counter(world)
    desk = counter.read(text)
    assert desk.tone == "stop"
    assert desk.lines == []
    assert all(len(notice.text) <= 40 for notice in desk.notices)
    assert world.dump() == before


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x" * 10_000,
        "0" * 32 + " CE26000010010 personnel.clear.grant 1 - -",
        "../../etc CE26000010010 - - - -",
        "0" * 32 + " NOPE - - - -",
    ],
)
def test_a_forged_line_is_no_line(token: str) -> None:
    assert line_of(token, "1") is None


def test_two_hundred_pasted_codes(world: World) -> None:
    documents = [world.document(copies=70) for _ in range(3)]
    found = [str(copy.thing.code) for document in documents for copy in document.copies.select_related("thing")]
    desk = Desk(world.officer("carmen", door="page"))
    desk.serve(found)
    assert len(desk.lines) == 200
    assert desk.notices[0].said.reason == "list-full"


# ---- what the person has, and what it costs


def test_what_the_person_has_and_what_waits(world: World, document: Document) -> None:
    world.loan(world.copy(document, 1))
    world.loan(world.copy(document, 2), stage="approved")
    world.do("carmen", "documents.circulate.open", copy=world.copy(document, 3), readers="rosa\nnuria", due="+5")
    desk = Counter(world).read(badge("rosa"))
    assert [(b.kind, b.thing.code) for b in belongings(desk)] == [
        ("has", world.copy(document, 1)),
        ("loan", world.copy(document, 2)),
        ("round", world.copy(document, 3)),
    ]
    assert belongings(Counter(world).read(badge("nuria"))) == []


def test_a_line_more_costs_little(world: World) -> None:
    document = world.document(copies=12)
    codes_ = [world.copy(document, n) for n in range(1, 13)]
    for code in codes_:
        world.loan(code, stage="approved")
    counter = Counter(world)
    counts = []
    for text in (badge("rosa"), *codes_):
        counter.desk = counter.carried()
        with CaptureQueriesContext(
            connection,
        ) as taken:
            counter.desk.serve([text])
            belongings(counter.desk)
        counts.append(len(taken))
    assert counts[0] <= 15
    assert max(counts) <= 45
    assert counts[-1] <= counts[2]


def test_what_is_refused_at_the_counter_is_on_record(world: World, document: Document) -> None:
    """Law 7: the list stops before the act, and what was tried is in the ledger all the same, once."""
    copy = world.copy(document)
    world.loan(copy)
    before = Entry.objects.filter(kind="attempt").count()
    rows = world.dump()
    desk = Counter(world)
    desk.read(badge("diego"), copy)
    tried = Entry.objects.filter(kind="attempt").order_by("pk")[before:]
    assert [(entry.refusal, entry.clause) for entry in tried] == [("in-other-hands", "1.2")]
    desk.read("CE2600999001X"[:12])
    assert world.dump() == rows


# ---- undoing the list that was just done


def test_one_reading_undoes_the_list_that_was_just_done(world: World, document: Document) -> None:
    copies = [world.copy(document, n) for n in (1, 2)]
    for code in copies:
        world.loan(code, stage="approved")
    counter = Counter(world)
    desk = counter.read(badge("rosa"), *copies, FIN, ANU)
    assert counter.said() == [("attention", "list-undone", "")]
    assert desk.notices[0].said.why.startswith("Deshecho: 2.")
    assert {holder(code) for code in copies} == {Place.objects.get(code=world.safe).name}
    assert set(Loan.objects.values_list("stage", flat=True)) == {"approved"}
    # One signature for both, out and back.
    receipt = Receipt.objects.get()
    assert desk.unsigned == [receipt.pk]
    assert (receipt.stage, receipt.direction, receipt.count) == ("unsigned", "both", 2)
    # Read once more there is nothing: the page shows no list as done any longer.
    counter.read(ANU)
    assert counter.said() == [("attention", "list-empty", "")]
    # And the same approvals serve.
    assert len(counter.read(badge("rosa"), *copies, FIN).receipts) == 2


def test_what_came_back_by_mistake_is_theirs_again(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="lent")
    due = Loan.objects.get().due
    counter = Counter(world)
    counter.read(code, FIN, ANU)
    assert counter.said() == [("attention", "list-undone", "")]
    assert (holder(code), Loan.objects.get().due, Thing.objects.get(code=code).due) == ("Rosa Lagos", due, due)


def test_a_page_sent_twice_undoes_once(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), code, FIN)
    page = counter.desk
    counter.read(ANU)
    assert counter.said() == [("attention", "list-undone", "")]
    # Nor does the old page touch what was handed over since.
    counter.read(badge("rosa"), code, FIN)
    for _turn in range(2):
        counter.desk = page
        counter.read(ANU)
        assert counter.said() == [("attention", "undone-already", "")]
        assert holder(code) == "Rosa Lagos"
    assert Entry.objects.filter(step="undo", kind="act").count() == 1


def test_an_old_page_undoes_nothing_newer(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    first, second = Counter(world), Counter(world)
    first.read(badge("rosa"), code, FIN)
    second.read(code, FIN)
    first.read(ANU)
    assert first.said() == [("stop", "undo-nothing", "1.4")]
    assert holder(code) == Place.objects.get(code=world.safe).name


def test_all_of_the_list_is_undone_or_none(world: World, document: Document) -> None:
    copies = [world.copy(document, n) for n in (1, 2)]
    for code in copies:
        world.loan(code, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), *copies, FIN)
    world.do("luis", "documents.lend.renew", Loan.objects.get(copy__thing__code=copies[0]))
    counter.read(ANU)
    assert counter.said() == [("stop", "undo-more-followed", "1.4")]
    assert counter.desk.notices[0].text == codes.pretty(copies[0])
    assert {holder(code) for code in copies} == {"Rosa Lagos"}


def test_what_another_did_is_not_undone(world: World, document: Document) -> None:
    code = world.copy(document)
    world.loan(code, stage="approved")
    first, second = Counter(world), Counter(world, "pilar")
    first.read(badge("rosa"), code, FIN)
    second.desk.done, second.desk.receipts = first.desk.done, first.desk.receipts
    second.read(ANU)
    assert second.said() == [("stop", "undo-not-yours", "1.4")]
    assert holder(code) == "Rosa Lagos"


def test_a_medium_is_read_again(world: World, document: Document) -> None:
    medium: Any = world.do(
        "carmen", "computers.medium.register", kind="USB", serial="1", level="C", place=world.safe
    ).case
    code, paper = Thing.objects.get(pk=medium.thing_id).code, world.copy(document)
    world.loan(paper, stage="approved")
    counter = Counter(world)
    counter.read(badge("rosa"), code, FIN, ANU)
    assert counter.said() == [("attention", "undone-by-reading-again", "")]
    counter.read(code, FIN, badge("rosa"), code, paper, FIN, ANU)
    assert counter.said() == [("attention", "list-undone", ""), ("attention", "undone-by-reading-again", "")]
    assert holder(code) == "Rosa Lagos"
