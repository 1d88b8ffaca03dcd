# SPDX-License-Identifier: EUPL-1.2
"""1.1, 1.2, 4.1: an office keeps papers of allies too: each under the scheme of its owner, for whoever is cleared in that scheme."""

from __future__ import annotations

import pytest

from precinto.documents.models import Document
from precinto.labels.scheme import shipped
from precinto.office import schemes
from precinto.records import clock
from tests.stories.telling import PAPER, Move, Stories, Telling, told
from tests.web.conftest import Pages

pytestmark = pytest.mark.database
OWN = "register"

LOADED: list[Move] = [("jaime", "scheme.load", {"text": shipped()["otan"].decode()})]
SECRET = {"level": "otan/NS"}


def cleared(*logins: str) -> list[Move]:
    return [("jaime", "clear.grant", {"person": login, **SECRET}) for login in logins]


ALLIED: list[Move] = [*LOADED, *cleared("carmen"), ("carmen", "register as allied", SECRET)]
READ: list[Move] = [*ALLIED, *cleared("rosa")]
SENT: list[Move] = [
    ("luis", "channel.approve"),
    ("carmen", "correspondent.register", SECRET),
    ("carmen", "despatch.prepare"),
]
# The office's own scheme, lending less than its profile does.
BRIEF = shipped()["es"].decode().replace("version = 3", "version = 4").replace("max_loan_days = 7", "max_loan_days = 3")
NEVER = BRIEF.replace("max_loan_days = 3\n", "max_loan_days = 0\n")

