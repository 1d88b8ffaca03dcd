# SPDX-License-Identifier: EUPL-1.2
"""Up, down, declassified: recorded by the head, confirmed by the leader, in effect on every copy, marked with a receipt each."""

from __future__ import annotations

import pytest

from precinto.access.models import Person, Reach
from precinto.custody.models import Place, Thing
from precinto.documents.models import Copy, Document
from precinto.documents.queries import visible
from precinto.documents.regrading import queries, rules
from precinto.documents.regrading.models import Line, Regrading
from precinto.ledger.append import new_act
from precinto.ledger.models import Entry
from precinto.ledger.seal import Sealer
from precinto.ledger.verify import EXTRA
from precinto.office.models import PrintedForm
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import gate, journal
from precinto.records.clock import now
from precinto_verify.findings import Report
from tests.stories.destruction import DESTROYED, SEALED
from tests.stories.telling import AGELESS, MINUTES_AGO, PAPER, Move, Stories, Telling, later, signs, told

pytestmark = pytest.mark.database
OWN = "regrade"


def last_marked(office: Telling) -> str:
    """The act by which a copy was marked anew last, as the page of printing names it."""
    return str(Entry.objects.filter(procedure="documents.regrade", step="remark", kind="act").latest("pk").act)


def notice_to_the_body(office: Telling) -> str:
    """The paper that tells the body of the story's despatch, as the page of printing names it."""
    place = Thing.objects.select_related("place").get(code=office.names["copy"]).place
    assert place is not None
    return queries.notice_of(Regrading.objects.latest("pk"), place)


def printed(office: Telling) -> str:
    """The number of the form that was printed last."""
    return str(PrintedForm.objects.latest("pk").code)


