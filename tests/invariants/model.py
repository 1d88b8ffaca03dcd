# SPDX-License-Identifier: EUPL-1.2
"""The office as a few dictionaries: who may do what, written a second time and without looking at the first.

It answers one question: would this be done or refused? It knows nothing of tables, forms or the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CLERKS, LEADERS, HEADS = {"carmen", "pilar"}, {"luis"}, {"jaime"}
SECURITY = {"jaime", "sara"}
ADMINISTRATORS = {"olga", "sara"}
OWN = {"clerk": CLERKS, "leader": LEADERS, "head": HEADS}
IN_UNIT = {"rosa", "vera", "nuria"}
PEOPLE = ["carmen", "pilar", "luis", "jaime", "rosa", "vera", "nuria", "diego", "olga", "sara"]
FOLIOS = 12
RANKS = {"C": 1, "R": 2}
TOPS = {"vera": "C"}  # the others are cleared for everything


@dataclass
class Item:
    """A copy or a medium: with somebody, or in the safe, or missing. Never two of these."""

    holder: str | None = None
    missing: bool = False
    doubtful: bool = False  # a discrepancy of it is not concluded
    lost_by: tuple[str | None, set[str]] = (None, set())  # who had it, and who reported it
    since: int = 0
    # How it came where it is, if by a hand-over or a return: the case, who did it, in which week, since when the other had it.
    came: tuple[object, str, int, int] | None = None
    document: int | None = None
    level: str = "C"

    @property
    def in_office(self) -> bool:
        return self.holder is None and not self.missing


@dataclass
class Borrowing:
    copy: str
    borrower: str
    stage: str = "asked"
    approvers: frozenset[str] = frozenset()
    approved: int = 0
    unsigned: bool = False


@dataclass
class Going:
    copy: str
    waiting: list[str]
    out: str | None = None
    back: str = ""  # who had it last
    opened: int = 0  # a reading ends with its round, five days after: given later it is late at once
    closed: bool = False


@dataclass
class Office:
    weeks: int = 0
    items: dict[str, Item] = field(default_factory=dict)
    annulled: set[int] = field(default_factory=set)
    loans: dict[int, Borrowing] = field(default_factory=dict)
    rounds: dict[int, Going] = field(default_factory=dict)
    lent_roles: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # giver, taker, role
    left: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=lambda: set(PEOPLE) - ADMINISTRATORS)
    briefed: set[str] = field(default_factory=lambda: set(PEOPLE) - ADMINISTRATORS)

    # ---- who is who

    def ways(self, who: str, role: str) -> Iterator[set[str]]:
        """The humans behind each way in which somebody holds a role: themselves, and who lent it."""
        if who in self.left:
            return
        if who in OWN[role]:
            yield {who}
        for giver, taker, lent in self.lent_roles.values():
            if taker == who and lent == role and giver not in self.left:
                yield {who, giver}

    def is_a(self, who: str, role: str) -> bool:
        return any(True for _way in self.ways(who, role))

    def first_way(self, who: str, role: str) -> set[str]:
        return next(self.ways(who, role), {who})

    def in_scope(self, who: str) -> bool:
        return who in IN_UNIT or self.is_a(who, "clerk") or self.is_a(who, "head")

    def reaches(self, who: str, code: str) -> bool:
        level = self.items[code].level
        return who in self.cleared and RANKS[TOPS.get(who, level)] >= RANKS[level]

    def sees(self, who: str, copy: str) -> bool:
        return who not in self.left and self.in_scope(who) and self.reaches(who, copy)

    def may_hold(self, who: str, copy: str) -> bool:
        return self.sees(who, copy) and who in self.briefed

    def late(self, who: str) -> bool:
        return any(item.holder == who and item.since < self.weeks for item in self.items.values())

    def registered(self, copy: str) -> bool:
        return self.items[copy].document not in self.annulled

    # ---- loans

    def request(self, who: str, copy: str) -> bool:
        live = any(loan.stage in ("asked", "lent", "returned") or self._waited_for(loan) for loan in self.of(who, copy))
        return self.may_hold(who, copy) and self.registered(copy) and not live and not self.late(who)

    def of(self, who: str, copy: str) -> list[Borrowing]:
        return [loan for loan in self.loans.values() if loan.copy == copy and loan.borrower == who]

    def approve(self, who: str, loan: Borrowing) -> set[str] | None:
        """The humans who approve, or None."""
        if loan.stage != "asked":
            return None
        if self._promised(loan):
            return None
        return next((way for way in self.ways(who, "leader") if loan.borrower not in way), None)

    def _promised(self, loan: Borrowing) -> bool:
        """To a round, or to another by an approval of this week."""
        return self._goes_round(loan.copy) or any(
            other.copy == loan.copy and other is not loan and self._waited_for(other) for other in self.loans.values()
        )

    def _waited_for(self, loan: Borrowing) -> bool:
        return loan.stage == "approved" and loan.approved == self.weeks

    def _goes_round(self, copy: str) -> bool:
        return any(one.copy == copy and not one.closed for one in self.rounds.values())

    def decline(self, who: str, loan: Borrowing) -> bool:
        return loan.stage == "asked" and any(loan.borrower not in way for way in self.ways(who, "leader"))

    def hand_over(self, who: str, loan: Borrowing, folios: int) -> bool:
        apart = {loan.borrower} | loan.approvers
        return (
            loan.stage == "approved"
            and any(not way & apart for way in self.ways(who, "clerk"))
            and loan.approved == self.weeks
            and self.sees(who, loan.copy)
            and self.registered(loan.copy)
            and self.items[loan.copy].in_office
            and self.may_hold(loan.borrower, loan.copy)
            and not self.late(loan.borrower)
            and folios == FOLIOS
            and not self._promised(loan)
        )

    def take_back(self, who: str, loan: Borrowing, folios: int, account: str) -> bool:
        told = folios == FOLIOS or bool(account)
        return loan.stage == "lent" and self.sees(who, loan.copy) and self._clerk_apart(who, loan) and told

    def undo(self, who: str, loan: Borrowing) -> bool:
        """By whoever did it just now, nobody signed for and promised to nobody else; a return only for who may have it."""
        back = loan.stage != "returned" or self.may_hold(loan.borrower, loan.copy)
        return (
            loan.stage in ("lent", "returned")
            and self._did(who, loan, loan.copy)
            and loan.unsigned
            and self._clerk_apart(who, loan)
            and self.sees(who, loan.copy)
            and not self._promised(loan)
            and back
        )

    def _did(self, who: str, case: object, copy: str) -> bool:
        came = self.items[copy].came
        return came is not None and (came[0] is case, came[1:3]) == (True, (who, self.weeks))

    def settle(self, who: str, loan: Borrowing) -> bool:
        return loan.stage == "returned" and self._clerk_apart(who, loan) and not loan.unsigned

    def sign(self, who: str, loan: Borrowing) -> bool:
        """By hand before a clerk, or from their own session."""
        return self.is_a(who, "clerk") or (who == loan.borrower and who not in self.left)

    def _clerk_apart(self, who: str, loan: Borrowing) -> bool:
        return any(loan.borrower not in way for way in self.ways(who, "clerk"))

    def withdraw(self, who: str, loan: Borrowing) -> bool:
        mine = who == loan.borrower and who not in self.left
        return loan.stage in ("asked", "approved") and (mine or self.is_a(who, "clerk"))

    def lose(self, who: str, loan: Borrowing) -> bool:
        return loan.stage == "lent" and self.is_a(who, "clerk")

    # ---- rounds

    def open_round(self, who: str, copy: str, readers: list[str]) -> bool:
        live = self._goes_round(copy) or any(
            loan.copy == copy and self._waited_for(loan) for loan in self.loans.values()
        )
        return (
            self.is_a(who, "clerk")
            and self.sees(who, copy)
            and self.registered(copy)
            and who not in readers
            and all(self.may_hold(reader, copy) for reader in readers)
            and not live
        )

    def give(self, who: str, going: Going, folios: int) -> bool:
        return (
            not going.closed
            and going.out is None
            and self.is_a(who, "clerk")
            and self.sees(who, going.copy)
            and self.registered(going.copy)
            and self.items[going.copy].in_office
            and bool(going.waiting)
            and self.may_hold(going.waiting[0], going.copy)
            and going.waiting[0] not in self.first_way(who, "clerk")
            and folios == FOLIOS
        )

    def back_from_reader(self, who: str, going: Going, folios: int, account: str) -> bool:
        from_oneself = going.out in self.first_way(who, "clerk")
        told = folios == FOLIOS or bool(account)
        return (
            going.out is not None
            and self.is_a(who, "clerk")
            and self.sees(who, going.copy)
            and not from_oneself
            and told
        )

    def undo_round(self, who: str, going: Going) -> bool:
        back = going.out is not None or (bool(going.back) and self.may_hold(going.back, going.copy))
        ours = self.is_a(who, "clerk") and self.sees(who, going.copy) and self._did(who, going, going.copy)
        loans = any(loan.copy == going.copy and self._waited_for(loan) for loan in self.loans.values())
        return not going.closed and ours and back and not loans

    def lose_round(self, who: str, going: Going) -> bool:
        return going.out is not None and self.is_a(who, "clerk") and self.sees(who, going.copy)

    def find(self, who: str, copy: str) -> bool:
        """By a clerk who neither had it nor reported it, whichever way is found first that is not the holder's own."""
        holder, reported = self.items[copy].lost_by
        way = next((way for way in self.ways(who, "clerk") if holder not in way), None)
        return self.items[copy].missing and self.sees(who, copy) and way is not None and not way & reported

    def skip(self, who: str, going: Going, reader: str) -> bool:
        waits = reader in going.waiting and reader not in self.left
        return (
            not going.closed and going.out is None and self.is_a(who, "clerk") and self.sees(who, going.copy) and waits
        )

    def close(self, who: str, going: Going) -> bool:
        ready = not going.closed and going.out is None and not going.waiting
        return ready and self.is_a(who, "clerk") and self.sees(who, going.copy)

    # ---- media

    def give_medium(self, who: str, code: str, to: str) -> bool:
        return (
            self.is_a(who, "clerk")
            and self.items[code].in_office
            and to not in self.first_way(who, "clerk")
            and to not in self.left
            and self.reaches(to, code)
            and to in self.briefed
        )

    def take_medium(self, who: str, code: str) -> bool:
        holder = self.items[code].holder
        return self.is_a(who, "clerk") and holder is not None and holder not in self.first_way(who, "clerk")

    # ---- documents and people

    def annul(self, who: str, document: int) -> bool:
        chain = self.is_a(who, "clerk") or self.is_a(who, "head")
        copies = [code for code, item in self.items.items() if item.document == document]
        home = all(self.items[code].in_office for code in copies)
        counted_on = any(self._counted_on(code) for code in copies)
        return chain and self.sees(who, copies[0]) and document not in self.annulled and home and not counted_on

    def _counted_on(self, copy: str) -> bool:
        loans = any(
            loan.copy == copy and loan.stage in ("asked", "approved", "returned") for loan in self.loans.values()
        )
        return loans or self._goes_round(copy) or self.items[copy].doubtful

    def leave(self, who: str, person: str) -> bool:
        free = not any(item.holder == person for item in self.items.values())
        # Who keeps the office hands over first, and no rule of this game does that.
        kept = person in CLERKS | HEADS
        return who in SECURITY - self.left and who != person and person not in self.left and free and not kept

    def delegate(self, who: str, taker: str, role: str) -> bool:
        gone = {who, taker} & self.left
        return who in OWN[role] and not gone and taker != who and taker not in ADMINISTRATORS

    def revoke(self, who: str, key: int) -> bool:
        giver, taker, _role = self.lent_roles[key]
        return who not in self.left and (who == giver or who in SECURITY) and not {giver, taker} & self.left
