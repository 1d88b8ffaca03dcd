# SPDX-License-Identifier: Apache-2.0
"""State is the fold of the rows of every act, and the seven laws hold on the way (`docs/formats/entry.md`).

Entries are fed one by one, in the order of their index. Kept in memory: the state, and of each act its case, step and
humans. It stands in one file because all the laws are looked at in one reading of the entries.
"""

import re
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeGuard

from precinto_verify import canon
from precinto_verify.findings import Report

THING, MOVEMENT, PLACE, DOCUMENT = "custody.thing", "custody.movement", "custody.place", "documents.document"
REGIME = "procedures.minimumstaff"

Key = int | str
Columns = dict[str, Any]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_TIME = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{6}Z", re.ASCII)
_MOVE_COLUMNS = ("thing_id", "seq", "from_person_id", "from_place_id", "to_person_id", "to_place_id")
_NOTHING = object()
# A column newer than its row: no act told of it, and it holds nothing. Whatever is put into it later is told.
_EMPTY: tuple[object, ...] = (None, "", 0, False)
# Seconds by which an act may be dated before the one ahead of it: two acts at once read the clock and then wait for each other.
TOLERANCE = 60
# Days by which the local day of an office may differ from that of its clock in UTC.
_DAY = timedelta(days=1)
_NUMBER_COLUMNS = ("series", "year", "number")


class End(NamedTuple):
    """One end of a movement: a person or a place."""

    person: Any
    place: Any

    def __str__(self) -> str:
        named = [f"person {self.person}"] * (self.person is not None) + [f"place {self.place}"] * (
            self.place is not None
        )
        return " + ".join(named) or "nowhere"


class Behind(NamedTuple):
    """What later acts may ask of an act that they rest on."""

    case: str
    step: str
    humans: tuple[int, ...]