DONE: Stories = {
    "registered by a clerk who is cleared for it": (ALLIED, "registered"),
    "with a caveat of its own scheme": (
        [*LOADED, ("jaime", "clear.grant", {"person": "carmen", "caveats": ["otan/atomal"], **SECRET}),
         ("carmen", "register", {"caveats": ["otan/atomal"], **SECRET})], "registered",
    ),
    "lent to a reader who is cleared for it": (
        [*READ, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")], "lent",
    ),
    "circulated": ([*READ, ("carmen", "circulate.open", {"readers": ["rosa"]})], "in_office"),
    "sent to a body of that alliance, by its own channel": (
        [*ALLIED, ("carmen", "channel.propose", SECRET), *SENT], "prepared",
    ),
    "read at a meeting under its scheme": (
        [*READ, ("nuria", "meet.convene", {
            "title": "Seguimiento", "on": "hoy", "room": "Sala 2", "participants": ["rosa"], "agenda": "Lectura", **SECRET}),
         ("carmen", "meet.plan_paper", {"copy": "{copy}", "reader": "rosa"})], "planned",
    ),
    "its level lowered within its scheme": (
        [*ALLIED, ("sara", "clear.grant", {"person": "jaime", **SECRET}), ("jaime", "regrade.order", {"level": "otan/NC"})], "recorded",
    ),
    "unclassified, it needs no clearance of any scheme": ([*LOADED, ("carmen", "register", {"level": "otan/NU"})], "registered"),
    "an envelope that its cover says so": (
        [*LOADED, *cleared("carmen"), ("carmen", "arrive.arrive", {
            "sender": "Cuartel aliado", "reference": "7/26", "channel": "hand", "place": "{safe}",
            "brought_by": "cabo Ruiz", "outer_intact": "yes", **SECRET})], "received",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "registered by a clerk who is cleared under another scheme": ([*LOADED, ("carmen", "register", SECRET)], "other-scheme"),
    "of a scheme that is not loaded": ([("carmen", "register", SECRET)], "bad-facts"),
    "of a scheme that is a draft": (
        [("jaime", "scheme.load", {"text": shipped()["es-2025"].decode()}), ("carmen", "register", {"level": "es-2025/S"})], "bad-facts",
    ),
    "with a caveat of another scheme": (
        [*LOADED, *cleared("carmen"), ("carmen", "register", {"caveats": ["solo-es"], **SECRET})], "caveat-of-another-scheme",
    ),
    "of the office's own scheme, with a caveat of another": (
        [*LOADED, ("carmen", "register", {"caveats": ["otan/atomal"]})], "caveat-of-another-scheme",
    ),
    "circulated to who is cleared under another scheme": (
        [*ALLIED, ("carmen", "circulate.open", {"readers": ["rosa"]})], "other-scheme",
    ),
    "asked for by who is cleared under another scheme": ([*ALLIED, ("rosa", "lend.request")], "not-found"),
    "circulated to whose clearance of its scheme was suspended": (
        [*READ, ("jaime", "clear.suspend"), ("carmen", "circulate.open", {"readers": ["rosa"]})], "clearance-suspended",
    ),
    "regraded into another scheme": (
        [*ALLIED, ("sara", "clear.grant", {"person": "jaime", **SECRET}), ("jaime", "regrade.order", {"level": "R"})],
        "order-of-another-scheme",
    ),
    "sent by a channel of another scheme": ([*ALLIED, ("carmen", "channel.propose"), *SENT], "channel-too-low"),
    "sent to a body of another scheme": (
        [*ALLIED, ("carmen", "channel.propose", SECRET), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
         ("carmen", "despatch.prepare")], "body-other-scheme",
    ),
    "an extract of two papers of two schemes": (
        [*READ, ("carmen", "register as other"),
         ("rosa", "copy.request", {
             "sources": ["{allied_copy1}", "{other_copy1}"], "kind": "extract", "part": "folio 3", "pages": 1, "copies": 1, "kept": 0})],
        "schemes-do-not-join",
    ),
    "a guest certified under another scheme": (
        [*READ, ("nuria", "meet.convene", {
            "title": "Seguimiento", "on": "hoy", "room": "Sala 2", "participants": ["rosa"], "agenda": "Lectura", **SECRET}),
         ("nuria", "meet.invite_guest", {
             "guest": "Comandante Gil", "body": "Estado Mayor", "level": "S", "certificate": "CH-9/26", "until": "+90"})],
        "guest-other-scheme",
    ),
    "lent for longer than its level allows": (
        [("jaime", "scheme.load", {"text": BRIEF}), PAPER, ("rosa", "lend.request", {"days": 4})], "loan-too-long",
    ),
    "lent although its level is lent for no day": (
        [("jaime", "scheme.load", {"text": NEVER}), PAPER, ("rosa", "lend.request")], "reading-room-only",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_it_is_marked_in_the_words_of_its_owner(office: Telling) -> None:
    office.tell(ALLIED, OWN)
    document = Document.objects.get()
    assert (document.scheme, document.level, document.rank) == ("otan", "NS", 30)
    assert "NATO SECRET" in schemes.marking(document.label, "pageTop", "en")


def test_of_the_top_level_it_waits_for_the_second_person_like_any_other(office: Telling) -> None:
    top = {"level": "otan/CTS"}
    office.tell(
        [
            *LOADED,
            *[("jaime", "clear.grant", {"person": one, **top}) for one in ("carmen", "pilar")],
            ("carmen", "register", top),
        ],
        OWN,
    )
    page = Pages("pilar").get("/").content.decode()
    assert f"/caso/documents.register/{Document.objects.get().pk}/" in page


def test_a_loan_ends_when_its_level_says(office: Telling) -> None:
    moves: list[Move] = [
        ("jaime", "scheme.load", {"text": BRIEF}), PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"),
        ("carmen", "lend.hand_over"),
    ]  # fmt: skip
    act = office.tell(moves, OWN)
    assert act is not None
    loan = act.case
    days = (loan.due - clock.now()).days  # type: ignore[attr-defined]
    assert days <= 4


def test_a_level_whose_scheme_ends_its_classification_ends_on_a_last_of_december(office: Telling) -> None:
    """Counted from the year of the paper, unless a day was stated; a level without a term has none."""
    ending = BRIEF.replace("max_loan_days = 3\n", "max_loan_days = 3\ndeclassify_years = 9\n", 1)
    office.tell([("jaime", "scheme.load", {"text": ending}), ("carmen", "register", {"level": "R", "dated": "2021-03-04"}),
                 ("carmen", "register", {"level": "R", "declassify_on": "2027-05-06"}),
                 ("carmen", "register", {"level": "C"})], OWN)  # fmt: skip
    ends = [str(day) for day in Document.objects.order_by("pk").values_list("declassify_on", flat=True)]
    assert ends == ["2030-12-31", "2027-05-06", "None"]
