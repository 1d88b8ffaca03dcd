# SPDX-License-Identifier: EUPL-1.2
"""Form 9: what lies in a safe, who opened and closed it, and when its combination was changed and for whom.

Each says what stood when it was printed. No combination is on any of them: who knows it, since when and why it was changed.
Forms 10 and 11 stand in `printing_counts`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.access.models import Person
from precinto.custody import codes
from precinto.custody.models import OFFICE, Movement, Place, PlaceKind, Thing
from precinto.documents.keeping import queries
from precinto.documents.keeping.models import DoorCheck, Lock, LockKind, Sheet, Trigger
from precinto.documents.keeping.procedures import DOORS, LOCK, SHEET
from precinto.documents.models import Copy, Document
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.of_documents import document_then
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.office.procedures import PLACE
from precinto.procedures import deadlines
from precinto.records.clock import unstamp
from precinto.records.errors import NotFound

DAYS = 31  # of openings on a sheet
BLANKS = 8  # lines to be written by hand


# ---- what lies in a place


@dataclass(frozen=True)
class Seen:
    """A place, and whoever asks to see what is printed of it."""

    place: Place
    who: Subject


@dataclass(frozen=True)
class Lying:
    """A thing where it lay, with its document as it was marked then."""

    thing: Thing
    place: Place | None
    person: Person | None
    pieces: int
    since: datetime
    document: Document | None
    number: int

    @property
    def label(self) -> Label:
        return self.document.label if self.document else Label(schemes.own().id, self.thing.rank)

    @property
    def name(self) -> str:
        if self.document is None:
            return str(self.thing.get_kind_display())
        return f"{self.document.full_number} · {self.number}/{self.document.total}"


def as_they_lay(moves: QuerySet[Movement], until: Entry) -> list[Lying]:
    rows = list(moves.select_related("thing", "to_place", "to_person").order_by("to_place__name", "thing__code"))
    copies = Copy.objects.filter(thing__in=[move.thing_id for move in rows]).select_related("document")
    by_thing = {copy.thing_id: copy for copy in copies}
    documents: dict[int, Document] = {}
    for copy in by_thing.values():
        if copy.document_id not in documents:
            documents[copy.document_id] = document_then(copy.document, until)
    found = []
    for move in rows:
        mine = by_thing.get(move.thing_id)
        document = documents[mine.document_id] if mine is not None else None
        number = mine.number if mine is not None else 0
        found.append(Lying(move.thing, move.to_place, move.to_person, move.pieces, move.at, document, number))
    return found


def find_contents(target: str, who: Subject) -> Found | None:
    """A place by its code. The list names what lies in it: it is for whoever may see all of that."""
    here = place_called(target)
    if here is None or here.kind not in OFFICE:
        return None
    keys = [place.pk for place in queries.holding(here)]
    if queries.hidden_things(Thing.objects.filter(place__in=keys), who):
        return None
    moves = Movement.objects.filter(to_place__in=keys) | Movement.objects.filter(from_place__in=keys)
    return Found(here.code, Seen(here, who), list(dict.fromkeys(moves.order_by("pk").values_list("act", flat=True))))


def place_called(target: str) -> Place | None:
    code = codes.parse(target)
    return Place.objects.filter(code=code.text).exclude(kind=PlaceKind.BAG).first() if code is not None else None


def _lay(found: Found, paper: Paper) -> list[Lying]:
    """What lay in the place and in whatever stood in it. Whoever may not see one of these things now sees no list of then."""
    seen: Seen = found.row
    places = tree_then(paper.entry)
    keys = [place.pk for place in places.values() if seen.place.pk in queries.line_up(place, places)]
    lying = [
        replace(one, place=places.get(one.place.pk, one.place)) if one.place is not None else one
        for one in as_they_lay(past.last_moves(paper.entry).filter(to_place__in=keys), paper.entry)
    ]
    if queries.hidden_things([one.thing for one in lying], seen.who):
        raise NotFound("not-found", clause="1.2")
    return lying


def tree_then(until: Entry) -> dict[int, Place]:
    """Every place as it stood in another: drawers are moved from safe to safe."""
    places = Place.objects.exclude(kind=PlaceKind.BAG)
    if not Entry.objects.filter(procedure=PLACE.name, kind="act", pk__gt=until.pk).exists():
        return {place.pk: place for place in places}
    return {place.pk: past.as_it_was(place, PLACE.name, until) for place in places}


def contents_label(found: Found, paper: Paper) -> Label | None:
    return sheets.highest(one.label for one in _lay(found, paper))


def contents(found: Found, paper: Paper) -> dict[str, Any]:
    lying = _lay(found, paper)
    apart = len({one.place for one in lying}) > 1
    head = [_("No."), _("Code"), _("Document and copy"), _("Level"), _("Folios"), _("Since"), _("Seen")]
    return blocks.body(
        blocks.facts(
            [
                *place_facts(place_then(found.row.place, paper.entry)),
                (_("Things"), len(lying)),
                (_("Folios and pieces"), sum(x.pieces for x in lying)),
            ]
        ),
        blocks.table(
            [*head[:6], _("Where"), head[6]] if apart else head,
            [
                (
                    n, codes.pretty(one.thing.code), one.name, schemes.level_of(one.label).short, one.pieces, day(one.since.date()),
                    *([str(one.place)] if apart else []), "☐",
                )
                for n, one in enumerate(lying, start=1)
            ],
            widths=(2, 7, 7, 3, 3, 4, *([6] if apart else []), 2), right=(0, 4),
        ) if lying else blocks.sentence(_("Nothing lies in it.")),
        blocks.signatures((_("Counted by"), ""), (_("Knows the combination"), ""), (_("Head of the service"), "")),
    )  # fmt: skip


def place_then(place: Place, until: Entry) -> Place:
    """The place under the name and the level that it had: both may have been corrected since."""
    return past.as_it_was(place, PLACE.name, until)


def place_facts(place: Place) -> list[tuple[str, Any]]:
    level = schemes.own().at_least(place.rank) if place.rank else None
    return [
        (_("Place"), place.name),
        (_("Code"), codes.pretty(place.code)),
        (_("Kind"), place.get_kind_display()),
        (_("Highest level"), level.short if level is not None else ""),
    ]


def uncounted(found: Found) -> bool:
    """Whoever counts does not know what is expected: no list leaves the printer while the place is being counted."""
    return queries.overlapping(found.row.place) is None


# ---- the opening and closing sheet


def find_sheet(target: str, who: Subject) -> Found | None:
    here = place_called(target)
    if here is None or here.kind not in (PlaceKind.ROOM, PlaceKind.SAFE, PlaceKind.DRAWER, PlaceKind.COUNTER):
        return None
    return Found(here.code, here, [entry.act for entry in _day_acts(here)])


def _day_acts(place: Place, until: Entry | None = None) -> list[Entry]:
    """What was done at its door: openings, closings, checks, and changes of its combination."""
    found: list[Entry] = []
    for procedure, cases in (
        (SHEET.name, Sheet.objects.filter(place=place)),
        (DOORS.name, DoorCheck.objects.filter(lines__place=place)),
        (LOCK.name, Lock.objects.filter(place=place)),
    ):
        rows = Entry.objects.filter(
            procedure=procedure, case__in=list(cases.values_list("pk", flat=True)), kind="act"
        ).defer("body")
        found += rows.filter(pk__lte=until.pk) if until is not None else rows
    return sorted(found, key=lambda entry: entry.pk)


def sheet(found: Found, paper: Paper) -> dict[str, Any]:
    place: Place = found.row
    acts = _day_acts(place, paper.entry)
    since = timezone.localdate(paper.entry.at) - timedelta(days=DAYS)
    people = paper.then.names([key for entry in acts for key in (entry.person, entry.giver)])

    def said(entry: Entry | None, on: date) -> str:
        return f"{sheets.who_did(entry, people, paper.lang)}, {_hour(entry.at, on)}" if entry is not None else ""

    doors = [entry for entry in acts if entry.procedure == DOORS.name]
    rows = []
    for one in Sheet.objects.filter(place=place, day__gte=since).order_by("pk"):
        of_it = {entry.step: entry for entry in acts if entry.procedure == SHEET.name and entry.case == one.pk}
        opened, closed, checked = (of_it.get(step) for step in ("open", "close", "check"))
        if opened is None:
            continue
        if closed is not None and checked is None:
            # The check at the end of a day is the look of another person at every door that it names.
            after = (entry for entry in doors if entry.step == "all_shut" and entry.pk > closed.pk)
            checked = next(after, None)
        rows.append((day(one.day), said(opened, one.day), said(closed, one.day), said(checked, one.day), ""))
    lock = lock_then(acts)
    return blocks.body(
        blocks.facts(place_facts(place_then(place, paper.entry))),
        blocks.facts(_lock_facts(lock, paper), columns=1) if lock is not None else None,
        blocks.heading(_("Openings since %(day)s") % {"day": day(since)}),
        blocks.table(
            [_("Day"), _("Opened by"), _("Closed by"), _("Checked by another"), _("Initials")],
            [*((*row[:4], blocks.INK) for row in rows), *([[blocks.INK] * 5] * BLANKS)], widths=(3, 6, 6, 6, 3),
        ),
        *_door_checks(place, doors, since, people, paper),
        blocks.signatures((_("Registry clerk"), ""), (_("Head of the service"), "")),
    )  # fmt: skip


def _hour(at: datetime, on: date) -> str:
    """The hour, with its day where that is another than the one of the line."""
    written = moment(at)
    return written[-5:] if written.startswith(day(on)) else written


def _door_checks(
    place: Place, doors: Sequence[Entry], since: date, people: dict[int, str], paper: Paper
) -> list[blocks.Block | None]:
    by_case = {entry.case: entry for entry in doors if entry.step in ("all_shut", "left_open", "account")}
    rows = [(day(one), "", _("Not checked"), "") for one in _unchecked(place, since, by_case.values(), paper)]
    checks = DoorCheck.objects.filter(pk__in=list(by_case), day__gte=since).order_by("pk")
    for one in checks:
        was = past.as_it_was(one, DOORS.name, paper.entry)
        shut = one.lines.get(place=place).shut
        who = sheets.who_did(by_case[one.pk], people, paper.lang)
        said = "" if shut else " · ".join(text for text in (was.account, was.conclusion) if text)
        state = _("Not checked") if shut is None else _("Shut") if shut else _("Found open")
        when = day(one.day) if shut is None else moment(by_case[one.pk].at)
        rows.append((when, who, state, said))
    if not rows:
        return []
    head = [_("End-of-day check"), _("By"), _("State"), _("What was found, and its conclusion")]
    return [blocks.heading(_("Checks at the end of the day")), blocks.table(head, rows, widths=(3, 4, 2, 6))]


def _unchecked(place: Place, since: date, doors: Iterable[Entry], paper: Paper) -> list[date]:
    """1.3: the working days that are over on which nobody looked at this safe, and for which nobody has accounted."""
    if place.kind != PlaceKind.SAFE:
        return []
    calendar, last = deadlines.calendar(), timezone.localdate(paper.entry.at)
    opened = Entry.objects.filter(procedure="office.place", step="open", kind="act", case=place.pk)
    first = opened.first() or Entry.objects.filter(kind="act").order_by("pk")[0]
    known = {row.pk: row.day for row in DoorCheck.objects.filter(pk__in=[entry.case for entry in doors])}
    done = {
        known[entry.case]
        for entry in doors
        if entry.case in known and (entry.step == "account" or entry.at >= calendar.closing_of(known[entry.case]))
    }
    days = (since + timedelta(days=n) for n in range((last - since).days))
    return [d for d in days if calendar.is_working(d) and calendar.closing_of(d) > first.at and d not in done]


# ---- the change of a combination


def find_lock(target: str, who: Subject) -> Found | None:
    rows = Lock.objects.select_related("place")
    lock = rows.filter(pk=int(target)).first() if re.fullmatch("[0-9]{1,15}", target) else None
    if lock is None:
        return None
    return Found(str(lock.pk), lock, [e.act for e in past.acts(LOCK.name, lock.pk) if e.step == "change"])


def lock_then(acts: Iterable[Entry]) -> Lock | None:
    """The lock that was on the place after these acts."""
    on: int | None = None
    for entry in acts:
        if entry.procedure == LOCK.name:
            on = None if entry.step == "retire" else entry.case
    return Lock.objects.filter(pk=on).first() if on is not None else None


def changes_then(lock: Lock, until: Entry) -> list[tuple[dict[str, Any], list[Person]]]:
    """Each change of the combination up to an entry, with those who knew it from then on."""
    of_it = [(LOCK.name, lock.pk)]
    changes = past.rows_then("keeping.change", of_it, until)
    knowers = list(past.rows_then("keeping.knower", of_it, until).values())
    found = Person.objects.select_related("unit").in_bulk({row["person_id"] for row in knowers})
    then = past.Then(until)
    people = {key: then.person(person) for key, person in found.items()}
    return [
        (row, sorted((people[k["person_id"]] for k in knowers if k["change_id"] == key), key=lambda one: one.code))
        for key, row in sorted(changes.items(), key=lambda pair: int(pair[1]["number"]))
    ]


def _lock_facts(lock: Lock, paper: Paper) -> list[tuple[str, Any]]:
    changes = changes_then(lock, paper.entry)
    last, knowers = changes[-1] if changes else (None, [])
    who = _("Who has the key") if lock.kind == LockKind.KEY else _("Who knows the combination")
    return [
        (_("Lock"), lock.get_kind_display()),
        (_("Last change"), stamped(last["at"]) if last is not None else ""),
        (who, ", ".join(person.name for person in knowers)),
    ]


def stamped(written: Any) -> str:
    return moment(unstamp(str(written))) if written else ""


def combination(found: Found, paper: Paper) -> dict[str, Any]:
    lock: Lock = found.row
    changes = changes_then(lock, paper.entry)
    last, knowers = changes[-1]
    before = changes[-2][1] if len(changes) > 1 else []
    made = [entry for entry in past.acts(LOCK.name, lock.pk, paper.entry) if entry.step == "change"]
    people = paper.then.names([key for entry in made for key in (entry.person, entry.giver)])
    until = past.rows_then("keeping.lock", [(LOCK.name, lock.pk)], paper.entry).get(lock.pk, {}).get("due")
    gone = [person.name for person in before if person not in knowers]
    head = [_("Name"), _("Badge"), _("Unit"), _("Signature")]
    return blocks.body(
        blocks.facts(
            [
                *place_facts(place_then(lock.place, paper.entry)),
                (_("Lock"), lock.get_kind_display()),
                (_("Change no."), last["number"]),
                (_("Changed on"), stamped(last["at"])),
                (_("Why"), Trigger(last["trigger"]).label),
                (_("Changed by"), sheets.who_did(made[-1], people, paper.lang)),
                (_("To be changed again by"), stamped(until)),
            ]
        ),
        blocks.sentence(_("The combination itself is written on no form and in no register of this office."), strong=True),
        blocks.heading(_("Who has the key from now on") if lock.kind == LockKind.KEY else _("Who knows it from now on")),
        blocks.table(
            head, [(one.name, codes.pretty(one.code), str(one.unit or ""), blocks.INK) for one in knowers], widths=(5, 3, 4, 5)
        ),
        blocks.facts([(_("Who knew the earlier one, and does not know this one"), ", ".join(gone))], columns=1) if before else None,
        blocks.signatures((_("Changed by"), sheets.who_did(made[-1], people, paper.lang)), (_("Head of the service"), "")),
    )  # fmt: skip


def _changed(found: Found) -> bool:
    return bool(found.row.changes)


def acts_of(procedure: str, case: int) -> list[uuid.UUID]:
    return [entry.act for entry in past.acts(procedure, case)]


sheets.register(
    sheets.Form("place-inventory", "1.3", find_contents, contents, label_then=contents_label, ready=uncounted,
                title=gettext_lazy("Inventory of a place"))
)  # fmt: skip
sheets.register(sheets.Form("safe-sheet", "1.3", find_sheet, sheet, title=gettext_lazy("Opening and closing sheet")))
sheets.register(
    sheets.Form("combination", "1.3", find_lock, combination, ready=_changed,
                title=gettext_lazy("Record of a change of combination"))
)  # fmt: skip