class Replay:
    """Feed entries, then ask for `state`. Every break goes to the report."""

    def __init__(self, report: Report, keep_state: bool = True) -> None:
        self.report = report
        self.size = 0
        self.gap: int | None = None
        self.state: dict[tuple[str, Key], Columns] = {}
        # The entry fed last, or None when it could not be read: for whoever has more to ask of it.
        self.last: dict[str, Any] | None = None
        self._kept = None if keep_state else {THING, PLACE, DOCUMENT, MOVEMENT, REGIME}
        self._acts: dict[bytes, Behind | None] = {}
        self._shared: dict[Behind, Behind] = {}
        self._last: dict[Key, tuple[int, End | None]] = {}
        self._numbered: dict[tuple[Any, Any], int] = {}
        self._at = self._latest = ""

    def skip_to(self, index: int) -> None:
        """Entries before this one could not be read, and what they did is not known: state and approvals end there."""
        if self.gap is None and index > self.size:
            self.gap = self.size
        self.size = index

    def feed(self, raw: bytes) -> None:
        """The next entry's bytes."""
        index = self.size
        self.size += 1
        self.last = None
        try:
            entry = canon.loads(raw)
            self._well_formed(entry)
            self._in_time(index, entry)
        except canon.CanonError as error:
            self.report.broke("entry-form", index=index, why=str(error))
            self.gap = index if self.gap is None else self.gap
            return
        self.last = entry
        act = bytes.fromhex(entry["act"].replace("-", ""))
        if act in self._acts:
            self.report.broke("law-6-twice", index=index, act=entry["act"])
        behind = None
        if entry["kind"] == "act" and self.gap is None:
            behind = Behind(entry["case"], entry["step"], _humans(entry))
            self._rests_on(index, entry.get("approvals", ()), behind, self._excused(index, entry))
            self._fold(index, entry["rows"])
        self._acts.setdefault(act, behind and self._shared.setdefault(behind, behind))

    def compare(self, rows: Iterable[tuple[str, Key, Columns]]) -> int:
        """Every row of a database against what the acts say, named by table, key and column. Answers how many came.

        Needs the whole state: `keep_state`.
        """
        count = 0
        unseen = dict.fromkeys(self.state)
        for table, key, found in rows:
            count += 1
            unseen.pop((table, key), None)
            expected = self.state.get((table, key))
            if expected is None:
                self.report.broke("state-extra", f"{table}/{key}")
                continue
            for column in sorted(found.keys() | expected.keys()):
                said, meant = found.get(column, _NOTHING), expected.get(column, _NOTHING)
                if said != meant or type(said) is not type(meant) or isinstance(said, list | dict):
                    self._column(table, key, column, said, meant)
        for table, key in unseen:
            self.report.broke("state-missing", f"{table}/{key}")
        return count

    def _column(self, table: str, key: Key, column: str, said: object, meant: object) -> None:
        if meant is _NOTHING and said in _EMPTY:
            return
        # Compared as bytes: to Python, true equals 1, also inside of lists.
        found, expected = ("-" if one is _NOTHING else canon.dumps(one).decode() for one in (said, meant))
        if found != expected:
            self.report.broke("state-column", f"{table}/{key}/{column}", found=found, expected=expected)

    def _well_formed(self, entry: Any) -> None:
        """The fields that the laws need are there and of their kind; `CanonError` if not. Unknown fields are let be."""
        if not isinstance(entry, dict):
            raise canon.CanonError("not an object")
        if not _whole(entry.get("v")) or entry["v"] != 1:
            raise canon.CanonError("v is not 1")
        kind = entry.get("kind")
        if kind not in ("act", "attempt", "clock"):
            raise canon.CanonError("unknown kind")
        _need(entry, "act", _text(entry.get("act")) and _UUID.fullmatch(entry["act"]))
        _need(entry, "at", _time(entry.get("at")))
        if kind == "clock":
            _need(entry, "from", _time(entry.get("from")))
            _need(entry, "to", _time(entry.get("to")))
        else:
            by = entry.get("by")
            _need(entry, "by", isinstance(by, dict) and (_whole(by.get("person")) or _absent(kind, by)))
            for name in ("procedure", "step", "clause"):
                _need(entry, name, _text(entry.get(name)))
        if kind == "act":
            _need(entry, "case", _text(entry.get("case")))
            _need(entry, "giver", entry.get("giver") is None or _whole(entry["giver"]))
            _need(entry, "approvals", _approvals(entry.get("approvals", [])))
            _need(entry, "exception", "exception" not in entry or _exception(entry["exception"]))
            _need(entry, "rows", _rows(entry.get("rows")))
        elif "rows" in entry:
            raise canon.CanonError("only an act touches rows")
        if kind == "attempt":
            _need(entry, "refusal", _text(entry.get("refusal")))

    def _in_time(self, index: int, entry: dict[str, Any]) -> None:
        """Law 6: `at` goes back by more than the tolerance only with a clock entry, which says from when to when."""
        at, clock = entry["at"], entry["kind"] == "clock"
        if clock:
            if entry["from"] > self._latest:
                self.report.broke("law-6-clock", index=index, why=f"from {entry['from']}, {self._latest}")
            if entry["to"] >= entry["from"]:
                self.report.broke("law-6-clock", index=index, why=f"to {entry['to']} >= from {entry['from']}")
            if at not in (entry["from"], entry["to"]):
                self.report.broke("law-6-clock", index=index, why=f"at {at}")
            at = entry["to"]
        elif at < self._at and _seconds(self._at) - _seconds(at) > TOLERANCE:
            self.report.broke("law-6-time", index=index, before=self._at, after=at)
        self._at = at
        self._latest = max(self._latest, at)

    def _excused(self, index: int, entry: dict[str, Any]) -> frozenset[str]:
        """Law 7: who is excused from being another person is so by a regime that is in force. Answers the steps excused from."""
        exception = entry.get("exception")
        if exception is None:
            return frozenset()
        regime = self.state.get((REGIME, exception["regime"]), {})
        if not _holds(regime, entry["at"]):
            self.report.broke("law-7-regime", index=index, regime=exception["regime"])
            return frozenset()
        return frozenset(exception["steps"])

    def _rests_on(
        self, index: int, approvals: Iterable[dict[str, str]], behind: Behind, excused: frozenset[str]
    ) -> None:
        """Law 3: approvals are earlier acts of this case, of the step named, by other humans unless that is excused."""
        for approval in approvals:
            act = approval["act"]
            earlier = self._acts.get(bytes.fromhex(act.replace("-", "")))
            if earlier is None:
                self.report.broke("law-3-unknown", index=index, act=act)
                continue
            if earlier.case != behind.case:
                self.report.broke("law-3-case", index=index, act=act, found=earlier.case, expected=behind.case)
            if earlier.step != approval["step"]:
                self.report.broke("law-3-step", index=index, act=act, found=earlier.step, expected=approval["step"])
            for person in earlier.humans:
                if person in behind.humans and earlier.step not in excused:
                    self.report.broke("law-3-human", index=index, act=act, person=person)

    def _fold(self, index: int, rows: list[tuple[str, Key, Columns]]) -> None:
        destroyed = self._destroyed(rows)
        moved: list[tuple[Key, Columns]] = []
        things: set[Key] = set()
        numbered: list[tuple[Key, Columns]] = []
        for table, key, values in rows:
            if self._kept is not None and table not in self._kept:
                continue
            before = self.state.get((table, key))
            if table == MOVEMENT:
                self._movement_row(index, key, before, values, moved)
            elif table == DOCUMENT:
                self._document_row(index, key, before, values, numbered)
            elif table == THING:
                things.add(key)
            if self._kept is not None:
                values = _law_columns(table, values)
            if before is None:
                self.state[sys.intern(table), key] = {sys.intern(name): value for name, value in values.items()}
            else:
                before.update(values)
        if moved:
            moved.sort(key=lambda row: (str(row[1].get("thing_id")), _order(row[1].get("seq"))))
            for key, movement in moved:
                things.add(self._move(index, key, movement, destroyed))
        for thing in sorted(things, key=str):
            self._thing_agrees(index, thing)
        self._number(index, numbered)

    def _movement_row(self, index: int, key: Key, before: Columns | None, values: Columns, moved: list[Any]) -> None:
        if before is None:
            moved.append((key, values))
            return
        changed = [name for name in _MOVE_COLUMNS if name in values and values[name] != before.get(name)]
        if changed:
            self.report.broke("law-2-rewritten", MOVEMENT, index, movement=key, columns=", ".join(changed))

    def _destroyed(self, rows: list[tuple[str, Key, Columns]]) -> set[Key]:
        """Places that hold destroyed things before this act: an act cannot unmake such a place and empty it at once."""
        places = {values.get("from_place_id") for table, _, values in rows if table == MOVEMENT}
        return {key for key in places if _key(key) and self.state.get((PLACE, key), {}).get("kind") == "destroyed"}

    def _move(self, index: int, key: Key, movement: Columns, destroyed: set[Key]) -> Key:
        thing, seq, from_person, from_place, to_person, to_place = (movement.get(name) for name in _MOVE_COLUMNS)
        start, end = End(from_person, from_place), End(to_person, to_place)
        # Law 1.
        ends = (from_person is not None) + (from_place is not None)
        if ends != (0 if seq == 1 else 1) or (to_person is None) == (to_place is None):
            self.report.broke("law-1-ends", MOVEMENT, index, movement=key)
        if from_person is not None and to_person is not None:
            self.report.broke(
                "law-1-person", MOVEMENT, index, movement=key, thing=thing, giver=from_person, taker=to_person
            )
        # Law 5.
        if from_place is not None and _key(from_place):
            kind = self.state.get((PLACE, from_place), {}).get("kind")
            if kind == "destroyed" or from_place in destroyed:
                self.report.broke("law-5", MOVEMENT, index, movement=key, thing=thing, place=from_place)
        # Law 2.
        named: Key = thing if _key(thing) else repr(thing)
        last_seq, last_end = self._last.get(named, (0, None))
        if seq != last_seq + 1 or isinstance(seq, bool):
            self.report.broke(
                "law-2-number", MOVEMENT, index, movement=key, thing=thing, found=seq, expected=last_seq + 1
            )
        if last_end is not None and start != last_end:
            self.report.broke(
                "law-2-start", MOVEMENT, index, movement=key, thing=thing, found=str(start), expected=str(last_end)
            )
        self._last[named] = (seq if _whole(seq) else last_seq + 1, end)
        return named

    def _thing_agrees(self, index: int, thing: Key) -> None:
        row = self.state.get((THING, thing), {})
        seq, end = self._last.get(thing, (0, None))
        found = End(row.get("person_id"), row.get("place_id"))
        if found != end or row.get("seq") != seq:
            said = f"{found}, seq {row.get('seq')}"
            self.report.broke(
                "law-2-thing",
                f"{THING}/{thing}",
                index,
                thing=thing,
                found=said,
                expected=f"{end or 'nowhere'}, seq {seq}",
            )

    def _document_row(self, index: int, key: Key, before: Columns | None, values: Columns, numbered: list[Any]) -> None:
        if before is None or before.get("number") is None:
            merged = {**(before or {}), **values}
            if merged.get("number") is not None:
                numbered.append((key, merged))
            return
        old = [before.get(name) for name in _NUMBER_COLUMNS]
        new = [values.get(name, before.get(name)) for name in _NUMBER_COLUMNS]
        if old != new:
            before_text, after_text = ("/".join(map(str, part)) for part in (old, new))
            self.report.broke("law-4-renumbered", DOCUMENT, index, document=key, before=before_text, after=after_text)

    def _number(self, index: int, numbered: list[tuple[Key, Columns]]) -> None:
        """Law 4. Within one act the order of the rows says nothing, so they are taken in the order of their numbers."""
        for key, row in sorted(numbered, key=lambda one: _order(one[1]["number"])):
            series, year, number = (row.get(name) for name in _NUMBER_COLUMNS)
            book = (str(series), str(year))
            expected = self._numbered.get(book, 0) + 1
            if number != expected or isinstance(number, bool):
                where = f"{DOCUMENT}/{key}"
                self.report.broke(
                    "law-4-number", where, index, series=series, year=year, found=number, expected=expected
                )
            self._numbered[book] = max(expected, number) if _whole(number) else expected


