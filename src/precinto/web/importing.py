# SPDX-License-Identifier: EUPL-1.2
"""Pages of the import of an old register: bring the file, read the map, see the dry run, take it in slices.

What was brought lies in HOME/import, under whoever brought it and the digest of the file, until it is taken or left. Nobody
else sees it: its rows may be above their level. A slice is what one request may take; the import goes on from where the
books say that it stands, so another clerk brings the file anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from precinto.access.models import Role
from precinto.access.officers import Officer
from precinto.documents.importing import mapping, report, run, verdict
from precinto.documents.importing.sheet import CannotImport, Sheet, open_sheet
from precinto.procedures.refusals import answer
from precinto.records.errors import NotFound, NotYourRole
from precinto.web.session import SignedRequest

SLICE = 1000  # rows of one request: about five seconds
SHOWN = 200  # doubtful rows on a page; the lists have all
LARGEST = 64 * 2**20


def _clerk(request: SignedRequest) -> Officer:
    """1.1: registering is the clerk's, one by one or many at once."""
    if Role.CLERK not in {way.role for way in request.actor.roles}:
        facts = {"roles": [str(Role.CLERK.label)], "step": _("Import an old register")}
        raise NotYourRole("not-your-role", clause="1.1", facts=facts)
    return replace(request.officer, door="import")


def _folder(by: Officer) -> Path:
    folder: Path = settings.HOME.path / "import" / str(by.key)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Brought:
    """A file that was brought, its map, and the rows that the register has refused so far."""

    def __init__(self, digest: str, by: Officer) -> None:
        self.digest = digest
        self.folder = _folder(by) / digest
        if not re.fullmatch("[0-9a-f]{64}", digest) or not (self.folder / "name").is_file():
            raise NotFound("not-found", clause="1.1")
        self.name = (self.folder / "name").read_text("utf-8")
        self.file = self.folder / self.name
        self.map_file = self.folder / "map"
        self._refused = self.folder / "refused"

    @property
    def refused(self) -> dict[int, list[str]]:
        if not self._refused.is_file():
            return {}
        found: dict[str, list[str]] = json.loads(self._refused.read_text("utf-8"))
        return {int(row): said for row, said in found.items()}

    def refuse(self, rows: list[verdict.Row]) -> None:
        known = self.refused | {
            row.number: [row.doubts[-1].facts["words"], row.doubts[-1].clause]
            for row in rows
            if row.outcome == verdict.QUARANTINED and row.doubts[-1].reason == "refused"
        }
        self._refused.write_text(json.dumps(known), "utf-8")

    def sheet(self, map_: mapping.Map | None) -> Sheet:
        return open_sheet(self.file, name=map_.sheet, heading=map_.heading_row) if map_ else open_sheet(self.file)

    def plan(self, by: Officer) -> verdict.Plan:
        map_ = mapping.read(self.map_file.read_text("utf-8"))
        found = run.planned(self.sheet(map_), map_, by)
        refused = self.refused
        for row in found.to_take:
            if row.number in refused:
                words, clause = refused[row.number]
                row.quarantine(verdict.Doubt("refused", {"words": words}, clause))
        return found

    def leave(self) -> None:
        for part in (self.file, self.map_file, self._refused, self.folder / "name"):
            part.unlink(missing_ok=True)
        self.folder.rmdir()


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedRequest) -> HttpResponse:
    """Bring a file. It is read and its map is guessed at once, so that what cannot be read is told here."""
    by = _clerk(request)
    found: dict[str, Any] = {
        "waiting": [Brought(f.name, by) for f in sorted(_folder(by).iterdir()) if (f / "name").is_file()]
    }
    file = request.FILES.get("file")
    if request.method != "POST" or file is None:
        return render(request, "web/import.html", found)
    name = re.sub(r"[^\w. -]", "_", Path(file.name or "").name)[-100:].lstrip(". ") or "register"
    name = f"{name}.table" if name in ("name", "map", "refused") else name
    if (file.size or 0) > LARGEST:
        stopped = CannotImport("import-file-too-large", facts={"file": name, "limit": LARGEST // 2**20})
        return render(request, "web/import.html", found | {"refusal": answer(stopped)}, status=stopped.status)
    data = file.read()
    folder = _folder(by) / hashlib.sha256(data).hexdigest()
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / "name").write_text(name, "utf-8")
    brought = Brought(folder.name, by)
    if not brought.map_file.is_file():
        try:
            guessed = run.first_map(brought.sheet(None), title=_("[no title in the old register]"))
        except CannotImport as stopped:
            brought.leave()
            return render(request, "web/import.html", found | {"refusal": answer(stopped)}, status=stopped.status)
        brought.map_file.write_text(mapping.write(guessed), "utf-8")
    return redirect("import_file", brought.digest)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedRequest, digest: str) -> HttpResponse:
    """The map, to be corrected, and what would become of each row."""
    by = _clerk(request)
    brought = Brought(digest, by)
    found: dict[str, Any] = {"brought": brought, "most": SLICE}
    text = brought.map_file.read_text("utf-8")
    try:
        if request.method == "POST":
            text = request.POST.get("map", "").replace("\r\n", "\n")[:200_000]
            brought.sheet(mapping.read(text))
            brought.map_file.write_text(text, "utf-8")
            return redirect("import_file", digest)
        judged = brought.plan(by)
    except CannotImport as stopped:
        found |= {"refusal": answer(stopped), "map": text}
        return render(request, "web/import_file.html", found, status=stopped.status)
    return render(request, "web/import_file.html", found | _told(judged) | {"map": text})


