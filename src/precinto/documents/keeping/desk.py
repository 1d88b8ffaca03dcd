# SPDX-License-Identifier: EUPL-1.2
"""An inventory as it is counted: a place first, then what lies in it, in any number of readings at once.

What was read goes through `perform_all`, all of it or none; what no code could be made of is told apart and stops the hand.
A reading says where the thing belongs only after it was found elsewhere: what is expected is told of no place before it is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import Count
from django.utils.translation import get_language

from precinto.access.officers import Officer
from precinto.custody import codes
from precinto.custody.models import Place, Thing
from precinto.documents.counter import LONGEST, Notice
from precinto.documents.keeping import queries
from precinto.documents.keeping.forms import MOST
from precinto.documents.keeping.models import Inventory, Outcome, Scan, Stop
from precinto.documents.keeping.procedures import INVENTORY
from precinto.procedures.model import Actor
from precinto.procedures.perform import Request, perform_all
from precinto.procedures.refusals import answer
from precinto.records.clock import now
from precinto.records.errors import BadFacts, ConditionFailed, Refused

MOST_READINGS: Final = 5000  # of one list
SHOWN: Final = 30  # last readings, and missing things, that the page lists
THINGS: Final = "CMT"


@dataclass(frozen=True, slots=True)
class Row:
    """A reading for the eye. `code` is empty where it is not for this person to see."""

    scan: Scan
    code: str
    tone: str  # good, warn, stop

    @property
    def words(self) -> Any:
        return self.scan.get_outcome_display()


@dataclass(frozen=True, slots=True)
class Counted:
    """A place of the inventory: how many things were read there, and how many are missing once it is done."""

    stop: Stop
    read: int
    missing: int


@dataclass
class Desk:
    """One clerk at one inventory. Nothing is kept between two readings but the place, which travels in the page."""

    officer: Officer
    inventory: Inventory
    intent: str
    place: Place | None = None
    notices: list[Notice] = field(default_factory=list)
    taken: int = 0  # readings of this time that are in the books now
    again: int = 0  # readings of this time that were there before
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.actor = Actor(self.officer, now())

    @property
    def tone(self) -> str:
        tones = {notice.tone for notice in self.notices}
        return "stop" if "stop" in tones else "attention" if "attention" in tones else "ok"

    @cached_property
    def stops(self) -> list[Stop]:
        return queries.stops_of(self.inventory)

    # ---- what is read

    def serve(self, texts: Iterable[str] = (), *, finish: bool = False) -> None:
        requests: list[Request] = []
        read: list[tuple[Place, str]] = []
        group: list[str] = []
        finished: list[Place] = []
        here = self.place

        def flush() -> None:
            for at in range(0, len(group), MOST):
                if here is not None:
                    facts = {"place": here.code, "codes": group[at : at + MOST]}
                    requests.append(self._request("scan", facts, len(requests)))
            group.clear()

        def done() -> None:
            if here is None:
                raise ConditionFailed("place-first", clause="1.3")
            flush()
            requests.append(self._request("finish", {"place": here.code}, len(requests)))
            finished.append(here)

        for text in [*texts, *(["\0"] if finish else [])]:
            try:
                code = self._code(text) if text != "\0" else None
                if code is None:
                    if text == "\0":
                        done()
                elif code.kind == "L":
                    found = self._place(code.text)
                    flush()
                    here = found
                elif code.kind == "Z":
                    if code.command == "FIN":
                        done()
                    else:
                        self._say("attention", ConditionFailed("not-a-counter-command"))
                elif here is None:
                    raise ConditionFailed("place-first", clause="1.3")
                elif code.text not in group:
                    group.append(code.text)
                    read.append((here, code.text))
                else:
                    self.again += 1
            except Refused as refused:
                self._say("stop", refused, text)
        flush()
        before = self._known(read)
        try:
            if requests:
                perform_all(requests, by=self.officer)
        except Refused as refused:
            self._say("stop", refused)
            return
        self._moved_to(here, finished)
        self._tell(read, before)

    def _request(self, step: str, facts: dict[str, Any], number: int) -> Request:
        return Request(INVENTORY, step, self.inventory.pk, facts, f"{self.intent}-{number}")

    def _code(self, text: str) -> codes.Code | None:
        text = " ".join("".join(c if c.isprintable() else " " for c in text[: LONGEST + 1]).split())
        if not text:
            return None
        code = codes.parse(text)
        if code is None and codes.looks_like_code(text):
            raise ConditionFailed("mistyped", facts={"text": text})
        if code is None or code.kind not in f"{THINGS}LZ":
            raise ConditionFailed("not-counted", clause="1.3", facts={"text": text[:LONGEST]})
        return code

    def _place(self, code: str) -> Place:
        found = next((stop.place for stop in self.stops if stop.place.code == code), None)
        if found is None:
            known = Place.objects.filter(code=code).first()
            facts = {"place": known.name if known is not None else codes.pretty(code), "name": self.inventory.name}
            raise ConditionFailed("not-of-this-inventory", clause="1.3", facts=facts)
        return found

    def _known(self, read: list[tuple[Place, str]]) -> set[tuple[int, str]]:
        """Which of these readings are in the books already."""
        rows = Scan.objects.filter(inventory=self.inventory, code__in={code for _place, code in read})
        return set(rows.values_list("place_id", "code")) if read else set()

    def _moved_to(self, here: Place | None, finished: list[Place]) -> None:
        if here is not None and (self.place is None or self.place.pk != here.pk):
            self.place = here
            self._say("ok", ConditionFailed("place-chosen", facts={"place": here.name}))
        for place in finished:
            missing = queries.not_seen(self.inventory, [place.pk]).count()
            reason = "place-done-missing" if missing else "place-done"
            tone = "attention" if missing else "ok"
            self._say(tone, ConditionFailed(reason, facts={"place": place.name, "n": missing}))
        if finished and self.place is not None and self.place.pk == finished[-1].pk:
            self.place = None
        if finished:
            self.__dict__.pop("stops", None)  # read anew: one of them is done now

    def _tell(self, read: list[tuple[Place, str]], before: set[tuple[int, str]]) -> None:
        """What stops the hand: what does not belong there, and what the books do not know. The rest is counted."""
        fresh = [(place, code) for place, code in read if (place.pk, code) not in before]
        old = [(place, code) for place, code in read if (place.pk, code) in before]
        self.taken, self.again = len(fresh), self.again + len(old)
        if old:
            self._already(old)
        rows = Scan.objects.filter(inventory=self.inventory, code__in=[code for _place, code in fresh])
        wrong = rows.filter(outcome__in=(Outcome.MISPLACED, Outcome.UNKNOWN)).select_related(
            "thing__place", "thing__person", "place"
        )
        strange = [scan for scan in wrong.order_by("pk") if (scan.place_id, scan.code) in {(p.pk, c) for p, c in fresh}]
        hidden = self._hidden(strange)
        for scan in strange:
            thing: Thing | None = scan.thing
            if thing is None:
                self._say(
                    "stop", ConditionFailed("read-unknown", clause="1.3", facts={"code": codes.pretty(scan.code)})
                )
            elif thing.pk in hidden:
                self._say(
                    "stop", ConditionFailed("read-elsewhere", clause="1.3", facts={"code": codes.pretty(scan.code)})
                )
            else:
                facts = {"code": codes.pretty(scan.code), "where": str(thing.person or thing.place)}
                self._say("stop", ConditionFailed("read-misplaced", clause="1.3", facts=facts))

    def _already(self, old: list[tuple[Place, str]]) -> None:
        place, code = old[-1]
        scan = Scan.objects.select_related("person").get(inventory=self.inventory, place=place, code=code)
        facts = {"code": codes.pretty(code), "name": scan.person.name, "n": len(old)}
        self._say("attention", ConditionFailed("read-already" if len(old) == 1 else "read-already-many", facts=facts))

    def _say(self, tone: str, refused: Refused, text: str = "") -> None:
        said = answer(refused, (get_language() or "es")[:2])
        if isinstance(refused, BadFacts):
            text = " ".join(str(error) for errors in refused.errors.values() for error in errors)
        self.notices.append(Notice(tone, said, text[:LONGEST]))

    # ---- what is shown

    def _hidden(self, scans: Iterable[Scan]) -> set[int]:
        return queries.hidden_things([scan.thing for scan in scans if scan.thing is not None], self.actor.subject)

    @cached_property
    def missing(self) -> dict[int, int]:
        """How many things are missing in each place that is done."""
        done = [stop.place_id for stop in self.stops if stop.finished_at is not None]
        rows = queries.not_seen(self.inventory, done).values_list("place").annotate(n=Count("pk")).order_by()
        return dict(rows) if done else {}

    def shown(self) -> dict[str, Any]:
        """What the board shows, in a fixed number of questions."""
        inventory = self.inventory
        read: dict[int, int] = {}
        outcomes: dict[str, int] = {outcome.value: 0 for outcome in Outcome}
        counts = Scan.objects.filter(inventory=inventory).values_list("place", "outcome").annotate(n=Count("pk"))
        for place, outcome, n in counts.order_by():
            read[place] = read.get(place, 0) + n
            outcomes[outcome] += n
        last = list(
            Scan.objects.filter(inventory=inventory).select_related("place", "person", "thing").order_by("-pk")[:SHOWN]
        )
        done = [stop.place_id for stop in self.stops if stop.finished_at is not None]
        gone = (
            list(queries.not_seen(inventory, done).select_related("place").order_by("pk")[:SHOWN])
            if self.missing
            else []
        )
        things = [*gone, *(scan.thing for scan in last if scan.thing is not None)]
        hidden = queries.hidden_things(things, self.actor.subject) if things else set()
        tones = {Outcome.FOUND: "good", Outcome.SINCE: "good", Outcome.MISPLACED: "stop", Outcome.UNKNOWN: "stop"}
        return {
            "rows": [
                Row(scan, "" if scan.thing_id in hidden else scan.code, tones[Outcome(scan.outcome)]) for scan in last
            ],
            "gone": [(thing, "" if thing.pk in hidden else thing.code) for thing in gone],
            "more_gone": max(0, sum(self.missing.values()) - len(gone)),
            "stops": [
                Counted(stop, read.get(stop.place_id, 0), self.missing.get(stop.place_id, 0)) for stop in self.stops
            ],
            "tally": queries.Tally(
                **outcomes, missing=sum(self.missing.values()), places=len(self.stops), done=len(done)
            ),
        }
