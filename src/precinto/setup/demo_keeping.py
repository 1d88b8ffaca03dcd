# SPDX-License-Identifier: EUPL-1.2
"""What the demonstration office shows of 1.3, 1.5 and 1.6: a lock, a count that differs, copies, drafts, the end of papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents.copying.procedures import COPY
from precinto.documents.destroying.models import Batch
from precinto.documents.destroying.procedures import DESTROY, HOLD, PLAN, WASTE
from precinto.documents.destroying.queries import originators
from precinto.documents.keeping.procedures import INVENTORY, LOCK, RELOCATE, SHEET
from precinto.documents.regrading.procedures import REGRADE
from precinto.office.procedures import FORM, PLACE

if TYPE_CHECKING:
    from precinto.records.models import Case
    from precinto.setup.demo import Paper, Story

AUTHORITY = "AD-2026/118"


def plan(story: Story) -> None:
    on = story.planned
    for day, event in (
        (-38, fit_a_lock), (-36, plan_for_the_worst), (-30, one_batch), (-26, copies), (-22, drafts), (-18, hold),
        (-14, count), (-11, regrade), (-7, evening), (-6, copies_asked), (-5, batch_to_be_signed), (-2, evening),
    ):  # fmt: skip
        on[day].append(partial(story.aside, event))


# ---- 1.3


def fit_a_lock(story: Story) -> None:
    """A dial on the safe, whose combination the head and a clerk know, and a drawer in it."""
    case = story.do("jaime", LOCK, "fit", place=story.safe, kind="dial").case
    story.do("carmen", LOCK, "change", case, trigger="installation", knowers=[story.code("jaime")])
    story.do("jaime", PLACE, "open", name="Cajón de planes", kind="drawer", level=story.level(30), within=story.safe)
    story.attempt("sara", LOCK, "change", case, trigger="yearly")


def evening(story: Story) -> None:
    """The safe is opened by one, closed by the same, and checked by another."""
    sheet = story.do("carmen", SHEET, "open", place=story.safe).case
    story.do("carmen", SHEET, "close", sheet)
    story.do("jaime", SHEET, "check", sheet)


def count(story: Story) -> None:
    """Four copies are put into the drawer; the count of the drawer reads three of them, and a label of no register."""
    drawer = Place.objects.get(name="Cajón de planes")
    papers = [story.free(1) for _ in range(4)]
    put = [paper.copies[0] for paper in papers]
    story.do("carmen", RELOCATE, "move", things=put, place=drawer.code, reason="Se ordenan por materia.")
    stray = codes.make("C", series="Z", year=story.this_day().year, number=99, copy=1)
    case = story.do("pilar", INVENTORY, "open", plan="partial", place=drawer.code).case
    story.do("pilar", INVENTORY, "scan", case, place=drawer.code, codes=[*put[:3], stray])
    story.do("pilar", INVENTORY, "finish", case, place=drawer.code)
    story.do("pilar", INVENTORY, "close", case)
    story.do("jaime", INVENTORY, "certify", case)


# ---- 1.5


def copies(story: Story) -> None:
    """Two copies were authorised and made; they are in the register like any other."""
    paper = story.free()
    case = _copies(story, paper)
    story.do("luis", COPY, "approve", case)
    pages = paper.folios * 2
    story.do("carmen", COPY, "make", case, good=2, folios=paper.folios, printed=pages, place=story.safe)
    story.do("carmen", COPY, "finish", case)
    story.do("carmen", COPY, "close", case)


def copies_asked(story: Story) -> None:
    _copies(story, story.free())


def _copies(story: Story, paper: Paper) -> Case:
    return story.do(
        "carmen", COPY, "request", sources=paper.copies[0], kind="copy", copies=2, pages=paper.folios, kept=2,
        machine="Copiadora 2 del registro", reason="Para la carpeta del comité.",
    ).case  # fmt: skip


# ---- 1.6


def plan_for_the_worst(story: Story) -> None:
    order = "\n".join(
        f"{place.code}; destructora del sótano; encargada de guardia"
        for place in Place.objects.filter(stage="in_use", kind__in=(PlaceKind.SAFE, PlaceKind.COUNTER)).order_by("pk")
    )
    case = story.do("jaime", PLAN, "draft", order=order).case
    story.do("luis", PLAN, "approve", case)


def drafts(story: Story) -> None:
    """A bag of drafts is full and sealed; the next one is open."""
    for n, seal in ((1, "SD-0031"), (2, "")):
        case = story.do("carmen", WASTE, "open", level=story.level(20), place=story.safe).case
        story.do(
            "pilar",
            WASTE,
            "put_in",
            case,
            kind="draft",
            pages=14 * n,
            level=story.level(20),
            origin="Borradores del plan",
        )
        if seal:
            story.do("carmen", WASTE, "seal", case, seal=seal, pages=14 * n)


def _listed(story: Story, why: str, papers: int) -> tuple[Case, str]:
    """A batch whose every copy has been counted, and the counts as they are written down."""
    listed = [story.free().copies[-1] for _ in range(papers)]
    case = story.do("carmen", DESTROY, "propose", things=listed, reason=why).case
    counts = "\n".join(f"{one.code} {one.pieces}" for one in Thing.objects.filter(code__in=listed).order_by("pk"))
    story.do("carmen", DESTROY, "list", case, counts=counts)
    return case, counts


def one_batch(story: Story) -> None:
    """From the proposal to the certificate: signed, sealed, delivered, destroyed before a witness."""
    case, counts = _listed(story, "Ejemplares de más, sin uso.", 3)
    pieces = sum(int(line.split()[1]) for line in counts.splitlines())
    story.do("luis", DESTROY, "sign", case)
    story.do("pilar", DESTROY, "seal", case, counts=counts, seal="PR-0101", place=story.safe)
    body = Place.objects.filter(kind=PlaceKind.BODY, destroys__isnull=False).order_by("pk")[0].code
    story.do(
        "pilar", DESTROY, "deliver", case, body=body, receiver="E. Soler", receipt="R-77", seal="PR-0101", items=3,
        pieces=pieces,
    )  # fmt: skip
    story.do(
        "pilar", DESTROY, "carry_out", case, counts=counts, seal="PR-0101", method="incineración",
        where="Horno de la autoridad", witness=story.code("ines"),
    )  # fmt: skip
    story.do("ines", DESTROY, "witness", case)
    on = story.this_day().isoformat()
    story.do("carmen", DESTROY, "certify", case, authority=AUTHORITY, authority_on=on)
    for n, _body in enumerate(originators(Batch.objects.get(pk=case.pk)), 1):
        story.do("carmen", FORM, "print", form="destruction-notice", target=f"{case.pk}/{n}")
    story.do("carmen", DESTROY, "close", case)


def batch_to_be_signed(story: Story) -> None:
    _listed(story, "Ejemplares sin vigencia.", 2)


def hold(story: Story) -> None:
    paper = story.free(2)
    story.do("luis", HOLD, "place", document=paper.number, reference="DP 12/2026", reason="Lo pide un juzgado.")
    story.attempt("carmen", DESTROY, "propose", things=paper.copies[0], reason="Ejemplar de más.")


def regrade(story: Story) -> None:
    """The originator lowers a paper; the head has recorded it and the leader has not confirmed it yet."""
    paper = story.free(2)
    # In a scheme with nothing below, it is raised.
    level = story.level(10) if story.level(10) != paper.level else story.level(30)
    story.do(
        "jaime", REGRADE, "order", documents=paper.number, level=level, whose="originator",
        body="Estado Mayor de la Defensa", reference="Of. 12/2026", dated=story.this_day().isoformat(),
    )  # fmt: skip