def _humans(entry: dict[str, Any]) -> tuple[int, ...]:
    person, giver = entry["by"]["person"], entry.get("giver")
    return (person,) if giver is None or giver == person else (person, giver)


def _law_columns(table: str, values: Columns) -> Columns:
    """Without a state to compare with, only the columns that the laws ask for need be kept."""
    wanted = {
        THING: ("person_id", "place_id", "seq"),
        PLACE: ("kind",),
        DOCUMENT: _NUMBER_COLUMNS,
        MOVEMENT: _MOVE_COLUMNS,
        REGIME: ("stage", "since", "until", "due"),
    }[table]
    return {name: values[name] for name in wanted if name in values}


def _holds(regime: Columns, at: str) -> bool:
    """Approved, within its days, and not past its review."""
    since, until, due = (regime.get(name) for name in ("since", "until", "due"))
    if regime.get("stage") not in ("in_force", "reviewed") or not (due is None or (_text(due) and at <= due)):
        return False
    try:
        day = date.fromisoformat(at[:10])
        return date.fromisoformat(since or "") - _DAY <= day <= date.fromisoformat(until or "") + _DAY
    except (TypeError, ValueError):
        return False


def _need(entry: dict[str, Any], name: str, holds: object) -> None:
    if not holds:
        raise canon.CanonError(f"{name} is missing or wrong")


def _seconds(at: str) -> float:
    try:
        return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise canon.CanonError("at is no time") from None


def _text(value: object) -> bool:
    return isinstance(value, str)


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _key(value: object) -> TypeGuard[Key]:
    return isinstance(value, str) or _whole(value)


def _time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _absent(kind: str, by: dict[str, Any]) -> bool:
    """Nobody had signed in: so it may be in an attempt only."""
    return kind == "attempt" and "person" in by and by["person"] is None


def _approvals(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and _text(one.get("act")) and _UUID.fullmatch(one["act"]) and _text(one.get("step"))
        for one in value
    )


def _exception(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _whole(value.get("regime"))
        and isinstance(value.get("steps"), list)
        and all(_text(step) for step in value["steps"])
    )


def _rows(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, list) and len(row) == 3 and _text(row[0]) and _key(row[1]) and isinstance(row[2], dict)
        for row in value
    )


def _order(value: Any) -> tuple[int, int]:
    return (0, value) if _whole(value) else (1, 0)
