# SPDX-License-Identifier: EUPL-1.2
"""1.1: everything that comes in is registered; no number is missing, used twice or deleted."""

from __future__ import annotations

import pytest

import tests.stories.destruction  # noqa: F401  the facts of a batch
from precinto.custody.models import Thing
from precinto.documents.forms import MOST_COPIES, Register
from precinto.documents.models import Document
from precinto.documents.receiving.models import Arrival
from precinto.records.errors import BadFacts
from tests.stories.telling import AGELESS, EVAS, PAPER, Stories, Telling, later, signs, told

OWN = "register"
TOP = ("carmen", "register", {"level": "S"})
MADE = ("carmen", "register", {"via": "made", "no_envelope": ""})
MEETING = {"title": "Seguimiento", "on": "+3", "room": "Sala 2", "level": "C", "participants": ["rosa", "diego"]}
DEFERRED = ("carmen", "register_deferred", {"no_envelope": ""})
ENVELOPE = [
    ("carmen", "arrive.arrive", {"sender": "Estado Mayor", "channel": "bag", "level": "C", "outer_intact": "yes",
                                 "brought_by": "cabo Ruiz", "place": "{safe}"}),
    ("carmen", "arrive.open", {"inner_intact": "yes", "folios": 24}),
]  # fmt: skip


def envelope(office: Telling) -> str:
    return str(Arrival.objects.get().name)


