# SPDX-License-Identifier: EUPL-1.2
"""`precinto queue bring`: what a counter wrote down off-line, through the door, with what the door refused."""

from __future__ import annotations

import json
import sys
import uuid
from gettext import gettext
from pathlib import Path
from typing import Any

from precinto.cli.ending import Asked
from precinto.cli.office import officer, opened
from precinto.cli.printing import progress, table


def bring(file: Path, login: str | None, password_file: Path | None, token: str | None) -> None:
    """The same function as the page's. Brought again after a stop it goes on where it stopped."""
    opened()
    from precinto.documents.cases import actor_of
    from precinto.documents.offline import replay, told
    from precinto.documents.offline.queue import LONGEST, MOST

    most = MOST * (LONGEST + 1) + 1
    if str(file) == "-":
        text = sys.stdin.read(most)
    else:
        with file.open("rb") as source:
            text = source.read(most).decode(errors="replace")
    by = officer(login, password_file, token)
    with progress(gettext("Taking each movement through the door")) as advance:
        queue, outcome = replay.bring(text, by=by, intent=str(uuid.uuid4()), told=advance)
    queue.refresh_from_db()
    rows = [row.as_dict() for row in told.rows(queue, actor_of(by))]
    found: dict[str, Any] = {
        "case": queue.pk, "stage": queue.stage, "station": queue.station.code, "first": queue.first, "count": queue.count,
        "done": outcome.done, "conflicts": outcome.conflicts,
    }  # fmt: skip
    if Asked.as_json:
        print(json.dumps(found | {"items": rows}, ensure_ascii=False))
        return
    print(gettext("Queue %(case)d: %(done)d movements in the books, %(conflicts)d to decide.") % found)
    conflicts = [row for row in rows if row["state"] == "conflict"]
    if conflicts:
        headings = gettext("No."), gettext("Code"), gettext("Refusal"), gettext("In words")
        table(conflicts, list(zip(("n", "thing", "refusal", "why"), headings, strict=True)))
        print(gettext("Each is decided on the queue's page: taken again, or set aside with a reason."))
