# SPDX-License-Identifier: EUPL-1.2
"""Form 9: who is authorised at each place, that is, who knows the combination or has the key of its lock, and since when.

Of one place with all that stands in it, so that of a building it is the list of the whole house. It says what stood when it was
printed. Whoever is not on it opens nothing.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.access.models import Person
from precinto.custody import codes
from precinto.custody.models import Place
from precinto.documents.keeping import queries
from precinto.documents.keeping.models import Lock
from precinto.documents.keeping.printing import (
    changes_then,
    lock_then,
    place_called,
    place_facts,
    place_then,
    stamped,
    tree_then,
)
from precinto.documents.keeping.procedures import LOCK
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.sheets import Found, Paper
from precinto.ledger.models import Entry


def find(target: str, who: Subject) -> Found | None:
    here = place_called(target)
    locks = _locks(here, queries.tree()) if here is not None else []
    return Found(here.code, here, _acts(locks)) if here is not None and locks else None


def _locks(here: Place, places: dict[int, Place]) -> list[Lock]:
    """Every lock that there has been on the place or on one that stands in it."""
    inner = [place.pk for place in queries.below(here, places)]
    return list(Lock.objects.filter(place__in={here.pk, *inner}).select_related("place").order_by("pk"))


def _acts(locks: list[Lock]) -> list[uuid.UUID]:
    rows = Entry.objects.filter(procedure=LOCK.name, case__in=[lock.pk for lock in locks], kind="act")
    return list(rows.order_by("pk").values_list("act", flat=True))


def on_the_door(locks: list[Lock], until: Entry) -> list[Lock]:
    """The lock of each place when an entry was made."""
    found = []
    for place in dict.fromkeys(lock.place_id for lock in locks):
        acts = sorted(
            (e for lock in locks if lock.place_id == place for e in past.acts(LOCK.name, lock.pk, until)),
            key=lambda entry: entry.pk,
        )
        lock = lock_then(acts)
        if lock is not None:
            found.append(lock)
    return found


def content(found: Found, paper: Paper) -> dict[str, Any]:
    here: Place = found.row
    places = tree_then(paper.entry)
    rows: list[tuple[Any, ...]] = []
    for lock in on_the_door(_locks(here, places), paper.entry):
        place = places.get(lock.place_id, lock.place)
        changes = changes_then(lock, paper.entry)
        last, people = changes[-1] if changes else ({}, [])
        rows += [_row(place, lock, last, person) for person in people] or [_row(place, lock, last, None)]
    head = [_("Place"), _("Lock"), _("Name"), _("Badge"), _("Unit"), _("Since"), _("Signature")]
    return blocks.body(
        blocks.facts(place_facts(place_then(here, paper.entry))),
        blocks.heading(_("Who knows the combination or has the key")),
        blocks.table(head, sorted(rows, key=lambda row: tuple(row[:3])), widths=(5, 4, 5, 4, 4, 4, 4)),
        blocks.sentence(_("Whoever is not on this list opens none of these places. It holds until the next change.")),
        blocks.signatures((_("Registry clerk"), ""), (_("Head of the service"), "")),
    )


def _row(place: Place, lock: Lock, last: dict[str, Any], person: Person | None) -> tuple[Any, ...]:
    kind, since = str(lock.get_kind_display()), stamped(last.get("at"))
    if person is None:
        return (place.name, kind, _("nobody"), "", "", since, "")
    return (place.name, kind, person.name, codes.pretty(person.code), str(person.unit or ""), since, blocks.INK)


sheets.register(sheets.Form("authorised", "1.3", find, content, title=gettext_lazy("List of authorised personnel")))