DONE: Stories = {
    "a clerk registers": ([PAPER], "registered"),
    "out of an envelope": ([*ENVELOPE, ("carmen", "register", {"no_envelope": "", "source": envelope})], "registered"),
    "what was made here comes out of none": ([("carmen", "register", {"no_envelope": "", "via": "made"})], "registered"),
    "copies that differ in their folios": ([("carmen", "register", {"folios_each": "12, 11"})], "registered"),
    "the next number may be written out": ([PAPER, ("carmen", "register", {"number": 2})], "registered"),
    "a document without copies out may be annulled": ([PAPER, ("pilar", "annul")], "annulled"),
    "whoever registered may annul": ([PAPER, ("carmen", "annul")], "annulled"),
    "of top level, somebody else annuls": ([TOP, ("pilar", "annul")], "annulled"),
    "or the head": ([TOP, ("jaime", "annul")], "annulled"),
    "annulled after its loan was settled": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "lend.take_back"),
         signs("rosa"), ("carmen", "lend.settle"), ("carmen", "annul")], "annulled",
    ),
    "a paper day is entered afterwards": ([DEFERRED], "deferred"),
    "and confirmed by another clerk": ([DEFERRED, ("pilar", "confirm")], "registered"),
    "or by the head": ([DEFERRED, ("jaime", "confirm")], "registered"),
    "or annulled": ([DEFERRED, ("carmen", "annul")], "annulled"),
    "a second person checks what was received": ([PAPER, ("pilar", "verify")], "verified"),
    "the head may be that second person": ([PAPER, ("jaime", "verify")], "verified"),
    "whoever confirmed may check": ([DEFERRED, ("pilar", "confirm"), ("pilar", "verify")], "verified"),
    "an entry is corrected and stays where it was": ([PAPER, ("carmen", "correct")], "registered"),
    "dated today, declassified today, read until today": (
        [("carmen", "register", {"dated": "hoy", "declassify_on": "hoy", "scope": "rosa until hoy"})], "registered",
    ),
    "the term of an old register may have run out": (
        [("carmen", "register", {"via": "legacy", "dated": "1970-05-06", "declassify_on": "2001-12-31"})], "registered",
    ),
    "its term is corrected, and what ends it": (
        [PAPER, ("carmen", "correct", {"declassify_on": "+400", "declassify_event": "retirada del material"})], "registered",
    ),
    "how it came is corrected": (
        [MADE, ("carmen", "correct", {"via": "hand", "no_envelope": "sin sobre"})], "registered",
    ),
    "an old term is left as it is by a correction": (
        [("carmen", "register", {"via": "legacy", "declassify_on": "2001-12-31"}), ("carmen", "correct")], "registered",
    ),
    "also after it was checked": ([PAPER, ("pilar", "verify"), ("carmen", "correct")], "verified"),
    "a clerk may write the unit of others into the scope": ([("pilar", "register", {"scope": "unit+ DIR\npost LID"})], "registered"),
    "a clerk writes another clerk into the scope": ([("carmen", "register", {"scope": "pilar"})], "registered"),
    "what declassifies it has not happened yet": (
        [("carmen", "register", {"declassify_event": "retirada del material"}), ("pilar", "review_event")], "registered",
    ),
    "a deputy by delegation registers": (
        [("carmen", "delegate.delegate", {"taker": "rosa", "role": "clerk"}), ("rosa", "register", {"scope": "vera"})],
        "registered",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "folios of fewer copies than there are": ([("carmen", "register", {"folios_each": "12"})], "bad-facts"),
    "a copy of no folios": ([("carmen", "register", {"folios_each": "12, 0"})], "bad-facts"),
    "folios that are no numbers": ([("carmen", "register", {"folios_each": "12, doce"})], "bad-facts"),
    "a reader registers": ([("rosa", "register")], "not-your-role"),
    "the leader registers": ([("luis", "register")], "not-your-role"),
    "the head registers": ([("jaime", "register")], "not-your-role"),
    "the system administrator registers": ([("olga", "register")], "not-your-role"),
    "nobody has signed in": ([("", "register")], "not-signed-in"),
    "an event is looked at where none is awaited": ([PAPER, ("carmen", "review_event")], "awaits-no-event"),
    "an event is looked at by a reader": (
        [("carmen", "register", {"declassify_event": "retirada del material"}), ("rosa", "review_event")], "not-your-role",
    ),
    "a number that leaves a gap": ([PAPER, ("carmen", "register", {"number": 3})], "number-leaves-gap"),
    "the first number leaves a gap": ([("carmen", "register", {"number": 2})], "number-leaves-gap"),
    "a number used twice": ([PAPER, ("carmen", "register", {"number": 1})], "number-taken"),
    "the number of what was annulled": ([PAPER, ("carmen", "annul"), ("carmen", "register", {"number": 1})], "number-taken"),
    "a deferred entry jumps a number": ([("carmen", "register_deferred", {"number": 2})], "number-leaves-gap"),
    "an entry is deleted": ([PAPER, ("carmen", "delete")], "nothing-is-deleted"),
    "an entry is deleted, in Spanish": ([PAPER, ("jaime", "borrar")], "nothing-is-deleted"),
    "a step that is not there": ([PAPER, ("carmen", "publish")], "no-such-step"),
    "a safe of a lower level": ([("jaime", "place.open as low"), ("carmen", "register", {"place": "{low}"})], "place-too-low"),
    "a clerk writes herself into the scope": ([("carmen", "register", {"scope": "rosa\ncarmen"})], "scope-adds-oneself"),
    "a deferred entry writes its clerk into the scope": ([("carmen", "register_deferred", {"scope": "carmen"})], "scope-adds-oneself"),
    "the clerk's clearance is suspended": ([("jaime", "clear.suspend of carmen"), ("carmen", "register")], "clearance-suspended"),
    "the clerk's clearance has expired": ([AGELESS, later(days=302), ("carmen", "register")], "clearance-expired"),
    "the clerk's clearance was ended and is too low": (
        [("jaime", "clear.end of carmen"), ("jaime", "clear.grant", {"person": "carmen", "level": "DL"}), ("carmen", "register")],
        "level-too-low",
    ),
    "the clerk has no clearance": (
        [("jaime", "person.register"), ("jaime", "account.open"), ("eva", "account.change_password of eva", EVAS),
         ("jaime", "appoint.appoint", {"person": "eva"}), ("eva", "register")],
        "clearance-none",
    ),
    "a caveat for which the clerk is not cleared": ([("carmen", "register", {"caveats": ["cripto"]})], "caveat-missing"),
    "a document not releasable to the clerk": ([("carmen", "register", {"caveats": ["rel:FRA"]})], "not-releasable"),
    "a caveat under its level": (
        [("jaime", "clear.grant", {"person": "carmen", "caveats": ["cripto"]}),
         ("carmen", "register", {"caveats": ["cripto"], "level": "DL"})],
        "caveat-needs-level",
    ),
    "what came in, without its envelope and without a reason": ([("carmen", "register", {"no_envelope": ""})], "no-envelope"),
    "what came by hand, likewise": ([("carmen", "register", {"via": "hand", "no_envelope": " "})], "no-envelope"),
    "from a meeting, out of nothing that was handed in": (
        [("carmen", "register", {"via": "meeting", "meeting": "Comité", "no_envelope": ""})], "brought-from-nowhere",
    ),
    "from a meeting, out of an envelope": (
        [*ENVELOPE,
         ("carmen", "register", {"via": "meeting", "meeting": "Comité", "source": envelope})], "not-from-a-meeting",
    ),
    "from a meeting, without saying which": ([("carmen", "register", {"via": "meeting"})], "bad-facts"),
    "without folios": ([("carmen", "register", {"folios": 0})], "bad-facts"),
    "dated tomorrow": ([("carmen", "register", {"dated": "+1"})], "bad-facts"),
    "a paper day's document dated tomorrow": ([("carmen", "register_deferred", {"dated": "+1"})], "bad-facts"),
    "declassified yesterday": ([("carmen", "register", {"declassify_on": "2020-12-31"})], "bad-facts"),
    "declassified before it was written": (
        [("carmen", "register", {"via": "legacy", "dated": "2001-05-06", "declassify_on": "1999-12-31"})], "bad-facts",
    ),
    "a reader until yesterday": ([("carmen", "register", {"scope": "unit SEC\nrosa until 2020-12-31"})], "bad-facts"),
    "a reader until before they begin": ([("carmen", "register", {"scope": "rosa from +9 until +3"})], "bad-facts"),
    "corrected to be dated tomorrow": ([PAPER, ("carmen", "correct", {"dated": "+1"})], "bad-facts"),
    "corrected to be declassified yesterday": ([PAPER, ("carmen", "correct", {"declassify_on": "2020-12-31"})], "bad-facts"),
    "corrected to be dated after it is declassified": (
        [("carmen", "register", {"via": "legacy", "declassify_on": "2001-12-31"}), ("carmen", "correct", {"dated": "2003-01-02"})],
        "bad-facts",
    ),
    "corrected to have come by hand, out of no envelope": ([MADE, ("carmen", "correct", {"via": "hand"})], "bad-facts"),
    "corrected to have been made here, though it came in an envelope": (
        [*ENVELOPE, ("carmen", "register", {"no_envelope": "", "source": envelope}), ("carmen", "correct", {"via": "made"})],
        "bad-facts",
    ),
    "corrected to have come from a meeting, and not which": ([PAPER, ("carmen", "correct", {"via": "meeting"})], "bad-facts"),
    "a paper day that has not come": ([("carmen", "register_deferred", {"occurred_at": "+1"})], "bad-facts"),
    "confirmed by whoever wrote it": ([DEFERRED, ("carmen", "confirm")], "second-person"),
    "checked by whoever registered": ([PAPER, ("carmen", "verify")], "second-person"),
    "checked by whoever wrote the paper day": ([DEFERRED, ("pilar", "confirm"), ("carmen", "verify")], "second-person"),
    "checked for the registrar by delegation": (
        [PAPER, ("carmen", "delegate.delegate", {"role": "clerk"}), ("nuria", "verify")], "second-person",
    ),
    "registered by delegation, checked by its giver": (
        [("carmen", "delegate.delegate", {"role": "clerk"}), ("nuria", "register", {"scope": "vera"}), ("carmen", "verify")],
        "second-person",
    ),
    "checked before it is confirmed": ([DEFERRED, ("pilar", "verify")], "wrong-stage"),
    "confirmed twice": ([DEFERRED, ("pilar", "confirm"), ("jaime", "confirm")], "wrong-stage"),
    "checked by a clerk who may not see it": (
        [PAPER, ("jaime", "clear.suspend of pilar"), ("pilar", "verify")], "not-found",
    ),
    "corrected by a clerk who may not see it": (
        [PAPER, ("jaime", "clear.suspend of pilar"), ("pilar", "correct")], "not-found",
    ),
    "corrected by the head": ([PAPER, ("jaime", "correct")], "not-your-role"),
    "corrected after annulment": ([PAPER, ("carmen", "annul"), ("carmen", "correct")], "wrong-stage"),
    "corrected without a reason": ([PAPER, ("carmen", "correct", {"reason": ""})], "bad-facts"),
    "annulled twice": ([PAPER, ("carmen", "annul"), ("carmen", "annul")], "wrong-stage"),
    "annulled while a copy is out": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "annul")],
        "copies-out",
    ),
    "annulled while it stands on a list that the leader has signed": (
        [PAPER, ("carmen", "destroy.propose"), ("pilar", "destroy.list"), ("luis", "destroy.sign"), ("carmen", "annul")],
        "in-a-batch",
    ),
    "annulled under a legal hold": ([PAPER, ("jaime", "hold.place"), ("carmen", "annul")], "on-hold"),
    "annulled while a round waits": ([PAPER, ("carmen", "circulate.open"), ("pilar", "annul")], "reserved"),
    "annulled while a loan is approved": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "annul")], "reserved",
    ),
    "annulled while a discrepancy is open": ([PAPER, ("carmen", "discrepancy.open"), ("pilar", "annul")], "reserved"),
    "annulled while a meeting is to read it": (
        [PAPER, ("nuria", "meet.convene", MEETING), ("carmen", "meet.plan_paper", {"copy": "{copy}", "reader": "rosa"}),
         ("carmen", "annul")], "promised-to-a-meeting",
    ),
    "annulled while it is got ready to be sent": (
        [PAPER, ("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
         ("carmen", "despatch.prepare"), ("pilar", "annul")], "despatch-open",
    ),
    "annulled while it is copied": ([PAPER, ("rosa", "copy.request"), ("carmen", "annul")], "being-copied"),
    "annulled while its level is being changed": ([PAPER, ("jaime", "regrade.order"), ("carmen", "annul")], "being-regraded"),
    "of top level, annulled by whoever registered it": ([TOP, ("carmen", "annul")], "annulled-by-the-registrar"),
    "of top level, annulled for the registrar by delegation": (
        [TOP, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "vera"}), ("vera", "annul")], "annulled-by-the-registrar",
    ),
    "of top level, annulled by whoever opened its envelope": (
        [*ENVELOPE, ("pilar", "register", {"level": "S", "no_envelope": "", "source": envelope}), ("carmen", "annul")],
        "annulled-by-the-registrar",
    ),
    "a document that is not there": ([("carmen", "verify of 999999")], "not-found"),
    "a step without its case": ([("carmen", "verify")], "needs-a-case"),
    "one copy more than one act can hold": ([("carmen", "register", {"copies": MOST_COPIES + 1})], "bad-facts"),
    "more readers than one act can hold": (
        [("carmen", "register", {"copies": MOST_COPIES, "scope": "\n".join(["unit SEC"] * 400)})], "act-too-large",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[tuple[str, ...]], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[tuple[str, ...]], end: str) -> None:
    office.is_refused(moves, end, OWN)


