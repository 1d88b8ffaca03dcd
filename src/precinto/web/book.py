# SPDX-License-Identifier: EUPL-1.2
"""The book: its newest acts, its checkpoint and key, and whether it adds up. No titles, ever."""

from __future__ import annotations

import tempfile
import uuid
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from precinto.access.models import Role
from precinto.documents.cases import may_see, not_found
from precinto.ledger import checkpoint, export, receipts, verify
from precinto.ledger.models import Checkpoint, Entry
from precinto.office import sealing
from precinto.procedures.model import REGISTRY
from precinto.procedures.refusals import sentences
from precinto.records import clock
from precinto.records.errors import NotYourRole
from precinto.web import seal_demo, sight
from precinto.web.register import number
from precinto.web.session import SignedRequest
from precinto.web.signing import see

PAGE = 100
ATTEMPTS = sight.OVERSEERS | {Role.SECURITY}
LARGEST_NOTE = 100_000


def _must_be(request: SignedRequest, allowed: frozenset[Role]) -> None:
    if not sight.roles(request.actor) & allowed:
        names = sorted(str(role.label) for role in allowed)
        raise NotYourRole("not-your-role", clause="1.3", facts={"roles": names, "step": _("Book")})


def _entries(request: SignedRequest, kind: str) -> tuple[list[Any], int | None]:
    """The newest entries that are this person's to see: all of them for those who oversee, their own for the rest."""
    rows = Entry.objects.filter(kind=kind)
    if not sight.roles(request.actor) & (ATTEMPTS if kind == "attempt" else sight.OVERSEERS):
        rows = rows.filter(person=request.actor.key)
    before = number(request.GET.get("antes"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("leaf").defer("body").order_by("-pk")[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return found[:PAGE], older


def _told(entries: list[Any]) -> list[dict[str, Any]]:
    names = sight.names_of(key for entry in entries for key in (entry.person, entry.giver))
    told = []
    for entry in entries:
        procedure = REGISTRY.get(entry.procedure)
        step = procedure.step(entry.step) if procedure else None
        leaf = getattr(entry, "leaf", None)
        told.append(
            {
                "entry": entry,
                "position": leaf.index if leaf else None,
                "step": step.title if step else entry.step,
                "procedure": procedure.title if procedure else entry.procedure,
                "who": names.get(entry.person, "") or ("—" if not entry.person else "?"),
                "giver": names.get(entry.giver, "") if entry.giver else "",
                "why": sentences(entry.refusal)[0] if entry.refusal else "",
            }
        )
    return told


@require_safe
def book(request: SignedRequest) -> HttpResponse:
    entries, older = _entries(request, "act")
    return render(request, "web/book.html", {"rows": _told(entries), "older": older} | _keys(request))


def in_groups(fingerprint: str) -> str:
    """As it is read aloud and compared: groups of four."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


@require_safe
def seal_certificate(request: SignedRequest) -> HttpResponse:
    """The certificate of the seal of printed forms, to be given to whoever checks them. It holds nothing secret."""
    found = sealing.certificate()
    if found is None:
        raise not_found()
    response = HttpResponse(found, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="precinto-sello.pem"'
    return response


def _keys(request: SignedRequest) -> dict[str, Any]:
    """The newest checkpoint that was signed, and the key it was signed with. Looking signs nothing."""
    here = checkpoint.epoch()
    office = request.standing.office
    held = sight.roles(request.actor)
    return {
        "checkpoint": Checkpoint.objects.order_by("-size").first(),
        "fingerprint": checkpoint.fingerprint() if here else "",
        "vkey": here.vkey if here else "",
        "seal": in_groups(sealing.fingerprint()) if sealing.certificate() else "",
        "overseer": bool(held & sight.OVERSEERS),
        "attempts_too": bool(held & ATTEMPTS),
        "everything": bool(held & sight.OVERSEERS),
        "demo": bool(office and office.demo),
        "broken": seal_demo.broken() if office and office.demo else None,
    }


@require_safe
def attempts(request: SignedRequest) -> HttpResponse:
    _must_be(request, ATTEMPTS)
    entries, older = _entries(request, "attempt")
    return render(request, "web/attempts.html", {"rows": _told(entries), "older": older})


@require_safe
def checkpoint_qr(request: SignedRequest) -> HttpResponse:
    row = Checkpoint.objects.order_by("-size").first()
    if row is None:
        raise not_found()
    out = BytesIO()
    segno.make(row.note, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_POST
def sign(request: SignedRequest) -> HttpResponse:
    """Sign the tree as it stands. The same size is never signed twice."""
    _must_be(request, sight.OVERSEERS | sight.KEEPERS)
    checkpoint.current()
    return see("/libro/")


@require_safe
def checkpoint_text(request: SignedRequest) -> HttpResponse:
    row = Checkpoint.objects.order_by("-size").first()
    if row is None:
        raise not_found()
    response = HttpResponse(row.note, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="checkpoint-{row.size}.txt"'
    return response


@require_safe
def receipt(request: SignedRequest, act: uuid.UUID) -> HttpResponse:
    """The proof of an act, for whoever did it or may see its case."""
    entry = Entry.objects.filter(act=act, kind="act").first()
    procedure = REGISTRY.get(entry.procedure) if entry else None
    if entry is None or procedure is None:
        raise not_found()
    mine = request.actor.key in (entry.person, entry.giver) or bool(sight.roles(request.actor) & sight.OVERSEERS)
    case = procedure.case.objects.filter(pk=entry.case).first()
    if not mine and (case is None or not may_see(procedure, case, request.actor)):
        raise not_found()
    response = HttpResponse(receipts.receipt(entry), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{entry.act}.tlog-proof"'
    return response


@require_POST
def verified(request: SignedRequest) -> HttpResponse:
    """Check the whole book against itself, and against a note that was kept outside when one is given."""
    retained = request.POST.get("retained", "")[:LARGEST_NOTE].replace("\r\n", "\n").strip()
    return _verified(request, retained + "\n" if retained else None)


def _verified(request: SignedRequest, retained: str | None = None, told: str = "") -> HttpResponse:
    began = clock.now()
    report = verify.verify(retained)
    lang = get_language() or "es"
    page = {
        "report": report,
        "findings": [finding.words(lang) for finding in report.findings],
        "dropped": sum(count for _what, count in report.dropped()),
        "checked": [one.words(lang) for one in report.checked],
        "unchecked": [one.words(lang) for one in report.unchecked],
        "seconds": (clock.now() - began).total_seconds(),
        "root": report.root.hex(),
        "told": told,
    }
    return render(request, "web/verified.html", page | _keys(request))


@require_POST
def exported(request: SignedRequest) -> HttpResponse | FileResponse:
    """The book as an outsider verifies it, in one file. It holds commitments, and no text that is sealed."""
    _must_be(request, sight.OVERSEERS)
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it when it has been sent
    with tempfile.TemporaryDirectory(prefix="precinto-export-") as folder:
        size = export.export(Path(folder) / "book")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted((Path(folder) / "book").rglob("*")):
                archive.write(file, file.relative_to(folder))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"precinto-{size}.zip", content_type="application/zip")


# ---- the demonstration


def _demo(request: SignedRequest) -> None:
    office = request.standing.office
    if office is None or not office.demo:
        raise not_found()


@require_POST
def break_seal(request: SignedRequest) -> HttpResponse:
    _demo(request)
    return _verified(request, told=seal_demo.break_it())


@require_POST
def repair_seal(request: SignedRequest) -> HttpResponse:
    _demo(request)
    seal_demo.repair_it()
    return _verified(request)