ORDERED = [PAPER, ("jaime", "order")]
CONFIRMED = [*ORDERED, ("luis", "confirm")]
APPLIED = [*CONFIRMED, ("carmen", "apply")]
MARKED = [*APPLIED, ("carmen", "remark")]
CLOSED = [*MARKED, ("carmen", "close")]
DOWN = {"level": "DL"}
OPEN = {"level": "SC"}
# Two papers whose term is over, and one that has a year more.
TERMS = [
    ("carmen", "register.register as first", {"via": "legacy", "declassify_on": "2020-12-31"}),
    ("carmen", "register.register as third", {"declassify_on": "+400"}),
    ("carmen", "register.register as second", {"via": "legacy", "declassify_on": "2021-12-31", "copies": 1}),
]
LISTED = [*TERMS, ("jaime", "list_terms")]
PROPOSED = [*LISTED, ("jaime", "propose")]
EVERY_COPY = {"copies": ["{first_copy1}", "{first_copy2}", "{second_copy1}"]}
# Vera is cleared for CONFIDENCIAL and no higher, and has a copy.
VERA_C = [("jaime", "clear.end of vera"), ("jaime", "clear.grant", {"person": "vera", "level": "C"}), later(seconds=1)]
LENT = [PAPER, ("vera", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
IN_ROSAS_HANDS = [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
RECALLED = [*VERA_C, *LENT, ("jaime", "order"), ("luis", "confirm"), ("carmen", "apply")]
WITH_ROSA = [*IN_ROSAS_HANDS, ("jaime", "order"), ("luis", "confirm"), ("carmen", "apply")]
MARKED_WITH_ROSA = [*WITH_ROSA, ("carmen", "remark", {"copies": "{copy1}", "holder": "rosa"}),
                    ("carmen", "remark", {"copies": "{copy2}"})]  # fmt: skip
LOST = [*IN_ROSAS_HANDS, ("carmen", "lend.lose"), ("jaime", "order"), ("luis", "confirm"), ("carmen", "apply")]
AT_A_BODY = [
    PAPER, ("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
    ("carmen", "despatch.prepare"), ("carmen", "despatch.pack"), ("carmen", "despatch.seal"), ("carmen", "despatch.send"),
    ("carmen", "despatch.receive"), ("jaime", "order"), ("luis", "confirm"), ("carmen", "apply"),
]  # fmt: skip
NOTICE: Move = ("carmen", "form.print", {"form": "regrading-notice", "target": notice_to_the_body})
IN_A_LOW_SAFE = [
    ("jaime", "place.open as low", {"level": "C"}),
    ("carmen", "register.register", {"place": "{low}"}), ("jaime", "order"), ("luis", "confirm"),
]  # fmt: skip
# Both copies lie in a bag that is sealed to be destroyed, as low as they were.
IN_A_BAG = [*SEALED, ("jaime", "order"), ("luis", "confirm"), ("carmen", "apply")]
MARKED_IN_THE_BAG = [*IN_A_BAG, ("carmen", "remark", {"receipt": "acta de precintado 1"})]
NURIA_DEPUTY = ("luis", "delegate.delegate")

DONE: Stories = {
    "the head records an order": (ORDERED, "recorded"),
    "to lower": ([PAPER, ("jaime", "order", DOWN)], "recorded"),
    "to declassify": ([PAPER, ("jaime", "order", OPEN)], "recorded"),
    "to lengthen the term": ([PAPER, ("jaime", "order", {"level": "C", "declassify_on": "+800"})], "recorded"),
    "of several documents": (
        [PAPER, ("carmen", "register.register as other"), ("jaime", "order", {"documents": ["{document}", "E 2026/00001"]})], "recorded",
    ),
    "the leader confirms": (CONFIRMED, "confirmed"),
    "the leader's delegate confirms": ([*ORDERED, NURIA_DEPUTY, ("nuria", "confirm")], "confirmed"),
    "the leader sends it back": ([*ORDERED, ("luis", "decline")], "declined"),
    "the head withdraws it": ([*CONFIRMED, ("jaime", "withdraw")], "withdrawn"),
    "and may record it again": ([*CONFIRMED, ("jaime", "withdraw"), ("jaime", "order")], "recorded"),
    "in effect": (APPLIED, "marking"),
    "in effect, the copies moved to a higher safe": ([*IN_A_LOW_SAFE, ("carmen", "apply", {"place": "{safe}"})], "marking"),
    "in effect, though a copy is in hands not cleared for it": (RECALLED, "marking"),
    "copies are marked": (MARKED, "marking"),
    "a holder signs for hers": (
        [*WITH_ROSA, ("carmen", "remark", {"copies": "{copy1}", "holder": "rosa"})], "marking",
    ),
    "closed after the holder signed": (
        [*MARKED_WITH_ROSA, signs("rosa"), ("carmen", "close")], "closed",
    ),
    "closed after the holder signed in ink, on the receipt of new marks": (
        [*MARKED_WITH_ROSA, ("carmen", "form.print", {"form": "remarked", "target": "{regrade_key}", "about": last_marked}),
         ("carmen", "receipt.paper of rosa", {"form": printed}), ("carmen", "close")], "closed",
    ),
    "another body is told, and signs for the new mark": (
        [*AT_A_BODY, NOTICE, ("carmen", "remark", {"copies": "{copy1}", "receipt": "of. 77/2026"})], "marking",
    ),
    "another body that does not answer is excused, once it was told": ([*AT_A_BODY, NOTICE, ("jaime", "excuse")], "marking"),
    "a lost copy is excused": ([*LOST, ("jaime", "excuse")], "marking"),
    "closed": (CLOSED, "closed"),
    "closed after what was called back has come": (
        [*RECALLED, ("carmen", "lend.take_back"), ("carmen", "remark"), ("carmen", "close")], "closed",
    ),
    "a list of terms": (LISTED, "listing"),
    "a document is left out": ([*LISTED, ("jaime", "leave_out", {"document": "{second}"})], "listing"),
    "the list goes on": (
        [*LISTED, ("carmen", "register.register", {"via": "legacy", "declassify_on": "2019-12-31"}), ("jaime", "list_more")], "listing",
    ),
    "the list is proposed": (PROPOSED, "recorded"),
    "the list in effect": ([*PROPOSED, ("luis", "confirm"), ("carmen", "apply")], "marking"),
    "the list closed": (
        [*PROPOSED, ("luis", "confirm"), ("carmen", "apply"), ("carmen", "remark", EVERY_COPY), ("carmen", "close")], "closed",
    ),
    "the year's list, on its last day": (
        [AGELESS, ("carmen", "register.register", {"declassify_on": "+20"}), ("jaime", "list_terms", {"until": "+20"}),
         ("jaime", "propose"), ("luis", "confirm"), later(days=20), ("carmen", "apply")], "marking",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "by a clerk": ([PAPER, ("carmen", "order")], "not-your-role"),
    "of what is not there": ([PAPER, ("jaime", "order", {"documents": "E 2026/00099"})], "not-found"),
    "the same twice": ([PAPER, ("jaime", "order", {"documents": ["{document}", "{document}"]})], "bad-facts"),
    "without the order's reference": ([PAPER, ("jaime", "order", {"reference": None})], "bad-facts"),
    "of a document not confirmed": ([("carmen", "register.register_deferred"), ("jaime", "order")], "not-registered"),
    "declassified, with caveats": ([PAPER, ("jaime", "order", OPEN | {"caveats": ["solo-es"]})], "declassified-with-caveats"),
    "with a caveat that its level may not bear": (
        [PAPER, ("jaime", "order", {"level": "DL", "caveats": ["cripto"]})], "caveat-needs-level",
    ),
    "with nothing to change": ([PAPER, ("jaime", "order", {"level": "C"})], "nothing-changes"),
    "while another is under way": ([*ORDERED, ("jaime", "order", OPEN)], "regrading-open"),
    "by an order of tomorrow": ([PAPER, ("jaime", "order", {"dated": "+1"})], "order-in-the-future"),
    "above the head's own clearance": (
        [PAPER, ("sara", "clear.end of jaime"), ("sara", "clear.grant", {"person": "jaime", "level": "C"}), later(seconds=1),
         ("jaime", "order")], "level-too-low",
    ),
    "confirmed by the head": ([*ORDERED, ("jaime", "confirm")], "not-your-role"),
    "confirmed by who recorded it, as the leader's delegate": (
        [("luis", "delegate.delegate", {"taker": "jaime"}), *ORDERED, ("jaime", "confirm")], "second-person",
    ),
    "confirmed with an old password": ([*ORDERED, ("luis", "confirm", {MINUTES_AGO: 6})], "fresh-password"),
    "in effect before it is confirmed": ([*ORDERED, ("carmen", "apply")], "wrong-stage"),
    "in effect after it was sent back": ([*ORDERED, ("luis", "decline"), ("carmen", "apply")], "wrong-stage"),
    "in effect by who confirmed it": (
        [("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), *CONFIRMED, ("luis", "apply")], "second-person",
    ),
    "in effect by a clerk who may not see it": (
        [*CONFIRMED, ("jaime", "clear.suspend of pilar"), ("pilar", "apply")], "not-found",
    ),
    "raised above the clerk's clearance": (
        [("jaime", "clear.end of pilar"), ("jaime", "clear.grant", {"person": "pilar", "level": "C"}), later(seconds=1), *CONFIRMED,
         ("pilar", "apply")], "level-too-low",
    ),
    "in effect twice": ([*APPLIED, ("carmen", "apply")], "all-in-effect"),
    "raised where it lies too low": ([*IN_A_LOW_SAFE, ("carmen", "apply")], "lie-too-low"),
    "moved to where it lies too low": ([*IN_A_LOW_SAFE, ("carmen", "apply", {"place": "{low}"})], "place-too-low"),
    "a copy of something else": (
        [*APPLIED, ("carmen", "register.register"), ("carmen", "remark", {"copies": "{copy1}"})], "not-of-this-regrading",
    ),
    "a copy marked twice": ([*MARKED, ("carmen", "remark")], "marked-already"),
    "in a reader's hands, without her": ([*WITH_ROSA, ("carmen", "remark", {"copies": "{copy1}"})], "holder-signs"),
    "in a reader's hands, by another": (
        [*WITH_ROSA, ("carmen", "remark", {"copies": "{copy1}", "holder": "nuria"})], "holder-signs",
    ),
    "in the safe, by a reader": ([*APPLIED, ("carmen", "remark", {"holder": "rosa"})], "holder-has-it-not"),
    "in hands not cleared for it": (
        [*RECALLED, ("carmen", "remark", {"copies": "{copy1}", "holder": "vera"})], "comes-back-first",
    ),
    "closed while the holder refuses to sign": (
        [*MARKED_WITH_ROSA, ("rosa", "receipt.decline of rosa"), ("carmen", "close")], "receipt-declined",
    ),
    "closed while the holder has not signed": ([*MARKED_WITH_ROSA, ("carmen", "close")], "receipt-unsigned"),
    "a copy that is missing": ([*LOST, ("carmen", "remark", {"copies": "{copy1}"})], "missing-is-excused"),
    "a copy that was destroyed": (
        [*APPLIED, *DESTROYED[1:], ("carmen", "remark", {"copies": "{copy1}"})], "destroyed-is-destroyed",
    ),
    "excused at another body that has not been told": (
        [*AT_A_BODY, ("jaime", "excuse")], "body-not-told",
    ),
    "excused, though it is in the safe": ([*APPLIED, ("jaime", "excuse")], "within-reach"),
    "closed with copies to mark": ([*APPLIED, ("carmen", "remark", {"copies": "{copy1}"}), ("carmen", "close")], "copies-to-mark"),
    "in a bag, without a receipt": ([*IN_A_BAG, ("carmen", "remark")], "inside-a-bag"),
    "at another body, without its receipt": ([*AT_A_BODY, ("carmen", "remark", {"copies": "{copy1}"})], "body-signs"),
    "excused while it lies in a bag": ([*IN_A_BAG, ("jaime", "excuse")], "inside-a-bag"),
    "closed while it lies in a bag that is too low": ([*MARKED_IN_THE_BAG, ("carmen", "close")], "recalled-still-out"),
    "what is called back is asked for by another": ([*RECALLED, ("rosa", "lend.request")], "called-back"),
    "raised, handed over on an approval of before": (
        [*VERA_C, PAPER, ("vera", "lend.request"), ("luis", "lend.approve"), ("jaime", "order"), ("luis", "confirm"), ("carmen", "apply"),
         ("carmen", "lend.hand_over")], "level-too-low",
    ),
    "a list of nothing": ([PAPER, ("jaime", "list_terms")], "no-term-runs-out"),
    "listed further when it is whole": ([*LISTED, ("jaime", "list_more")], "list-is-whole"),
    "proposed before it is whole": (
        [*LISTED, ("carmen", "register.register", {"via": "legacy", "declassify_on": "2019-12-31"}), ("jaime", "propose")], "list-lacks",
    ),
    "left out what is not on it": ([*LISTED, ("jaime", "leave_out", {"document": "{third}"})], "document-not-listed"),
    "ordered what is on a list": ([*LISTED, ("jaime", "order", {"documents": "{first}"})], "regrading-open"),
    "in effect before the day": (
        [("carmen", "register.register", {"declassify_on": "+20"}), ("jaime", "list_terms", {"until": "+20"}), ("jaime", "propose"),
         ("luis", "confirm"), ("carmen", "apply")], "term-not-over",
    ),
    "the list confirmed by who proposed it": (
        [("luis", "delegate.delegate", {"taker": "jaime"}), *PROPOSED, ("jaime", "confirm")], "second-person",
    ),
    "deleted": ([*ORDERED, ("jaime", "delete")], "nothing-is-deleted"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def case() -> Regrading:
    return Regrading.objects.latest("pk")


def broken() -> list[str]:
    """What the checks of the tables say is apart."""
    report = Report()
    for check in EXTRA:
        if check.__module__.startswith("precinto.documents"):
            check(report)
    return [finding.what for finding in report.findings]


def of_another_scheme(number: int) -> None:
    """As if it had been registered under another scheme."""
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        journal.change(Document.objects.get(number=number), scheme="eu", level="C-UE", rank=20)


def test_an_order_gives_levels_of_one_scheme(office: Telling) -> None:
    office.tell([PAPER])
    of_another_scheme(1)
    order = Regrading(scheme="es", level="R", rank=30)
    facts = Facts(documents=[Document.objects.get()])
    assert rules.one_scheme(order, Actor(office.officer("jaime"), now()), facts) == "order-of-another-scheme"


@pytest.mark.parametrize(("level", "rank", "vera"), [("R", 30, False), ("DL", 10, True), ("SC", 0, True)])
def test_it_reaches_every_copy_and_every_reader(office: Telling, level: str, rank: int, vera: bool) -> None:
    office.tell([*VERA_C, PAPER, ("jaime", "order", {"level": level}), ("luis", "confirm"), ("carmen", "apply")], OWN)
    document = Document.objects.latest("pk")
    assert (document.level, document.rank) == (level, rank)
    assert set(Thing.objects.filter(copy__document=document).values_list("rank", flat=True)) == {rank}
    assert set(Reach.objects.filter(doc=document.pk).values_list("level", flat=True)) == {rank}
    who = Actor(office.officer("vera"), now()).subject
    assert visible(document, who) is vera
    line = Line.objects.get()
    assert (line.was_level, line.was_rank, line.last_copy) == ("C", 20, 2)
    assert broken() == []


def test_what_lies_too_low_moves_in_the_act_that_raises_it(office: Telling) -> None:
    office.tell([*IN_A_LOW_SAFE, ("carmen", "apply", {"place": "{safe}"})], OWN)
    for thing in Thing.objects.filter(copy__isnull=False).select_related("place"):
        assert thing.place is not None
        assert (thing.rank, thing.place.code, thing.seq) == (30, office.world.safe, 2)
    assert broken() == []


def test_the_exception_stands_by_name_until_the_copy_is_back(office: Telling) -> None:
    office.tell(RECALLED, OWN)
    (recall,) = queries.recalled(case())
    assert (recall.holder, recall.copy.number) == (Person.objects.get(account__login="vera"), 1)
    thing = recall.copy.thing
    assert thing.due is not None
    assert recall.due == thing.due
    assert not Place.objects.filter(holds=thing).exists()
    refused = office.is_refused([("carmen", "close")], "copies-to-mark", OWN)
    assert refused.facts["codes"]
    office.tell([("carmen", "lend.take_back")], OWN)
    assert list(queries.recalled(case())) == []


def test_the_check_of_the_tables_bites(office: Telling) -> None:
    office.tell(APPLIED, OWN)
    thing = Thing.objects.filter(copy__isnull=False).latest("pk")
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        journal.change(thing, rank=50)
    assert broken() == ["house-level", "house-place"]


def test_closed_only_when_what_is_called_back_has_come(office: Telling) -> None:
    """The second copy alone is left to mark, and the first is excused by nobody: it is called back."""
    office.tell([*RECALLED, ("carmen", "remark", {"copies": "{copy2}"})], OWN)
    assert [copy.number for copy in queries.to_mark(case())] == [1]
    office.is_refused([("carmen", "close")], "copies-to-mark", OWN)


def test_a_copy_made_after_it_bears_the_new_mark_already(office: Telling) -> None:
    made = [("rosa", "copy.request"), ("luis", "copy.approve"), ("carmen", "copy.make")]
    office.tell([*APPLIED, *made], OWN)
    assert [copy.number for copy in queries.to_mark(case())] == [1, 2]
    assert set(Thing.objects.filter(copy__isnull=False).values_list("rank", flat=True)) == {30}
    assert broken() == []


def test_the_list_reaches_those_whose_term_is_over_and_no_other(office: Telling) -> None:
    office.tell([*PROPOSED, ("luis", "confirm"), ("carmen", "apply")], OWN)
    levels = dict(Document.objects.order_by("pk").values_list("number", "level"))
    assert levels == {1: "SC", 2: "C", 3: "SC"}
    assert Copy.objects.filter(thing__rank=0).count() == 3
    assert broken() == []


def test_long_work_goes_on_where_it_stopped(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LISTED_AT_ONCE", 1)
    monkeypatch.setattr(queries, "DOCUMENTS_AT_ONCE", 1)
    office.tell([*LISTED, ("jaime", "list_more"), ("jaime", "propose"), ("luis", "confirm"), ("carmen", "apply")], OWN)
    assert Document.objects.filter(level="SC").count() == 1
    office.is_refused([("carmen", "remark", EVERY_COPY)], "not-of-this-regrading", OWN)
    office.is_refused([("carmen", "close")], "lines-without-effect", OWN)
    office.tell([("pilar", "apply")], OWN)
    assert Document.objects.filter(level="SC").count() == 2
    assert case().stage == "marking"


def test_what_is_annulled_half_way_is_left_out_first_and_the_rest_goes_on(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "DOCUMENTS_AT_ONCE", 1)
    office.tell([*PROPOSED, ("luis", "confirm"), ("carmen", "apply")], OWN)
    office.is_refused([("carmen", "register.annul")], "being-regraded", OWN)
    marked = ("carmen", "remark", {"copies": ["{first_copy1}", "{first_copy2}"]})
    left_out = ("jaime", "leave_out", {"document": "{second}"})
    office.is_done([left_out, ("carmen", "register.annul"), marked, ("carmen", "close")], "closed", OWN)
