# SPDX-License-Identifier: EUPL-1.2
"""1.5: asked for, authorised by the leader, made by the office; each copy born registered, the surplus destroyed."""

from __future__ import annotations

import pytest

from precinto.custody.models import Thing
from precinto.documents.copying import queries, rules
from precinto.documents.copying.models import Made, Reproduction
from precinto.documents.models import Copy, Document
from precinto.documents.queries import visible
from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import gate, journal
from precinto.records.clock import now
from tests.stories.destruction import DESTROYED
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database
OWN = "copy"

ASKED = [PAPER, ("rosa", "request")]
APPROVED = [*ASKED, ("luis", "approve")]
MAKING = [*APPROVED, ("carmen", "make")]
MADE = [*MAKING, ("carmen", "finish")]
CLOSED = [*MADE, ("carmen", "close")]
THREE = [PAPER, ("rosa", "request", {"copies": 3}), ("luis", "approve")]
SPOILED = [*APPROVED, ("carmen", "make", {"good": 1, "spoiled": 1, "printed": 20}), ("carmen", "finish")]
GONE = ("jaime", "discrepancy.open", {"copy": "{spoiled}", "folios": 0})
EXCESS = [*MAKING, ("carmen", "exceed")]


def every_copy(office: Telling) -> list[str]:
    """What an inventory of the safe reads where only the waste is not there."""
    return list(
        Thing.objects.filter(copy__isnull=False, place__code=office.names["safe"]).values_list("code", flat=True)
    )