@pytest.mark.database
def test_a_term_that_is_taken_out_gives_way_to_that_of_the_level(office: Telling) -> None:
    office.tell([("carmen", "register", {"dated": "2026-01-02", "declassify_on": "+30"})], OWN)
    written = Document.objects.get().declassify_on
    office.take(("carmen", "correct", {"declassify_on": ""}), OWN)
    document = Document.objects.get()
    assert document.declassify_on != written
    office.tell([("carmen", "register", {"dated": "2026-01-02"})], OWN)
    assert document.declassify_on == Document.objects.latest("pk").declassify_on


@pytest.mark.database
def test_what_was_made_here_has_no_reason_for_want_of_an_envelope(office: Telling) -> None:
    office.tell(
        [("carmen", "register", {"via": "hand", "no_envelope": "sin sobre"}), ("carmen", "correct", {"via": "made"})],
        OWN,
    )
    assert (Document.objects.get().via, Document.objects.get().no_envelope) == ("made", "")


@pytest.mark.database
def test_annulment_keeps_the_number(office: Telling) -> None:
    office.tell([PAPER, ("carmen", "annul"), PAPER, ("carmen", "register_deferred"), ("pilar", "annul"), PAPER], OWN)
    assert list(Document.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.database
def test_one_act_holds_as_many_copies_as_the_form_takes_each_text_at_its_longest(office: Telling) -> None:
    texts = {
        name: "ñ" * getattr(Register.base_fields[name], "max_length", 300)
        for name in Register.sealed - {"meeting", "no_envelope"}
    }
    long = {
        "scope": "\n".join(["unit+ DIR"] * 40),
        "folios_each": ", ".join(["99999"] * MOST_COPIES),
        "declassify_on": "+4000",
    }
    office.is_done([("carmen", "register", texts | long | {"copies": MOST_COPIES, "dated": "hoy"})], "registered", OWN)
    assert Thing.objects.count() == MOST_COPIES


@pytest.mark.database
def test_one_copy_more_is_told_how_many_and_what_to_do(office: Telling) -> None:
    refused = office.is_refused([("carmen", "register", {"copies": MOST_COPIES + 1})], "bad-facts", OWN)
    assert isinstance(refused, BadFacts)
    (said,) = refused.errors["copies"]
    assert f"{MOST_COPIES} " in said


@pytest.mark.database
def test_a_refused_registration_takes_no_number(office: Telling) -> None:
    office.is_refused([PAPER, ("carmen", "register", {"scope": "carmen"})], "scope-adds-oneself", OWN)
    office.tell([PAPER], OWN)
    assert list(Document.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_each_year_and_each_series_begins_at_one(office: Telling) -> None:
    office.tell(
        [
            PAPER,
            PAPER,
            ("carmen", "register", {"year": 1999, "via": "legacy"}),
            ("carmen", "register", {"series": "L", "via": "legacy"}),
        ],
        OWN,
    )
    assert [str(d)[0] + str(d.number) for d in Document.objects.order_by("pk")] == ["E1", "E2", "E1", "L1"]


def test_a_new_year_begins_at_one(office: Telling) -> None:
    office.tell([PAPER, AGELESS, later(days=366), ("jaime", "clear.grant", {"person": "carmen"})], OWN)
    office.tell([PAPER], OWN)
    assert list(Document.objects.order_by("pk").values_list("number", flat=True)) == [1, 1]


@pytest.mark.parametrize("year", [1900, 1969, 2069, 2070, 2100])
def test_any_year_that_the_form_takes_is_answered(office: Telling, year: int) -> None:
    """The codes on the labels know the years 1970 to 2069 only: the rest is refused in words."""
    if 1970 <= year <= 2069:
        office.tell([("carmen", "book.open", {"series": "E", "year": year}), ("jaime", "book.confirm_opening")])
        office.is_done([("carmen", "register", {"year": year})], "registered", OWN)
    else:
        office.is_refused([("carmen", "register", {"year": year})], "bad-facts", OWN)


def test_each_copy_has_its_own_folios(office: Telling) -> None:
    """And is counted by them at the counter."""
    office.tell([("carmen", "register", {"folios_each": "12, 11"})], OWN)
    assert list(Thing.objects.filter(kind="copy").order_by("pk").values_list("pieces", flat=True)) == [12, 11]
    second = office.names["copy2"]
    office.is_refused(
        [("carmen", "circulate.open", {"copy": second}), ("carmen", "circulate.give", {"folios": 12})],
        "folios-differ",
        OWN,
    )
    office.is_done([("carmen", "circulate.give", {"folios": 11})], "out", "circulate")
