# SPDX-License-Identifier: EUPL-1.2
"""Taking a plan: one act for each document, in groups that are in the books whole or not at all.

It may be stopped at any moment and begun again: each row has its own intent, so what is in the books stays and the rest
follows. A row that the register refuses goes to quarantine with the refusal's words, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from precinto.access.officers import Officer
from precinto.documents.importing import columns, mapping
from precinto.documents.importing.cells import shown
from precinto.documents.importing.mapping import Map
from precinto.documents.importing.plan import earlier_intent_of, intent_of, make
from precinto.documents.importing.sheet import Sheet
from precinto.documents.importing.verdict import ALREADY, Doubt, Office, Plan, Row
from precinto.documents.models import Document
from precinto.documents.procedures import REGISTER
from precinto.documents.queries import safes, visible
from precinto.ledger.models import Entry
from precinto.ledger.seal import opened
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.model import Actor
from precinto.procedures.perform import Request, check, perform_all
from precinto.procedures.refusals import answer
from precinto.records import memo
from precinto.records.clock import now
from precinto.records.errors import FreshPasswordNeeded, NotSignedIn, NotYourRole, Refused

GROUP = 100
CHUNK = 500  # values in one statement; SQLite takes 32,766
STEP = "register"
Progress = Callable[[int, int], None]  # rows done, of how many
T = TypeVar("T")


def first_map(sheet: Sheet, *, title: str) -> Map:
    """The map guessed for a file, with this office's defaults: its level in the middle, its highest safe."""
    levels = [level for level in schemes.own().levels if level.rank > 0]
    usual = min(levels, key=lambda level: (abs(level.rank - 20), -level.rank))
    kept = max(safes(), key=lambda place: place.rank, default=None)
    return mapping.guess(sheet, level=usual.id, place=kept.code if kept else "", title=title)


def planned(sheet: Sheet, map_: Map, by: Officer) -> Plan:
    """The plan as this clerk sees the register. What they may not see of it does not show in the plan either."""
    at = now()
    actor = Actor(by, at)
    levels: dict[str, str] = {}
    caveats: dict[str, str] = {}
    for scheme in schemes.in_force():
        # The office's own scheme comes first: a word that two of them have is its own.
        before = f"{scheme.id}/" if levels else ""
        for level in scheme.levels:
            for name in (level.id, level.short, *level.name.values(), *level.aliases):
                levels.setdefault(columns.folded(name), before + level.id)
        for name in scheme.caveat_names():
            caveats.setdefault(columns.folded(name), before + name)
    done = _done([intent_of(sheet, number) for number, _cells in sheet.body])
    known: dict[str, str] = {}
    targets = map_.positions(sheet)
    if "old_number" in targets:
        at_column = targets.index("old_number")
        # A row in the books already names its own number: only what other files or hands wrote is a clash.
        texts = {
            shown(cells[at_column])
            for number, cells in sheet.body
            if at_column < len(cells) and intent_of(sheet, number) not in done
        } - {""}
        known = _known(sorted(texts), actor)
    return make(sheet, map_, Office(actor.day, levels, caveats, known, frozenset(done), _earlier(sheet)))


def _earlier(sheet: Sheet) -> dict[int, frozenset[str]]:
    """What the rows have made that were taken when a file of several sheets had one name for all of them."""
    if not sheet.others:
        return {}
    rows = {earlier_intent_of(sheet, number): number for number, _cells in sheet.body}
    documents = {case: rows[intent] for intent, case in _done(list(rows)).items()}
    found: dict[int, frozenset[str]] = {}
    for some in _chunks(list(documents), CHUNK):
        for document in Document.objects.filter(pk__in=some):
            # A subject may have been corrected since.
            ever = {value for _salt, value in opened(document.subject()).values() if isinstance(value, str)}
            found[documents[document.pk]] = frozenset(ever | {document.title, document.old_number})
    return found


def _done(intents: list[str]) -> dict[str, int]:
    """Those that anybody has performed, each with its document. A key in the ledger begins with the person whose it is."""
    found: dict[str, int] = {}
    acts = Entry.objects.filter(procedure=REGISTER.name, step=STEP, kind="act")
    for person in acts.order_by().values_list("person", flat=True).distinct():
        for some in _chunks(intents, CHUNK):
            keys = [f"{person}:{intent}" for intent in some]
            rows = Entry.objects.filter(intent__in=keys).values_list("intent", "case")
            found |= {str(key).partition(":")[2]: case or 0 for key, case in rows}
    return found


def _known(texts: list[str], actor: Actor) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _chunks(texts, CHUNK):
        rows = Document.objects.filter(old_number__in=some).exclude(stage="annulled").prefetch_related("scope")
        found |= {row.old_number: row.full_number for row in rows if visible(row, actor.subject)}
    return found


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def rehearse(plan: Plan, by: Officer, progress: Progress | None = None) -> None:
    """Ask of every row whether the register would take it; writes nothing. What it would refuse goes to quarantine."""
    rows = plan.to_take
    expected: dict[tuple[str, int], int] = {}
    with memo.kept():
        for place, row in enumerate(rows, start=1):
            facts = dict(row.facts)
            number = facts.pop("number", None)
            try:
                check(Request(REGISTER, STEP, None, facts, row.intent), by=by)
            except (NotSignedIn, NotYourRole, FreshPasswordNeeded):
                raise
            except Refused as refused:
                row.quarantine(_refusal(refused))
            else:
                _follows(row, number, expected)
            if progress is not None:
                progress(place, len(rows))
    plan.add_up()


def _follows(row: Row, number: int | None, expected: dict[tuple[str, int], int]) -> None:
    """1.1: a number of our own must be the next one; the rows before it are thought of as taken."""
    key = (row.facts["series"], row.facts["year"])
    if key not in expected:
        expected[key] = series.next_number(f"document-{key[0]}", key[1])
    if number is not None and number != expected[key]:
        reason = "number-taken" if number < expected[key] else "number-leaves-gap"
        facts = {"number": f"{key[1]}/{number:05d}", "next": f"{key[1]}/{expected[key]:05d}"}
        row.quarantine(_refusal(Refused(reason, clause="1.1", facts=facts)))
        return
    expected[key] += 1


def run(
    plan: Plan, by: Officer, progress: Progress | None = None, *, group: int = GROUP, most: int | None = None
) -> None:
    """Register what the plan takes, or the first `most` rows of it.

    Raises what concerns the officer and not a row (not signed in, not a clerk); what was taken until then stays.
    """
    rows = plan.to_take[:most]
    place = 0
    while place < len(rows):
        some = rows[place : place + group]
        try:
            _take(some, by)
        except (NotSignedIn, NotYourRole, FreshPasswordNeeded):
            raise
        except Refused as refused:
            line: int = getattr(refused, "line", 0)
            if line:
                _take(some[:line], by)  # these were good, and were undone with their group
            some[line].quarantine(_refusal(refused))
            place += line + 1
        else:
            place += len(some)
        if progress is not None:
            progress(place, len(rows))
    plan.add_up()


def _take(rows: list[Row], by: Officer) -> None:
    for row, act in zip(
        rows,
        perform_all([Request(REGISTER, STEP, None, row.facts, row.intent) for row in rows], by=by),
        strict=True,
    ):
        row.entry = act.entry
        if act.again:
            row.outcome = ALREADY


def _refusal(refused: Refused) -> Doubt:
    return Doubt("refused", {"words": str(answer(refused))}, clause=refused.clause)
