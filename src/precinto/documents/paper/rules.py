# SPDX-License-Identifier: EUPL-1.2
"""What must hold of sheets and of what is entered from them. Each returns None, or the reason why it does not hold."""

from __future__ import annotations

from precinto.custody import codes
from precinto.documents import losing
from precinto.documents.offline.models import Movement
from precinto.documents.paper import queries
from precinto.documents.paper.models import RESERVED, Run, UsedSheet
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records.models import Case


def sheet_reserved(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: where numbers were reserved for it, the sheet is one of them, and it is blank until now."""
    text, use = facts.paper_sheet, queries.use_of(case)
    if not text:
        return None
    found = queries.sheet(text)
    # A sheet of a closed run is still a sheet: what was used or spoiled is so for ever, and that is the sentence that helps.
    if found is not None and found[0].use == use and (gone := _blank(*found)) is not None:
        return gone
    if found is None or found[0].stage != RESERVED:
        return Reason("sheet-not-reserved", {"sheet": text}, "1.1") if queries.reserved(use) else None
    run, _number = found
    if run.use != use:
        if not queries.reserved(use):
            return None
        return Reason("sheet-for-something-else", {"sheet": text, "use": run.get_use_display()}, "1.1")
    return None


def _blank(run: Run, number: int) -> Reason | None:
    gone = UsedSheet.objects.filter(run=run, number=number).first()
    if gone is None:
        return None
    return Reason("sheet-spoiled" if gone.act is None else "sheet-used", {"sheet": run.number(number)}, "1.1")


def brought_by_a_station(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: what names a station's clerk is written in a queue that was brought; all else that is late stands on a sheet."""
    if facts.noted_by is None:
        return None
    thing = losing.sought(case, facts)
    lines = Movement.objects.filter(thing=thing.code, clerk=facts.noted_by.code, at=facts.occurred_at)
    known = lines.filter(state__in=(Movement.State.WAITING, Movement.State.CONFLICT)).exists()
    return None if known else Reason("brought-by-no-station", {"code": codes.pretty(thing.code)}, "1.4")


def in_its_order(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: what passed on paper did not pass before the thing had come to where it was then."""
    if not facts.paper_sheet:
        return None
    thing = losing.sought(case, facts)
    came = queries.happened(thing)
    if facts.occurred_at < came.replace(second=0, microsecond=0):
        return Reason("written-out-of-order", {"code": codes.pretty(thing.code), "since": came}, "1.4")
    return None


# ---- runs


def numbers_free(case: Run, actor: Actor, facts: Facts) -> Reason | None:
    """A number is printed once, whatever its sheet is for."""
    same = Run.objects.filter(prefix=facts.prefix, first__lte=facts.last, last__gte=facts.first).order_by("pk").first()
    return Reason("sheets-reserved-already", {"run": same.name}) if same is not None else None


def blank_here(case: Run, actor: Actor, facts: Facts) -> Reason | None:
    for number in range(facts.first, facts.last + 1):
        if not case.first <= number <= case.last:
            return Reason("sheet-of-no-run", {"sheet": case.number(number), "run": case.name})
        reason = _blank(case, number)
        if reason is not None:
            return reason
    return None


def somebody_else(case: Run, actor: Actor, facts: Facts) -> Reason | None:
    same = case.holder_id == facts.holder.pk
    return Reason("sheets-with-them-already", {"name": facts.holder.name}) if same else None


def none_blank(case: Run, actor: Actor, facts: Facts) -> Reason | None:
    """A run ends when every number of it is accounted for."""
    left = queries.blank(case)
    return Reason("sheets-left", {"count": len(left), "sheet": case.number(left[0])}) if left else None