# The sheets in excess, of which it was concluded why there are any, are not in the safe.
EXCESS_GONE: list[Move] = [
    *EXCESS, ("carmen", "finish"), ("luis", "conclude"), ("carmen", "inventory.open", {"plan": "partial", "place": "{safe}"}),
    ("carmen", "inventory.scan", {"place": "{safe}", "codes": every_copy}), ("carmen", "inventory.finish", {"place": "{safe}"}),
    ("carmen", "inventory.close"), ("jaime", "difference.declare_missing", {"conclusion": "no se halla"}),
]  # fmt: skip
# Papers of other kinds.
OPEN_TO_ALL = ("carmen", "register.register as paper", {"scope": "unit SEC\nunit DIR\nunit REG\nunit LOG"})
SECRET = [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify")]
LIMITED = ("carmen", "register.register", {"level": "DL"})
CAVEATS = [
    ("jaime", "clear.grant", {"person": who, "level": "S", "caveats": ["no-copia", "cripto", "solo-es"]})
    for who in ("carmen", "rosa")
]  # fmt: skip
MARKED = ("carmen", "register.register", {"caveats": ["cripto", "solo-es"]})
FORBIDDEN = ("carmen", "register.register", {"caveats": ["no-copia"]})
EXTRACT = {"kind": "extract", "part": "folios 3 a 5", "pages": 3, "copies": 1, "kept": 0}
BORN = {"good": 1, "folios": 3, "printed": 3, "title": "Extracto de cisternas"}
EXTRACTED = [PAPER, ("rosa", "request", EXTRACT), ("luis", "approve")]
HIGHER = ("carmen", "register.register as other", {"level": "R", "declassify_on": "2031-12-31", "scope": "rosa\nnuria"})
LOWER = ("carmen", "register.register as one", {"declassify_on": "2029-12-31"})
COMPILED = [
    LOWER,
    HIGHER,
    ("rosa", "request", EXTRACT | {"sources": ["{one_copy1}", "{other_copy1}"]}),
    ("luis", "approve"),
]


def excess(office: Telling) -> str:
    return str(Thing.objects.get(excess__isnull=False).code)


NURIA_DEPUTY = ("luis", "delegate.delegate")

DONE: Stories = {
    "a reader asks": (ASKED, "asked"),
    "a clerk asks for a reader": ([PAPER, ("pilar", "request")], "asked"),
    "the leader authorises": (APPROVED, "approved"),
    "the leader authorises fewer": ([*ASKED, ("luis", "approve", {"authorised": 1})], "approved"),
    "the leader's delegate authorises": ([*ASKED, NURIA_DEPUTY, ("nuria", "approve")], "approved"),
    "of a level that the registry authorises": ([LIMITED, ("rosa", "request"), ("carmen", "approve")], "approved"),
    "of the top level, with the originator's consent": (
        [*SECRET, ("rosa", "request"), ("luis", "approve", {"consent": "oficio 7 de 3 de mayo"})], "approved",
    ),
    "the leader declines": ([*ASKED, ("luis", "decline")], "declined"),
    "the reader withdraws": ([*APPROVED, ("rosa", "withdraw")], "withdrawn"),
    "made": (MAKING, "making"),
    "made in two goes": (
        [*APPROVED, ("carmen", "make", {"good": 1, "printed": 12}), ("pilar", "make", {"good": 1, "printed": 12})], "making",
    ),
    "with an operator and a witness": ([*APPROVED, ("carmen", "make", {"operator": "pilar", "witness": "rosa"})], "making"),
    "a spoiled copy has its number too": (SPOILED, "made"),
    "finished": (MADE, "made"),
    "closed, when there is no surplus": (CLOSED, "closed"),
    "closed, when the surplus is nowhere and that was concluded": (
        [*SPOILED, GONE, ("luis", "discrepancy.give_up"), ("carmen", "close")], "closed",
    ),
    "closed, when the sheets in excess are nowhere and that was concluded": (
        [*EXCESS_GONE, ("luis", "difference.give_up", {"conclusion": "se dan por perdidas"}), ("carmen", "close")], "closed",
    ),
    "an extract": ([*EXTRACTED, ("carmen", "make", BORN)], "making"),
    "an extract, with all that its source has": (
        [*EXTRACTED, ("carmen", "make", BORN | {"level": "C", "scope": "rosa"})], "making",
    ),
    "a translation": (
        [PAPER, ("rosa", "request", EXTRACT | {"kind": "translation"}), ("luis", "approve"), ("carmen", "make", BORN)], "making",
    ),
    "an extract of several": ([*COMPILED, ("carmen", "make", BORN)], "making"),
    "of what is marked, with its marks": (
        [*CAVEATS, MARKED, ("rosa", "request", EXTRACT), ("luis", "approve"),
         ("carmen", "make", BORN | {"caveats": ["cripto", "solo-es"]})], "making",
    ),
    "closed, when the sheets in excess were not in the safe to be destroyed, and that was concluded": (
        [*EXCESS, ("carmen", "finish"), ("luis", "conclude"), ("carmen", "destroy.propose", {"things": excess}),
         ("pilar", "destroy.drop", {"things": excess, "found": 0, "reason": "no están"}), ("luis", "conclude"), ("carmen", "close")],
        "closed",
    ),
    "sheets beyond those authorised are reported": (EXCESS, "making"),
    "and the leader concludes": ([*EXCESS, ("luis", "conclude")], "making"),
}  # fmt: skip

REFUSED: Stories = {
    "of what one may not see": ([PAPER, ("diego", "request")], "not-found"),
    "a copy of two papers": (
        [PAPER, ("carmen", "register.register as other"), ("rosa", "request", {"sources": ["{copy}", "{document}"]})], "bad-facts",
    ),
    "one copy of two sources": (
        [LOWER, HIGHER, ("rosa", "request", {"sources": ["{one_copy1}", "{other_copy1}"]})], "one-source",
    ),
    "an extract of two copies of one document": (
        [PAPER, ("rosa", "request", EXTRACT | {"sources": ["{copy1}", "{copy2}"]})], "document-twice",
    ),
    "the same source twice": ([PAPER, ("rosa", "request", EXTRACT | {"sources": ["{copy1}", "{copy1}"]})], "bad-facts"),
    "an extract of what two may read and no one": (
        [("jaime", "clear.grant", {"person": "carmen", "level": "S", "caveats": ["rel:ESP", "rel:FRA"]}),
         ("jaime", "clear.grant", {"person": "rosa", "level": "S", "caveats": ["rel:ESP", "rel:FRA"]}),
         ("carmen", "register.register as one", {"caveats": ["rel:ESP"]}),
         ("carmen", "register.register as other", {"caveats": ["rel:FRA"]}),
         ("rosa", "request", EXTRACT | {"sources": ["{one_copy1}", "{other_copy1}"]})], "nobody-may-have-both",
    ),
    "of a document not confirmed": ([("carmen", "register.register_deferred"), ("rosa", "request")], "not-registered"),
    "of the top level, not checked by two": ([SECRET[0], ("rosa", "request")], "not-verified"),
    "of what may not be copied": ([*CAVEATS, FORBIDDEN, ("rosa", "request")], "no-copy"),
    "an extract of what may not be copied": ([*CAVEATS, FORBIDDEN, ("rosa", "request", EXTRACT)], "no-copy"),
    "an extract of the top level": ([*SECRET, ("rosa", "request", EXTRACT)], "no-extract"),
    "for nobody": ([PAPER, ("rosa", "request", {"recipients": None, "kept": 0})], "no-recipients"),
    "for more than are asked for": ([PAPER, ("rosa", "request", {"kept": 2})], "more-recipients-than-copies"),
    "for somebody out of scope": ([PAPER, ("rosa", "request", {"recipients": ["diego"]})], "out-of-scope"),
    "authorised by who asked": (
        [OPEN_TO_ALL, ("luis", "request", {"sources": "{paper_copy1}"}), ("luis", "approve")], "second-person-concerned",
    ),
    "authorised by a clerk, above their level": ([*ASKED, ("carmen", "approve")], "leader-approves-copies"),
    "authorised by a recipient": (
        [OPEN_TO_ALL, ("rosa", "request", {"sources": "{paper_copy1}", "recipients": ["luis"]}), ("luis", "approve")],
        "approver-is-recipient",
    ),
    "authorised by a recipient's delegate": (
        [OPEN_TO_ALL, NURIA_DEPUTY, ("rosa", "request", {"sources": "{paper_copy1}", "recipients": ["luis"]}), ("nuria", "approve")],
        "approver-is-recipient",
    ),
    "more authorised than asked": ([*ASKED, ("luis", "approve", {"authorised": 3})], "more-than-asked"),
    "authorised with an old password": ([*ASKED, ("luis", "approve", {MINUTES_AGO: 6})], "fresh-password"),
    "of the top level, without consent": ([*SECRET, ("rosa", "request"), ("luis", "approve")], "originator-consents-first"),
    "authorised twice": ([*APPROVED, ("luis", "approve")], "wrong-stage"),
    "a part of it, as if it were a copy": (
        [PAPER, ("rosa", "request", EXTRACT | {"kind": "copy"})], "part-is-an-extract",
    ),
    "a part of what has no extracts, as if it were a copy": (
        [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"),
         ("rosa", "request", {"part": "folios 3-5", "pages": 3})], "part-is-an-extract",
    ),
    "of fewer folios than its source has": ([PAPER, ("rosa", "request", {"pages": 3})], "copy-is-whole"),
    "of more folios than its source has": ([PAPER, ("rosa", "request", {"pages": 13})], "copy-is-whole"),
    "authorised with the folios that it had when it was asked": (
        [*ASKED, ("carmen", "discrepancy.open"), ("jaime", "discrepancy.conclude", {"folios": 11}), ("luis", "approve")],
        "copy-is-whole",
    ),
    "made with fewer folios than its source has": (
        [*APPROVED, ("carmen", "make", {"folios": 11, "printed": 22})], "copy-is-whole",
    ),
    "raised since it was asked, and not checked by two": (
        [*ASKED, ("jaime", "regrade.order", {"level": "S"}), ("luis", "regrade.confirm"), ("carmen", "regrade.apply"), ("luis", "approve")],
        "not-verified",
    ),
    "made before it is authorised": ([*ASKED, ("carmen", "make")], "wrong-stage"),
    "made after it was declined": ([*ASKED, ("luis", "decline"), ("carmen", "make")], "wrong-stage"),
    "made with a lapsed approval": ([*APPROVED, later(days=7), ("carmen", "make")], "approval-lapsed"),
    "made by who authorised": ([LIMITED, ("rosa", "request"), ("carmen", "approve"), ("carmen", "make")], "second-person"),
    "worked by who authorised": ([LIMITED, ("rosa", "request"), ("carmen", "approve"),
         ("pilar", "make", {"operator": "carmen"})], "operator-approved"),
    "worked and witnessed by one": (
        [*APPROVED, ("carmen", "make", {"operator": "pilar", "witness": "pilar"})], "operator-is-witness",
    ),
    "witnessed by somebody out of scope": ([*APPROVED, ("carmen", "make", {"witness": "diego"})], "out-of-scope"),
    "made by a reader": ([*APPROVED, ("rosa", "make")], "not-your-role"),
    "by a clerk who may not see the source": ([*APPROVED, ("jaime", "clear.suspend of pilar"), ("pilar", "make")], "not-found"),
    "more than authorised": ([*APPROVED, ("carmen", "make", {"good": 3, "printed": 36})], "more-than-authorised"),
    "more than authorised, in two goes": (
        [*MAKING, ("carmen", "make", {"good": 1, "printed": 12})], "more-than-authorised",
    ),
    "the spoiled one counts": ([*APPROVED, ("carmen", "make", {"spoiled": 1, "printed": 25})], "more-than-authorised"),
    "longer copies than authorised": (
        [*APPROVED, ("carmen", "make", {"folios": 13, "good": 1, "printed": 13})], "more-pages-than-authorised",
    ),
    "more sheets than authorised": (
        [*APPROVED, ("carmen", "make", {"good": 1, "spoiled": 1, "printed": 25})], "more-pages-than-authorised",
    ),
    "sheets unaccounted for": ([*APPROVED, ("carmen", "make", {"good": 1, "printed": 20})], "sheets-do-not-add-up"),
    "spoiled copies of no sheets": (
        [*APPROVED, ("carmen", "make", {"good": 1, "spoiled": 1, "printed": 12})], "sheets-do-not-add-up",
    ),
    "nothing came out": ([*APPROVED, ("carmen", "make", {"good": 0})], "bad-facts"),
    "from a copy that is lent": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("rosa", "request"),
         ("luis", "approve"), ("carmen", "make")], "in-other-hands",
    ),
    "from a copy that is missing": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "lend.lose"),
         ("rosa", "request"), ("luis", "approve"), ("carmen", "make")], "not-in-the-safe",
    ),
    "into a safe of a lower level": (
        [*APPROVED, ("jaime", "place.open as low"), ("carmen", "make", {"place": "{low}"})], "place-too-low",
    ),
    "a copy with a level of its own": ([*APPROVED, ("carmen", "make", {"level": "DL"})], "bad-facts"),
    "an extract without a subject": ([*EXTRACTED, ("carmen", "make", BORN | {"title": None})], "bad-facts"),
    "an extract at a lower level": ([*EXTRACTED, ("carmen", "make", BORN | {"level": "DL"})], "copy-level-differs"),
    "an extract of several at the lower of their levels": (
        [*COMPILED, ("carmen", "make", BORN | {"level": "C"})], "copy-level-differs",
    ),
    "an extract at a higher level": ([*EXTRACTED, ("carmen", "make", BORN | {"level": "R"})], "copy-level-differs"),
    "an extract without one of the marks": (
        [*CAVEATS, MARKED, ("rosa", "request", EXTRACT), ("luis", "approve"), ("carmen", "make", BORN | {"caveats": ["cripto"]})],
        "copy-caveats-differ",
    ),
    "an extract that is secret for longer": (
        [*COMPILED, ("carmen", "make", BORN | {"declassify_on": "2040-12-31"})], "copy-term-differs",
    ),
    "an extract that is secret for less long": (
        [*COMPILED, ("carmen", "make", BORN | {"declassify_on": "2029-12-31"})], "copy-term-differs",
    ),
    "an extract for more readers than its source": (
        [*EXTRACTED, ("carmen", "make", BORN | {"scope": "unit LOG"})], "copy-scope-wider",
    ),
    "an extract for more readers than one of its sources": (
        [*COMPILED, ("carmen", "make", BORN | {"scope": "unit SEC"})], "copy-scope-wider",
    ),
    "an extract for its clerk": ([*EXTRACTED, ("carmen", "make", BORN | {"scope": "carmen"})], "scope-adds-oneself"),
    "finished before any is made": ([*APPROVED, ("carmen", "finish")], "wrong-stage"),
    "closed while a spoiled copy lives": ([*SPOILED, ("carmen", "close")], "surplus-lives"),
    "closed while a spoiled copy is looked for": ([*SPOILED, GONE, ("carmen", "close")], "surplus-lives"),
    "closed while a spoiled copy that was given up has been found": (
        [*SPOILED, GONE, ("luis", "discrepancy.give_up"), ("pilar", "discrepancy.found"), ("carmen", "close")], "surplus-lives",
    ),
    "closed while one is left over": (
        [*THREE, ("carmen", "make", {"good": 3, "printed": 36}), ("carmen", "finish"), ("carmen", "close")], "surplus-lives",
    ),
    "closed while sheets in excess live": ([*EXCESS, ("carmen", "finish"), ("luis", "conclude"), ("carmen", "close")], "surplus-lives"),
    "closed while sheets in excess are looked for": ([*EXCESS_GONE, ("carmen", "close")], "surplus-lives"),
    "closed while nobody has concluded on the excess": (
        [*EXCESS, ("carmen", "finish"), ("carmen", "close")], "excess-not-concluded",
    ),
    "concluded where there is no excess": ([*MAKING, ("luis", "conclude")], "no-excess"),
    "concluded by who made them": (
        [*APPROVED, ("jaime", "appoint.appoint", {"person": "carmen", "post": "LID"}), ("carmen", "make"), ("carmen", "exceed"),
         ("carmen", "conclude")], "second-person",
    ),
    "a spoiled copy is lent": (
        [*SPOILED, ("rosa", "lend.request", {"copy": "{spoiled}"})], "surplus-copy",
    ),
    "a source is destroyed meanwhile": (
        [*APPROVED, ("carmen", "destroy.propose", {"things": "{copy}", "reason": "sobra"})], "being-copied",
    ),
    "deleted": ([*ASKED, ("carmen", "delete")], "nothing-is-deleted"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(once_spoiled(office, moves), end, OWN)


def once_spoiled(office: Telling, moves: list[Move]) -> list[Move]:
    """What is left to tell, once the spoiled copy that it speaks of is there and has its code."""
    first = next((n for n, move in enumerate(moves) if "{spoiled}" in str(move)), None)
    if first is None:
        return moves
    office.tell(moves[:first], OWN)
    office.names["spoiled"] = Made.objects.latest("pk").copy.thing.code
    return moves[first:]


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(once_spoiled(office, moves), end, OWN)


def case() -> Reproduction:
    return Reproduction.objects.latest("pk")


def test_a_document_has_no_more_copies_than_a_code_can_write(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """999, in three digits. Here it is three: two are registered, and two more are to be made."""
    monkeypatch.setattr(rules, "LAST_COPY", 3)
    refused = office.is_refused(MAKING, "too-many-copies", OWN)
    assert refused.facts["most"] == 3
    office.is_done([("carmen", "make", {"good": 1, "printed": 12})], "making", OWN)


def of_another_scheme(number: int) -> None:
    """As if it had been registered under another scheme."""
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        journal.change(Document.objects.get(number=number), scheme="eu", level="C-UE", rank=20)


def test_sources_of_two_schemes_are_not_joined(office: Telling) -> None:
    office.tell([LOWER, HIGHER])
    ask = Reproduction(kind="extract")
    facts = Facts(sources=[Copy.objects.get(document__number=n, number=1) for n in (1, 2)])
    actor = Actor(office.officer("rosa"), now())
    assert rules.can_be_joined(ask, actor, facts) is None
    of_another_scheme(1)
    facts.sources[0].document.refresh_from_db()
    assert rules.can_be_joined(ask, actor, facts) == "schemes-do-not-join"


def test_each_copy_is_born_registered(office: Telling) -> None:
    office.tell(MADE, OWN)
    document = Document.objects.latest("pk")
    born = [made.copy for made in case().made.order_by("number")]
    assert [copy.number for copy in born] == [3, 4]
    assert document.total == 4
    for copy in born:
        assert (copy.thing.rank, copy.thing.pieces, copy.thing.seq) == (document.rank, 12, 1)
        assert copy.thing.in_the_safe
    assert [made.recipient and made.recipient.person.given_name for made in case().made.order_by("number")] == [
        "Rosa",
        None,
    ]


def test_what_nobody_is_to_have_is_surplus_until_it_is_destroyed(office: Telling) -> None:
    office.tell([*THREE, ("carmen", "make", {"good": 2, "spoiled": 1, "printed": 30}), ("carmen", "finish")], OWN)
    assert [(row.number, row.state, row.copy.thing.pieces) for row in queries.surplus_due(case())] == [
        (3, "spoiled", 6)
    ]
    assert case().due is not None
    assert [claim.reason.id for claim in queries.of_surplus([queries.surplus_due()[0].copy.thing_id])] == [
        "surplus-copy"
    ]


def test_the_case_is_closed_when_its_surplus_is_destroyed(office: Telling) -> None:
    office.tell(SPOILED, OWN)
    thing = queries.surplus_due(case())[0].copy.thing
    _paper, propose, *burning = DESTROYED
    office.tell([(*propose[:2], {"things": [thing.code]}), *burning])
    assert queries.surplus_due(case()) == []
    office.is_done([("carmen", "close")], "closed", OWN)


def test_an_extract_of_several_bears_the_join_of_its_sources(office: Telling) -> None:
    office.tell([*COMPILED, ("carmen", "make", BORN)], OWN)
    born = case().result
    assert born is not None
    assert (born.level, born.rank, str(born.declassify_on), born.via) == ("R", 30, "2031-12-31", "made")
    assert born.full_number.endswith("/00003")
    people = {
        login: Actor(office.officer(login), now()).subject for login in ("rosa", "nuria", "vera", "diego", "carmen")
    }
    assert {login for login, who in people.items() if visible(born, who)} == {"rosa", "nuria", "carmen"}
    assert [str(copy) for copy in Copy.objects.filter(document=born)] == [Thing.objects.latest("pk").code]
    assert queries.made_from(Document.objects.get(pk=office.names["one_key"])) == [born]


def test_sheets_in_excess_are_waste_in_the_safe(office: Telling) -> None:
    office.tell(EXCESS, OWN)
    (thing,) = queries.excess_due(case())
    assert (thing.kind, thing.pieces, thing.rank, thing.in_the_safe) == ("waste", 3, 20, True)
