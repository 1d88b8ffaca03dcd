# SPDX-License-Identifier: EUPL-1.2
"""The eight laws that hold across all clauses, twice: after each act from its entry, and over all the tables at once.

i      each thing is with one person or in one place, and all that was registered is here, away, missing or destroyed
ii     the office is one end of every movement
iii    no act without its approval, which stands before it in the ledger
iv     no person in two roles of one case that exclude each other, delegations included
v      numbers without gap in each series and year
vi     the level of the person or place reaches that of the thing, whenever it is there
vii    what is destroyed stays so, and what is missing comes back by being found
viii   the ledger says what the tables hold

Which steps exclude each other, and which rest on an approval, is written here a second time, from the clauses and not from the
tables of the procedures: what is dropped from a table by mistake is missed here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum

from precinto.access.models import Clearance
from precinto.custody.models import HOLDS, OFFICE, Movement, PlaceKind, Thing
from precinto.documents.destroying.models import Certificate
from precinto.documents.models import Document
from precinto.ledger import tree
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.procedures.deadlines import local_day
from precinto.records.clock import now
from precinto.records.journal import plain
from precinto_verify import canon

# Steps of one case that no human takes both of.
APART: dict[str, list[tuple[str, str]]] = {
    "documents.register": [("register", "verify"), ("register_deferred", "confirm")],
    "documents.book": [("open", "confirm_opening"), ("close", "confirm_closing")],
    "documents.arrive": [("receive", "conclude"), ("arrive", "conclude"), ("open", "conclude"), ("receive", "write_off"),
                         ("arrive", "write_off")],
    "documents.difference": [("declare_missing", "found"), ("declare_missing", "give_up")],
    "documents.meet": [("convene", "approve"), ("plan_paper", "approve"), ("approve", "begin"), ("approve", "give")],
    "documents.extend": [("request", "approve")],
    "documents.lend": [
        ("request", "approve"), ("request", "hand_over"), ("approve", "hand_over"), ("request", "take_back"),
        ("request", "settle"), ("request", "renew"),
    ],
    "documents.copy": [("request", "approve"), ("approve", "make"), ("approve", "finish")],
    "documents.regrade": [("order", "confirm"), ("list_terms", "confirm"), ("propose", "confirm"), ("confirm", "apply")],
    "documents.destroy": [
        ("propose", "sign"), ("add", "sign"), ("sign", "seal"), ("sign", "deliver"), ("sign", "carry_out"),
        ("propose", "carry_out"), ("add", "carry_out"), ("propose", "witness"), ("sign", "witness"),
        ("carry_out", "witness"), ("sign", "certify"), ("lose", "conclude"), ("found", "conclude"), ("lose", "give_up"),
    ],
    "documents.waste": [("lose", "give_up")],
    "documents.hold": [("place", "lift")],
    "documents.emergency": [("declare", "attest"), ("declare", "confirm"), ("attest", "confirm"), ("declare", "regularise")],
    "documents.emergency_plan": [("draft", "approve")],
    "documents.evacuation": [("count", "recount"), ("evacuate", "regularise"), ("count", "regularise"), ("recount", "regularise")],
    "documents.deferred": [("dispute", "conclude")],
    "documents.sheet": [("close", "check")],
    "documents.doors": [("left_open", "put_right")],
    "documents.inventory": [("certify", "agree"), ("certify", "object")],
    "documents.relief": [("hand_over", "take_over"), ("hand_over", "conform"), ("take_over", "conform")],
    "despatch.channel": [("propose", "approve")],
    "despatch.despatch": [("prepare", "approve"), ("approve", "pack"), ("approve", "seal"), ("approve", "send")],
    "office.redact": [("ask", "forget")],
}  # fmt: skip
# What is done on somebody's approval, and on which.
RESTS: dict[tuple[str, str], str] = {
    ("documents.lend", "hand_over"): "approve",
    ("documents.copy", "make"): "approve",
    ("documents.meet", "begin"): "approve",
    ("documents.meet", "give"): "approve",
    ("documents.regrade", "apply"): "confirm",
    ("documents.destroy", "seal"): "sign",
    ("documents.destroy", "deliver"): "sign",
    ("documents.destroy", "carry_out"): "sign",
    ("documents.destroy", "witness"): "carry_out",
}
# The steps that say of a thing that it turned up.
FOUND = frozenset({"found", "arrived"})
NUMBERED = {"documents.document": ("series", "year"), "destroying.certificate": ("year",)}


class LawBroken(AssertionError):
    """One of the eight does not hold; the words say which, and where."""


def must(holds: object, law: str, *about: object) -> None:
    if not holds:
        raise LawBroken(f"{law}: {' '.join(map(str, about))}")


@dataclass(slots=True)
class Item:
    """A thing as the entries tell it."""

    rank: int
    person: int | None
    place: int | None
    seq: int


class Watch:
    """Reads each entry as it is written, and keeps only what the next ones are judged by. Made before the office is founded."""

    def __init__(self) -> None:
        self.last = 0
        self.items: dict[int, Item] = {}
        self.where: Counter[str] = Counter()
        self.places: dict[int, dict[str, Any]] = {}
        self.held: dict[int, set[int]] = defaultdict(set)
        self.clearances: dict[int, dict[str, Any]] = {}
        self.cleared: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.approvals: dict[str, tuple[str, int, str]] = {}
        self.humans: dict[tuple[str, int], dict[str, set[int]]] = {}
        self.numbers: Counter[tuple[Any, ...]] = Counter()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def look(self) -> None:
        """At all that was written since the last look."""
        told: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for entry in Entry.objects.filter(pk__gt=self.last).order_by("pk"):
            self.last = entry.pk
            if entry.kind == "act":
                for table, rows in self._act(entry).items():
                    for key, columns in rows.items():
                        told[table].setdefault(key, {}).update(columns)
            elif entry.kind == "attempt":
                self.refused[entry.refusal] += 1
                must("rows" not in canon.loads(bytes(entry.body)), "an attempt changes nothing", entry.pk)
        self._tables(told)

    def _act(self, entry: Entry) -> dict[str, dict[int, dict[str, Any]]]:
        """The laws on one act. Gives the rows that it tells, by table and key."""
        self.done[f"{entry.procedure}.{entry.step}"] += 1
        body: dict[str, Any] = canon.loads(bytes(entry.body))
        self._approvals(entry, body)
        self._roles(entry)
        told: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for table, key, columns in body["rows"]:
            told[table][key] = columns
        for table, columns in NUMBERED.items():
            self._numbers(table, columns, told.get(table, {}))
        for key, row in told.get("custody.place", {}).items():
            self.places.setdefault(key, {}).update(row)
        for key, row in told.get("access.clearance", {}).items():
            if key not in self.clearances:
                self.clearances[key] = {}
                self.cleared[row["person_id"]].append(self.clearances[key])
            self.clearances[key].update(row)
        self._movements(told.get("custody.movement", {}), entry.step)
        self._things(told.get("custody.thing", {}))
        if "access.clearance" in told:
            for row in [self.clearances[key] for key in told["access.clearance"]]:
                for thing in self.held[row["person_id"]]:
                    self._reaches(thing, self.items[thing], local_day(entry.at))
        for key in told.get("custody.thing", {}):
            self._reaches(key, self.items[key], local_day(entry.at))
        return told

    def _approvals(self, entry: Entry, body: dict[str, Any]) -> None:
        needed = RESTS.get((entry.procedure, entry.step))
        found = [self.approvals.get(one["act"]) for one in body.get("approvals", ())]
        must(None not in found, "iii: rests on what is not in the ledger before it", entry.pk)
        if needed is not None:
            wanted = (entry.procedure, entry.case, needed)
            must(wanted in found, f"iii: {entry.procedure}.{entry.step} without its {needed}", entry.pk)
        if (entry.procedure, entry.step) in _APPROVING:
            self.approvals[str(entry.act)] = (entry.procedure, entry.case or 0, entry.step)

    def _roles(self, entry: Entry) -> None:
        if entry.procedure in APART and entry.case is not None:
            steps = self.humans.setdefault((entry.procedure, entry.case), {})
            steps.setdefault(entry.step, set()).update({entry.person, entry.giver} - {None})  # type: ignore[arg-type]
            _apart(entry.procedure, entry.case, steps)

    def _numbers(self, table: str, columns: tuple[str, ...], rows: dict[int, dict[str, Any]]) -> None:
        for key, row in sorted(rows.items()):
            if "number" in row and all(name in row for name in columns):
                series = (table, *(row[name] for name in columns))
                self.numbers[series] += 1
                must(row["number"] == self.numbers[series], "v: a gap", table, key, row["number"])

    def _movements(self, rows: dict[int, dict[str, Any]], step: str) -> None:
        for key, row in sorted(rows.items()):
            to_person, from_place = row.get("to_person_id"), row.get("from_place_id")
            must(row.get("from_person_id") is None or to_person is None, "ii: from hand to hand", key)
            if to_person is not None:
                must(
                    from_place is not None and self.places[from_place]["kind"] in OFFICE,
                    "ii: not out of the office",
                    key,
                )
            if from_place is not None:
                must(self.places[from_place]["kind"] != PlaceKind.DESTROYED, "vii: back from the fire", key)
                lost = self.places[from_place]["kind"] == PlaceKind.MISSING
                must(not lost or step in FOUND, "vii: back without being found", key, step)
            was = self.items.get(row["thing_id"])
            if was is None:
                must(row["seq"] == 1, "i: a chain without its beginning", key)
                continue
            begins = (row.get("from_person_id"), from_place, row["seq"])
            must(begins == (was.person, was.place, was.seq + 1), "i: a chain with a break", key)

    def _things(self, rows: dict[int, dict[str, Any]]) -> None:
        for key, row in rows.items():
            item = self.items.get(key)
            if item is None:
                item = self.items[key] = Item(row["rank"], row.get("person_id"), row.get("place_id"), row["seq"])
            else:
                self._leaves(key, item)
                for name, column in (("rank", "rank"), ("person", "person_id"), ("place", "place_id"), ("seq", "seq")):
                    if column in row:
                        setattr(item, name, row[column])
            must((item.person is None) != (item.place is None), "i: in no place, or in two", key)
            if item.person is not None:
                self.held[item.person].add(key)
            self.where["hands" if item.person is not None else "places"] += 1
        must(sum(self.where.values()) == len(self.items), "i: the sum of all things", self.where)

    def _leaves(self, key: int, item: Item) -> None:
        if item.person is not None:
            self.held[item.person].discard(key)
        self.where["hands" if item.person is not None else "places"] -= 1

    def _reaches(self, key: int, item: Item, day: date) -> None:
        if item.place is not None:
            place = self.places[item.place]
            must(
                place["kind"] not in HOLDS or place["rank"] >= item.rank, "vi: the place is too low", key, place["name"]
            )
            return
        ranks = [row["rank"] for row in self.cleared[item.person or 0] if _in_force(row, day)]
        must(max(ranks, default=0) >= item.rank, "vi: in hands that are not cleared for it", key, item.person)

    def _tables(self, told: dict[str, dict[int, dict[str, Any]]]) -> None:
        """viii: of each row that was touched, the table holds what the entries say. What is sealed is left to `verify`."""
        for table, rows in told.items():
            model: Any = apps.get_model(table)
            found = {row.pk: row for row in model._base_manager.filter(pk__in=rows)}
            for key, columns in rows.items():
                for name, value in columns.items():
                    if not (isinstance(value, dict) and set(value) == {"$"}):
                        held = plain(getattr(found[key], name)) if key in found else None
                        must(held == value, "viii: the table holds something else", table, key, name)


_APPROVING = {(procedure, step) for (procedure, _step), step in RESTS.items()}


def _in_force(row: dict[str, Any], day: date) -> bool:
    until = row.get("until")
    return bool(
        row["stage"] == "in_force" and row["since"] <= day.isoformat() and (until is None or until >= day.isoformat())
    )


def _apart(procedure: str, case: int, steps: dict[str, set[int]]) -> None:
    for one, other in APART[procedure]:
        both = steps.get(one, set()) & steps.get(other, set())
        must(not both, f"iv: {procedure}/{case}: {one} and {other} by one human", both)


# ---- the same from all the tables


def sweep() -> None:
    """The laws i to vii over everything there is. Raises `LawBroken`."""
    custody()
    hands()
    case_by_case()
    numbers()


def numbers() -> None:
    """v"""
    for model, columns in ((Document, ("series", "year")), (Certificate, ("year",))):
        for row in model.objects.values(*columns).annotate(a=Min("number"), z=Max("number"), n=Count("pk")).order_by():
            must((row["a"], row["z"]) == (1, row["n"]), "v: a gap", model.__name__, row)


def custody() -> None:
    """i, ii, vii, and vi as far as places go."""
    things = Thing.objects.all()
    nowhere = things.filter(Q(person__isnull=True, place__isnull=True) | Q(person__isnull=False, place__isnull=False))
    must(not nowhere.exists(), "i: in no place, or in two")
    links = things.aggregate(n=Sum("seq"))["n"] or 0
    must(Movement.objects.count() == links, "i: movements without a thing, or missing", links)
    at_its_end = Movement.objects.filter(seq=F("thing__seq")).filter(
        Q(to_person=F("thing__person")) | Q(to_place=F("thing__place"))
    )
    must(at_its_end.count() == things.count(), "i: not where its chain ends")
    earlier = Movement.objects.filter(thing=OuterRef("thing"), seq=OuterRef("seq") - 1).filter(
        Q(to_person=OuterRef("from_person")) | Q(to_place=OuterRef("from_place"))
    )
    broken = Movement.objects.filter(seq__gt=1).exclude(Exists(earlier))
    must(not broken.exists(), "i: a chain with a break", broken.first())
    sideways = Movement.objects.filter(from_person__isnull=False, to_person__isnull=False)
    must(not sideways.exists(), "ii: from hand to hand")
    must(not Movement.objects.filter(from_place__kind=PlaceKind.DESTROYED).exists(), "vii: back from the fire")
    low = things.filter(place__kind__in=HOLDS, place__rank__lt=F("rank"))
    must(not low.exists(), "vi: the place is too low", low.first())


def hands() -> None:
    """vi, of what is in somebody's hands today."""
    day = local_day(now())
    for row in Thing.objects.filter(person__isnull=False).values("person").annotate(top=Max("rank")).order_by():
        cleared = Clearance.objects.filter(person=row["person"], stage="in_force", rank__gte=row["top"], since__lte=day)
        must(cleared.exclude(until__lt=day).exists(), "vi: in hands that are not cleared for it", row)


