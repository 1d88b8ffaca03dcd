# SPDX-License-Identifier: EUPL-1.2
"""D242 17: absences are announced; whoever keeps papers hands them over before a long one, and before the post ends.

1.3: whoever leaves a post or a unit leaves the combination behind.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from precinto.access.models import Absence
from precinto.documents.cases import actor_of
from precinto.documents.keeping.models import Lock
from precinto.documents.lists import agenda
from tests.stories.telling import FACTS, PAPER, REASON, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database
OWN = "absence"

FACTS.update(
    {
        "absence.announce": {"since": "+1", "until": "+20", "reason": "permiso"},
        "absence.change": {"since": "+1", "until": "+10"},
    }
)

LONG: Move = ("carmen", "announce")
SHORT: Move = ("carmen", "announce", {"until": "+15"})
KNOWN: list[Move] = [
    ("jaime", "lock.fit", {"place": "{safe}", "kind": "dial"}),
    ("carmen", "lock.change", {"trigger": "installation", "knowers": ["pilar"]}),
]  # fmt: skip
SECOND: Move = ("jaime", "place.open as second", {"name": "Armario 2", "kind": "safe", "level": "S"})
LENT: list[Move] = [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]


def handed_over(outgoing: str, incoming: str, place: str = "{safe}") -> list[Move]:
    """A hand-over of an empty place, with its inventory, conformed by the leader."""
    return [
        ("luis", "relief.open", {"outgoing": outgoing, "incoming": incoming, "place": place, **REASON}),
        (incoming, "inventory.finish", {"place": place}), ("ines", "inventory.close"), (outgoing, "relief.hand_over"),
        (incoming, "relief.take_over"), ("luis", "relief.conform"),
    ]  # fmt: skip


OVER = handed_over("carmen", "pilar")

DONE: Stories = {
    "announced by oneself": ([LONG], "announced"),
    "by a reader": ([("rosa", "announce")], "announced"),
    "by the head for somebody": ([("jaime", "announce", {"person": "carmen"})], "announced"),
    "its days changed": ([LONG, ("carmen", "change")], "announced"),
    "cancelled": ([LONG, ("jaime", "cancel")], "cancelled"),
    "another one after it was cancelled": ([LONG, ("jaime", "cancel"), LONG], "announced"),
    "a reader goes for long": ([("rosa", "announce"), ("rosa", "go")], "away"),
    "a reader goes for some days with a copy in hand": ([*LENT, ("rosa", "announce", {"until": "+5"}), ("rosa", "go")], "away"),
    "a clerk goes for fifteen days": ([SHORT, ("carmen", "go")], "away"),
    "a clerk goes for long, having handed over": ([LONG, *OVER, ("carmen", "go")], "away"),
    "by the hand of the head": ([LONG, *OVER, ("jaime", "go")], "away"),
    "the hand-over of all that they know": (
        [SECOND, *KNOWN, LONG, *handed_over("carmen", "pilar", "{safe}"), ("carmen", "go")], "away",
    ),
    "and comes back": ([SHORT, ("carmen", "go"), later(days=2), ("carmen", "come_back")], "back"),
    "fell ill and came back": (
        [("jaime", "announce", {"person": "carmen", "since": "hoy"}), later(days=2), ("carmen", "come_back")], "back",
    ),
    "a clerk's post ends after the hand-over": ([*OVER, ("jaime", "appoint.end of carmen")], "ended"),
    "the leader ends it where the holder cannot sign": ([("luis", "appoint.remove of carmen", REASON)], "ended"),
    "a clerk leaves after the hand-over": ([*OVER, ("jaime", "person.leave of carmen")], "left"),
    "a second post of the office ends": (
        [("jaime", "post.open"), ("jaime", "appoint.appoint", {"person": "carmen", "post": "ARC"}),
         ("jaime", "appoint.end of carmen")], "ended",
    ),
    "a post that keeps nothing ends": ([("jaime", "appoint.end of vera")], "ended"),
    "a post that has not begun": (
        [("jaime", "appoint.appoint", {"since": "+5"}), ("jaime", "appoint.end of rosa")], "ended",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "of another by a clerk": ([("carmen", "announce", {"person": "rosa"})], "absence-of-another"),
    "without a last day": ([("carmen", "announce", {"until": None})], "bad-facts"),
    "the same days twice": ([LONG, SHORT], "absence-known"),
    "changed into days that are announced already": (
        [LONG, ("carmen", "announce as later", {"since": "+30", "until": "+40"}), ("carmen", "change of later", {"until": "+35"})],
        "absence-known",
    ),
    "changed by another reader": ([LONG, ("rosa", "change")], "not-found"),
    "a clerk goes for long": ([LONG, ("carmen", "go")], "keeper-has-not-handed-over"),
    "for sixteen days": ([("carmen", "announce", {"until": "+16"}), ("carmen", "go")], "keeper-has-not-handed-over"),
    "sent by the head": ([LONG, ("jaime", "go")], "keeper-has-not-handed-over"),
    "the head goes for long": ([("jaime", "announce"), ("jaime", "go")], "keeper-has-not-handed-over"),
    "who knows a combination goes for long": (
        [KNOWN[0], ("carmen", "lock.change", {"trigger": "installation", "knowers": ["rosa"]}), ("rosa", "announce"), ("rosa", "go")],
        "keeper-has-not-handed-over",
    ),
    "with a hand-over that nobody conformed": ([LONG, *OVER[:-1], ("carmen", "go")], "keeper-has-not-handed-over"),
    "with a hand-over of last month": (
        [*OVER, later(days=20), ("carmen", "announce"), ("carmen", "go")], "keeper-has-not-handed-over",
    ),
    "with a hand-over of another safe": (
        [SECOND, *KNOWN, LONG, *handed_over("carmen", "pilar", "{second}"), ("carmen", "go")], "hand-over-not-of-all",
    ),
    "for long with a copy in hand": ([*LENT, ("rosa", "announce"), ("rosa", "go")], "absence-still-holding"),
    "back before it began": ([LONG, ("carmen", "come_back")], "absence-not-begun"),
    "a clerk's post ends with nothing handed over": ([("jaime", "appoint.end of carmen")], "keeper-has-not-handed-over"),
    "the head's too": ([("sara", "appoint.end of jaime")], "keeper-has-not-handed-over"),
    "a clerk leaves with nothing handed over": ([("jaime", "person.leave of carmen")], "keeper-has-not-handed-over"),
    "the head ends it without a hand-over": ([("jaime", "appoint.remove of carmen", REASON)], "not-your-role"),
    "the leader ends their own post": (
        [("jaime", "delegate.delegate", {"role": "head", "taker": "nuria"}), ("luis", "appoint.remove of luis", REASON)],
        "second-person-concerned",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def lock() -> tuple[str, str]:
    found = Lock.objects.get()
    return found.stage, found.trigger


def test_whoever_leaves_a_post_of_the_office_leaves_the_combination_though_still_cleared(office: Telling) -> None:
    office.tell([*KNOWN, ("luis", "appoint.remove of pilar", REASON)], OWN)
    assert lock() == ("to_change", "knower")
    assert Lock.objects.get().due is not None


def test_after_a_hand_over_of_the_post_too(office: Telling) -> None:
    office.tell([*KNOWN, *handed_over("pilar", "carmen"), ("carmen", "lock.change", {"trigger": "relief", "knowers": ["pilar"]}),
                 ("jaime", "appoint.end of pilar")], OWN)  # fmt: skip
    assert lock() == ("to_change", "knower")


def test_whoever_goes_to_another_unit_leaves_the_combination(office: Telling) -> None:
    knows = {"trigger": "installation", "knowers": ["rosa"]}
    office.tell([KNOWN[0], ("carmen", "lock.change", knows), ("sara", "person.transfer of rosa")], OWN)
    assert lock() == ("to_change", "knower")


def test_a_clerk_who_is_moved_and_stays_a_clerk_goes_on(office: Telling) -> None:
    office.tell([*KNOWN, ("sara", "person.transfer of pilar")], OWN)
    assert lock() == ("in_force", "")


def test_a_post_that_opens_no_safe_takes_nothing_from_a_clerk(office: Telling) -> None:
    office.tell(
        [("jaime", "post.open", {"role": "drafter"}), ("jaime", "appoint.appoint", {"person": "pilar", "post": "ARC"}), *KNOWN,
         ("jaime", "appoint.end of pilar")], OWN,
    )  # fmt: skip
    assert lock() == ("in_force", "")


def test_the_agenda_tells_of_a_keeper_who_goes_and_has_not_handed_over(office: Telling) -> None:
    office.tell(
        [
            ("carmen", "announce", {"since": "+10", "until": "+30"}),
            ("rosa", "announce", {"since": "+10", "until": "+30"}),
        ],
        OWN,
    )

    def told_of() -> list[str]:
        found = agenda.look(actor_of(office.officer("jaime"))).items
        return [item.address for item in found if item.address.startswith("/caso/personnel.absence/")]

    carmens = Absence.objects.earliest("pk")
    assert told_of() == []
    office.wait(timedelta(days=9))
    assert told_of() == [f"/caso/personnel.absence/{carmens.pk}/"]
    office.wait(timedelta(days=3))
    assert told_of() == [f"/caso/personnel.absence/{carmens.pk}/"], (
        "she fell ill, and nothing was handed over: it stays late"
    )
    office.tell([("carmen", "come_back of carmen")], OWN)
    assert told_of() == []
