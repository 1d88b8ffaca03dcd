# SPDX-License-Identifier: EUPL-1.2
"""What a regrading could leave apart, looked at for the verification of the books: a document and its copies, a copy and its place."""

from __future__ import annotations

from django.db.models import F

from precinto.custody.models import HOLDS, PlaceKind, Thing
from precinto.documents.regrading.models import Recall
from precinto.documents.regrading.queries import recalled
from precinto.ledger.verify import EXTRA
from precinto_verify.findings import Report


def levels(report: Report) -> None:
    """Law (vi): a copy is as high as its document, and no place holds what is higher than it, but what is called back by name."""
    apart = Thing.objects.exclude(copy__document__rank=F("rank")).filter(copy__isnull=False)
    for key in apart.exclude(place__kind=PlaceKind.DESTROYED).order_by("pk").values_list("pk", flat=True):
        report.broke("house-level", f"custody.thing/{key}")
    named = set(recalled().filter(kind=Recall.Kind.BAG).values_list("copy__thing", flat=True))
    low = Thing.objects.filter(place__kind__in=HOLDS, place__rank__lt=F("rank"))
    for key in low.exclude(pk__in=named).order_by("pk").values_list("pk", flat=True):
        report.broke("house-place", f"custody.thing/{key}")
    report.did("house-levels-checked", count=Thing.objects.count())


EXTRA.append(levels)