def _told(judged: verdict.Plan) -> dict[str, Any]:
    doubtful = [row for row in judged.rows if row.outcome in (verdict.QUARANTINED, verdict.REMARK)]
    doubtful.sort(key=lambda row: row.outcome != verdict.QUARANTINED)
    examples = {doubt.reason: doubt.words() for row in reversed(judged.rows) for doubt in row.doubts}
    totals = judged.totals
    return {
        "totals": totals,
        "left": totals[verdict.TAKEN] + totals[verdict.REMARK],
        "columns": judged.map.columns,
        "remarks": [doubt.words() for doubt in judged.doubts],
        "reasons": [(reason, count, examples[reason]) for reason, count in judged.reasons.items()],
        "rows": [
            (row.number, row.outcome == verdict.QUARANTINED, [doubt.words() for doubt in row.doubts])
            for row in doubtful[:SHOWN]
        ],
        "more": max(0, len(doubtful) - SHOWN),
    }


@require_POST
def take(request: SignedRequest, digest: str) -> HttpResponse:
    """Take the next slice. What is in the books already is passed over, so this may be pressed again at any time."""
    by = _clerk(request)
    brought = Brought(digest, by)
    try:
        judged = brought.plan(by)
    except CannotImport:
        return redirect("import_file", digest)  # where it is told
    some = judged.to_take[:SLICE]
    run.run(judged, by, most=SLICE)
    brought.refuse(some)
    return redirect("import_file", digest)


@require_safe
def lists(request: SignedRequest, digest: str) -> FileResponse:
    """Every row that is in quarantine or has a remark, as a spreadsheet."""
    by = _clerk(request)
    judged = Brought(digest, by).plan(by)
    _csv, sheet = report.write_lists(judged, rehearsed=True)
    return FileResponse(sheet.open("rb"), as_attachment=True, filename=sheet.name)


@require_POST
def leave(request: SignedRequest, digest: str) -> HttpResponse:
    """Take the file away from the office's folder. What was registered from it stays."""
    Brought(digest, _clerk(request)).leave()
    return redirect("import")


urlpatterns = [
    path("importar/", bring, name="import"),
    path("importar/<str:digest>/", show, name="import_file"),
    path("importar/<str:digest>/tomar/", take, name="import_take"),
    path("importar/<str:digest>/listas/", lists, name="import_lists"),
    path("importar/<str:digest>/dejar/", leave, name="import_leave"),
]
