# SPDX-License-Identifier: EUPL-1.2
"""What is asked of envelopes and bundles: which case a thing belongs to, what came out of it, who had it open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Sum

from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.models import Copy, Document
from precinto.documents.receiving.models import Arrival, Enclosed, Parcel
from precinto.documents.reservations import Claim
from precinto.ledger import history
from precinto.procedures.model import Reason

# The kinds of parcel, each with the name of its procedure. Rooms above add theirs.
PARCELS: dict[type[Parcel], str] = {Arrival: "documents.arrive"}


def parcel_of(thing: Thing) -> Parcel | None:
    for model in PARCELS:
        found: Parcel | None = model.objects.select_related("thing__place").filter(thing=thing).first()
        if found is not None:
            return found
    return None


def find_parcel(text: str) -> Parcel | None:
    """By the code on the envelope, or by the name of its case: `A 2026/00012`."""
    code = codes.parse(text)
    if code is not None:
        thing = Thing.objects.filter(code=code.text).first() if code.kind == "T" else None
        return parcel_of(thing) if thing is not None else None
    name = " ".join(text.upper().split())
    for model in PARCELS:
        found: Parcel | None = model.objects.select_related("thing__place").filter(name=name).first()
        if found is not None:
            return found
    return None


def enclosed(parcel: Parcel) -> list[Document]:
    rows = Enclosed.objects.filter(thing=parcel.thing_id).select_related("document").order_by("pk")
    rows = rows.prefetch_related("document__scope", "document__copies__thing")
    return [row.document for row in rows] if parcel.thing_id else []


def registered_folios(parcel: Parcel) -> int | None:
    """The folios that were registered out of it; None where nothing was. What was annulled counts for nothing, and what was
    copied here since did not come in it."""
    rows = Copy.objects.filter(document__came_in__thing=parcel.thing_id, made=None).exclude(document__stage="annulled")
    return rows.aggregate(folios=Sum("thing__pieces"))["folios"] if parcel.thing_id else None


def parcel_with(document: Document) -> Parcel | None:
    """The envelope or bundle out of which this document was registered."""
    row = Enclosed.objects.filter(document=document).select_related("thing").first()
    return parcel_of(row.thing) if row is not None else None


def openers(document: Document) -> set[int]:
    """Whoever had the envelope or bundle of this document open, in person or behind a delegation."""
    parcel = parcel_with(document)
    if parcel is None:
        return set()
    return history.hands(history.of_case(PARCELS[type(parcel)], parcel.pk, *type(parcel).OPENING))


def claimed(things: Sequence[int]) -> Iterator[Claim]:
    """1.1: an envelope whose papers are not registered goes nowhere and is not destroyed."""
    for model, procedure in PARCELS.items():
        rows = model.objects.filter(thing__in=things, stage__in=("received", model.OPEN, model.DIFFERS)).select_related(
            "thing"
        )
        for parcel in rows.order_by("pk"):
            facts = {"code": codes.pretty(parcel.held.code), "case": parcel.name}
            yield Claim(parcel.held.pk, Reason("envelope-not-registered", facts, "1.1"), (procedure, parcel.pk))
