# SPDX-License-Identifier: EUPL-1.2
"""What is asked of sheets and of what was entered from them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from precinto.custody.models import Thing
from precinto.documents.models import Document, Round
from precinto.documents.offline.models import Movement
from precinto.documents.paper.models import RESERVED, Deferred, For, Run, UsedSheet
from precinto.ledger.models import Entry
from precinto.procedures.model import Actor
from precinto.records.models import Case


def use_of(case: Case) -> For:
    if isinstance(case, Document):
        return For.REGISTER
    return For.ROUND if isinstance(case, Round) else For.LOAN


def reserved(use: str) -> bool:
    """Whether the office has reserved sheets for this: then no other paper counts."""
    return bool(Run.objects.filter(stage=RESERVED, use=use).exists())


def sheet(text: str) -> tuple[Run, int] | None:
    """The run, and the number in it, of a sheet as somebody reads it off the paper."""
    parts = re.fullmatch(r"([A-Z]{0,6}-?)0*([1-9][0-9]{0,5})", text.strip().upper().replace(" ", ""))
    if parts is None:
        return None
    number = int(parts[2])
    run = Run.objects.filter(prefix=parts[1], first__lte=number, last__gte=number).order_by("pk").last()
    return (run, number) if run is not None else None


def blank(run: Run) -> list[int]:
    """The numbers of a run that are neither used nor spoiled."""
    gone = set(UsedSheet.objects.filter(run=run).values_list("number", flat=True))
    return [n for n in range(run.first, run.last + 1) if n not in gone]


def happened(thing: Thing) -> datetime:
    """When a thing came to where it is: the time of the last movement, or of the paper that it was entered from."""
    link = thing.movements.order_by("-seq").first()
    body = Entry.objects.filter(act=link.act, kind="act").values_list("body", flat=True).first() if link else None
    occurred = json.loads(bytes(body)).get("occurred") if body is not None else None
    return _read(occurred) if occurred else thing.since


def _read(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def confirming(rows: Sequence[Any]) -> dict[int, Entry]:
    """The act by which each of these, documents or movements, was confirmed against its paper, by the key of the row."""
    name = "documents.register" if rows and isinstance(rows[0], Document) else "documents.deferred"
    found = Entry.objects.filter(procedure=name, step="confirm", kind="act", case__in=[row.pk for row in rows])
    return {entry.case: entry for entry in found.defer("body") if entry.case is not None}


def count(actor: Actor) -> list[tuple[str, int, int, int, int]]:
    """By clause: how many were entered after they happened, how many of them are confirmed (or were signed by a station), how
    many wait, and how many of these past their term."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    waits = Q(stage__in=("entered", "disputed"))
    moved = Deferred.objects.values("clause").annotate(
        many=Count("pk"), open=Count("pk", filter=waits), late=Count("pk", filter=waits & Q(due__lt=actor.at))
    )
    signed = Movement.objects.filter(state=Movement.State.DONE, act__isnull=False).values("act")
    brought = Entry.objects.filter(act__in=signed, kind="act").values("clause").annotate(many=Count("pk"))
    for row in [*moved.order_by("clause"), *brought.order_by("clause")]:
        for place, name in enumerate(("many", "open", "late")):
            found[row["clause"]][place] += int(str(row.get(name, 0)))
    written = Document.objects.filter(occurred_at__isnull=False)
    if many := written.count():
        left = list(written.filter(stage="deferred").values_list("occurred_at", flat=True))
        off = actor.profile.is_off("deferred-entry")
        late = [
            at
            for at in left
            if at is not None and not off and actor.profile.due("deferred-entry", at, actor.calendar) < actor.at
        ]
        for place, number in enumerate((many, len(left), len(late))):
            found["1.1"][place] += number
    return [(clause, many, many - left, left, late) for clause, (many, left, late) in sorted(found.items())]
