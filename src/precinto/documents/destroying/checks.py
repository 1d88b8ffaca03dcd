# SPDX-License-Identifier: EUPL-1.2
"""What must be so of all that was ever destroyed, looked up afresh for the verification of the books."""

from __future__ import annotations

from django.db.models import Count, Exists, Max, OuterRef

from precinto.custody.models import Movement, PlaceKind, Thing
from precinto.documents.destroying.models import Carried, Certificate, Line
from precinto.ledger.verify import EXTRA
from precinto_verify.findings import WORDS, Report

BURNT = ("destroyed", "certified", "closed")


def destroyed(report: Report) -> None:
    """Nothing has left the place called destroyed, every line of a destroyed batch is there, no certificate's number is missing, and
    what lies where no level is asked (law vi) is named by the evacuation that carried it there."""
    for thing in Movement.objects.filter(from_place__kind=PlaceKind.DESTROYED).values_list("thing", flat=True):
        report.broke("house-resurrected", f"custody.thing/{thing}")
    lines = Line.objects.filter(batch__stage__in=BURNT, removed=False)
    for key in lines.exclude(thing__place__kind=PlaceKind.DESTROYED).values_list("pk", flat=True):
        report.broke("house-not-destroyed", f"destroying.line/{key}")
    for year in Certificate.objects.values("year").annotate(last=Max("number"), found=Count("pk")).order_by("year"):
        if year["last"] != year["found"]:
            report.broke("house-certificates", f"{year['year']}", last=year["last"], found=year["found"])
    named = Carried.objects.filter(evacuation=OuterRef("place__evacuation"), thing=OuterRef("pk"))
    bare = Thing.objects.filter(place__evacuation__isnull=False).exclude(Exists(named))
    for key in bare.order_by("pk").values_list("pk", flat=True):
        report.broke("house-refuge", f"custody.thing/{key}")
    report.did("house-destroyed-checked", count=lines.count())


WORDS |= {
    "house-refuge": (
        "it lies where an evacuation carried things to, and is none of those that it carried",
        "está donde una evacuación llevó efectos, y no es ninguno de los que llevó",
    ),
    "house-resurrected": (
        "this thing was destroyed, and has been moved since",
        "este efecto se destruyó, y después se ha movido",
    ),
    "house-not-destroyed": (
        "its batch was destroyed, and the thing on this line is elsewhere",
        "su lote se destruyó, y el efecto de esta línea está en otra parte",
    ),
    "house-certificates": (
        "the last certificate of destruction of the year is no. {last}, and there are {found}",
        "el último certificado de destrucción del año es el n.º {last}, y hay {found}",
    ),
    "house-destroyed-checked": (
        "{count} lines of destroyed batches are where they must be, and the certificates have no gap",
        "{count} líneas de lotes destruidos están donde deben, y los certificados no tienen huecos",
    ),
}
if destroyed not in EXTRA:
    EXTRA.append(destroyed)