def case_by_case() -> None:
    """iii and iv, from the order of the tree and the columns of the entries."""
    tree.integrate()
    for procedure in APART.keys() | {name for name, _step in RESTS}:
        pairs = APART.get(procedure, [])
        wanted = {step for pair in pairs for step in pair}
        wanted |= {step for (name, one), other in RESTS.items() if name == procedure for step in (one, other)}
        cases: dict[int, dict[str, set[int]]] = {}
        for case, step, person, giver in _steps(procedure, sorted(wanted)):
            steps = cases.setdefault(case, {})
            steps.setdefault(step, set()).update({person, giver} - {None})
            needed = RESTS.get((procedure, step))
            must(needed is None or needed in steps, f"iii: {procedure}/{case}: {step} before its {needed}")
        for case, steps in cases.items():
            if procedure in APART:
                _apart(procedure, case, steps)


def _steps(procedure: str, wanted: list[str]) -> Iterator[tuple[int, str, int, Any]]:
    rows: Any = Entry.objects.filter(procedure=procedure, kind="act", step__in=wanted).order_by("leaf__index")
    yield from rows.values_list("case", "step", "person", "giver").iterator()


def books() -> None:
    """viii, of everything: the program's own verification recomputes every row from the ledger."""
    report = verify()
    must(report.sound, "viii", [finding.words("en") for finding in report.findings])
