# SPDX-License-Identifier: EUPL-1.2
"""Safes and inventories on the page of any case: who knows what, what was shut when, what was counted and what differed.

A combination is on no page. A copy of a document out of scope shows as a line without its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.custody.models import HOLDS, OFFICE, Place, PlaceKind, Thing
from precinto.documents.columns import most
from precinto.documents.keeping import doors, queries
from precinto.documents.keeping.models import Difference, DoorCheck, Inventory, Lock, Relief, Relocation, Sheet
from precinto.documents.keeping.procedures import DIFFERENCE, INVENTORY, LOCK, SHEET
from precinto.documents.shown import OVERSEE
from precinto.ledger.models import Entry
from precinto.procedures.model import Actor
from precinto.web import sight
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import due, own_level, pretty, when

LISTED = (PlaceKind.BUILDING, PlaceKind.ROOM, *HOLDS)
OUT_OF_SCOPE = _("Outside your reading scope")


def highest(place: Place) -> str:
    return own_level(place.rank) if place.rank else "—"


def destroys(place: Place) -> str:
    return own_level(place.destroys) if place.destroys is not None else ""


def place_cell(place: Place | None) -> Cell:
    return Cell(place.name, f"/caso/office.place/{place.pk}/") if place is not None else Cell("—")


def code_of(thing: Thing | None, code: str, hidden: set[int]) -> Cell:
    if thing is not None and thing.pk in hidden:
        return Cell(OUT_OF_SCOPE)
    return Cell(pretty(code), f"/quien/?q={code}" if thing is not None else "", "code")


# ---- places


def of_place(case: Place, actor: Actor) -> list[Lines]:
    inner = [
        [place_cell(one), Cell(pretty(one.code), mark="code"), Cell(one.get_kind_display()), Cell(highest(one))]
        for one in case.places.filter(stage=queries.LIVE).order_by("name")[: most()]
    ]
    lock = queries.lock_of(case)
    locks = (
        [[
            Cell(lock.get_kind_display(), f"/caso/{LOCK.name}/{lock.pk}/"),
            Cell(LOCK.stages[lock.stage], mark="stop" if lock.stage == "to_change" else ""),
            Cell(due(lock.due)),
        ]]
        if lock is not None
        else []
    )  # fmt: skip
    sheets = list(case.sheets.order_by("-pk")[:20])
    listed = []
    if sight.roles(actor) & OVERSEE and case.kind in LISTED and case.stage == queries.LIVE:
        here = Cell(_("The list of what lies in it"), f"/efectos/?lugar={case.code}")
        listed = [Lines("stock", _("What lies in it"), [_("Where it is listed")], [[here]], leads=True)]
    return [
        *listed,
        Lines("inner", _("What stands in it"), [_("Place"), _("Code"), _("Kind"), _("Highest level")], inner),
        Lines("lock", _("Its lock"), [_("Kind"), _("State"), _("To be changed by")], locks, _("It has no lock on record.")),
        Lines("sheets", _("Openings"), [_("Day"), _("State"), _("Opened"), _("Closed"), _("Checked")], sheet_rows(sheets)),
    ]  # fmt: skip


def sheet_rows(sheets: Sequence[Sheet]) -> list[list[Cell]]:
    """Each opening with who opened, closed and checked it, and when: asked of the ledger."""
    acts: dict[tuple[int, str], Entry] = {}
    entries = Entry.objects.filter(procedure=SHEET.name, case__in=[sheet.pk for sheet in sheets], kind="act")
    for entry in entries.defer("body").order_by("pk"):
        acts[(entry.case or 0, entry.step)] = entry
    people = sight.names_of([entry.person for entry in acts.values()])
    rows = []
    for sheet in sheets:
        cells = [Cell(str(sheet.day), f"/caso/{SHEET.name}/{sheet.pk}/")]
        cells.append(Cell(SHEET.stages[sheet.stage], mark={"checked": "good", "open": "warn"}.get(sheet.stage, "")))
        for step in ("open", "close", "check"):
            done = acts.get((sheet.pk, step))
            cells.append(Cell(f"{people.get(done.person, '')} {when(done.at)}" if done is not None else "—"))
        rows.append(cells)
    return rows


def papers_of_place(case: Place, actor: Actor) -> list[Paper]:
    """No list of what lies where somebody is counting, and no sheet of a place that has no door."""
    found = []
    if case.kind in OFFICE and queries.overlapping(case) is None:
        found.append(Paper("place-inventory", case.code, _("Print the list of what lies in it")))
    if case.kind == PlaceKind.ROOM or case.kind in OFFICE:
        found.append(Paper("safe-sheet", case.code, _("Print the opening and closing sheet")))
    if queries.locked_within(case):
        found.append(Paper("authorised", case.code, _("Print the list of authorised personnel")))
    return found


# ---- locks


def of_lock(case: Lock, actor: Actor) -> list[Lines]:
    changes = [
        [
            Cell(change.number, mark="number"), Cell(when(change.at)), Cell(change.get_trigger_display()),
            Cell(", ".join(sorted(knower.person.name for knower in change.knowers.all()))),
        ]
        for change in queries.changes(case)[: most()]
    ]  # fmt: skip
    head = [_("No."), _("When"), _("Why"), _("Who knows it since")]
    return [Lines("changes", _("Changes of the combination"), head, changes, _("It has not been set yet."))]


def papers_of_lock(case: Lock, actor: Actor) -> list[Paper]:
    return [Paper("combination", str(case.pk), _("Print the record of the change"))] if case.changes else []


# ---- the day


def of_doors(case: DoorCheck, actor: Actor) -> list[Lines]:
    rows = [
        [
            place_cell(line.place),
            Cell(
                _("Not checked") if line.shut is None else _("Shut") if line.shut else _("Found open"),
                mark="good" if line.shut else "stop",
            ),
        ]
        for line in case.lines.select_related("place").order_by("place__name")[: most()]
    ]
    found = [Lines("doors", _("What was looked at"), [_("Place"), _("State")], rows)]
    closing = doors.made_early(case, actor.calendar)
    if closing is not None:
        why = _("The office closes at %(time)s: somebody looks again then.") % {"time": f"{closing:%H:%M}"}
        found.insert(0, Lines("early", _("It does not count for the evening"), [_("Why")], [[Cell(why, mark="warn")]]))
    return found


def of_relocation(case: Relocation, actor: Actor) -> list[Lines]:
    from precinto.custody.models import Movement

    act = Entry.objects.filter(procedure="documents.relocate", case=case.pk, kind="act").order_by("pk").first()
    moves = Movement.objects.none() if act is None else Movement.objects.filter(act=act.act)
    moves = moves.select_related("thing", "from_place").order_by("pk")
    found = list(moves[: most()])
    hidden = queries.hidden_things([move.thing for move in found], actor.subject)
    rows = [[code_of(move.thing, move.thing.code, hidden), place_cell(move.from_place)] for move in found]
    return [Lines("moved", _("What was moved"), [_("Code"), _("From")], rows)]


# ---- inventories


def difference_rows(found: Iterable[Difference], actor: Actor) -> list[list[Cell]]:
    rows = list(found)
    hidden = queries.hidden_things([row.thing for row in rows if row.thing is not None], actor.subject)
    tones = {"open": "stop", "missing": "stop", "not_found": "stop", "concluded": "good"}
    return [
        [
            Cell(row.get_kind_display(), f"/caso/{DIFFERENCE.name}/{row.pk}/"),
            code_of(row.thing, row.code, hidden),
            Cell(str(row.books_person or row.books_place or "—")),
            Cell(str(row.found_at or "—")),
            Cell(DIFFERENCE.stages[row.stage], mark=tones[row.stage]),
        ]
        for row in rows
    ]


def of_inventory(case: Inventory, actor: Actor) -> list[Lines]:
    stops = [
        [place_cell(stop.place), Cell(when(stop.finished_at) if stop.finished_at else _("to be done"))]
        for stop in queries.stops_of(case)[: most()]
    ]
    parts = [Lines("places", _("Places"), [_("Place"), pgettext_lazy("feminine", "Done")], stops)]
    if case.closed_at is not None:
        found = case.differences.select_related("thing", "books_person", "books_place", "found_at").order_by(
            "kind", "code"
        )
        head = [_("Kind"), _("Code"), _("By the books"), _("Found in"), _("State")]
        none = _("Nothing differs.")
        parts.append(Lines("differences", _("Differences"), head, difference_rows(found[: most()], actor), none))
    elif case.stage == "counting":
        address = f"/inventario/{case.pk}/"
        parts.insert(
            0,
            Lines("count", _("The count"), [_("Where it is done")], [[Cell(_("Go on counting"), address)]], leads=True),
        )
    relief = Relief.objects.filter(inventory=case).select_related("outgoing", "incoming").first()
    if relief is not None:
        row = [
            Cell(relief.outgoing.name),
            Cell(relief.incoming.name),
            Cell(_("The case"), f"/caso/documents.relief/{relief.pk}/"),
        ]
        parts.append(Lines("relief", _("Hand-over"), [_("Who hands over"), _("Who takes over"), ""], [row]))
    return parts


def papers_of_inventory(case: Inventory, actor: Actor) -> list[Paper]:
    done = case.stage in ("certified", "objected", "agreed")
    return [Paper("inventory-certificate", str(case.pk), _("Print the certificate"))] if done else []


def of_relief(case: Relief, actor: Actor) -> list[Lines]:
    inventory = case.inventory
    if inventory is None:
        return []
    address = (
        f"/inventario/{inventory.pk}/" if inventory.stage == "counting" else f"/caso/{INVENTORY.name}/{inventory.pk}/"
    )
    row = [Cell(inventory.name, address), Cell(INVENTORY.stages[inventory.stage])]
    return [Lines("inventory", _("Its inventory"), [_("Inventory"), _("Stage")], [row])]


def papers_of_relief(case: Relief, actor: Actor) -> list[Paper]:
    done = case.stage != "abandoned" and case.inventory is not None and case.inventory.closed_at is not None
    return [Paper("relief", str(case.pk), _("Print the act of the hand-over"))] if done else []


def results(case: Inventory) -> Any:
    if case.closed_at is None:
        return ""
    return _("%(found)s in their place, %(missing)s missing, %(misplaced)s misplaced, %(unknown)s unknown, %(moved)s moved since") % {
        "found": case.found, "missing": case.missing, "misplaced": case.misplaced, "unknown": case.unknown, "moved": case.moved,
    }  # fmt: skip


def out(case: Inventory) -> Any:
    return case.out if case.out is not None and case.closed_at is not None else ""


def verdict(case: Inventory) -> Any:
    return "" if case.conformity is None else _("In conformity") if case.conformity else _("With objections")


def scope(case: Inventory | Relief) -> Any:
    return case.root.name if case.root is not None else _("The whole office")


show(
    Place,
    columns=[
        (_("Code"), lambda case: pretty(case.code)), (_("Name"), "name"), (_("Kind"), "get_kind_display"),
        (_("Highest level"), highest), (_("Destroys for the office, up to"), destroys), (_("Stands in"), "within"),
    ],
    reads=("within",), lines=of_place, papers=papers_of_place,
)  # fmt: skip
show(
    Lock,
    columns=[
        (_("Place"), "place"), (_("Kind of lock"), "get_kind_display"), (_("Why it must be changed"), "get_trigger_display"),
        (_("To be changed by"), lambda case: due(case.due) if case.due else ""), (_("Changes"), "changes"),
    ],
    reads=("place",), lines=of_lock, papers=papers_of_lock,
)  # fmt: skip
show(
    Sheet,
    columns=[(_("Place"), "place"), (_("Day"), "day"), (_("Due"), lambda case: due(case.due) if case.due else "")],
    reads=("place",),
)
show(
    DoorCheck,
    columns=[
        (_("Place"), "place"), (_("Day"), "day"), (_("What was found"), "account"), (_("Conclusion"), "conclusion"),
    ],
    reads=("place",), lines=of_doors,
)  # fmt: skip
show(
    Relocation,
    columns=[(_("Into which safe"), "place"), (_("Things"), "count"), (_("Reason"), "reason")],
    reads=("place",),
    lines=of_relocation,
)
show(
    Inventory,
    columns=[
        (_("Inventory"), "name"), (_("Which"), "get_plan_display"), (_("Where"), scope), (_("Opened"), "opened_at"),
        (_("Closed"), "closed_at"), (_("Due"), lambda case: due(case.due) if case.due else ""),
        (_("Expected"), lambda case: case.expected if case.closed_at else ""), (_("Result"), results),
        (_("Out, on receipt, by the records"), out),
        (_("Certificate"), verdict), (_("Objections"), "objections"), (_("Answer to the objections"), "answer"),
        (_("Digest of what was expected"), lambda case: case.digest if case.closed_at else ""),
    ],
    reads=("root",), lines=of_inventory, papers=papers_of_inventory,
)  # fmt: skip
show(
    Difference,
    columns=[
        (_("Kind"), "get_kind_display"), (_("Inventory"), "inventory"), (_("Code"), lambda case: pretty(case.code)),
        (_("By the books"), lambda case: str(case.books_person or case.books_place or "")), (_("Found in"), "found_at"),
        (_("Due"), lambda case: due(case.due) if case.due else ""), (_("Conclusion"), "conclusion"),
    ],
    reads=("inventory", "thing__copy__document", "books_person", "books_place", "found_at"),
)  # fmt: skip
show(
    Relief,
    columns=[
        (_("Who hands over"), "outgoing"), (_("Who takes over"), "incoming"), (_("What is handed over"), scope),
        (_("Inventory"), "inventory"), (_("Reason"), "reason"), (_("Objections of who takes over"), "remarks"),
    ],
    reads=("outgoing", "incoming", "root", "inventory"), lines=of_relief, papers=papers_of_relief,
)  # fmt: skip
