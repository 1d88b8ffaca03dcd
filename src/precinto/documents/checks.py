# SPDX-License-Identifier: EUPL-1.2
"""What this room derives from its tables, computed afresh for the verification of the books."""

from __future__ import annotations

from collections import Counter
from typing import Any

from precinto.access.models import IN_FORCE, Reach
from precinto.access.principals import REGISTRY
from precinto.access.reach import FOREVER
from precinto.documents.models import Document, ScopeGrant
from precinto.ledger.verify import EXTRA
from precinto_verify.findings import Report

CHUNK = 5000


def reach(report: Report) -> None:
    """Whom the derived lists name is the registry and whom the scope names, at the document's level, and nobody else."""
    count = 0
    last: Any = -(2**62)
    while True:
        labels = Document.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "rank", "comp", "rel")[:CHUNK]
        documents = {key: (rank, comp, rel) for key, rank, comp, rel in labels}
        end = max(documents, default=2**62)
        wanted = {(key, REGISTRY, *label, 0, FOREVER) for key, label in documents.items()}
        grants = ScopeGrant.objects.filter(stage=IN_FORCE, document_id__gt=last, document_id__lte=end)
        for key, principal, since, until in grants.values_list("document_id", "principal", "since", "until"):
            first, until_day = since.toordinal() if since else 0, until.toordinal() if until else FOREVER
            wanted.add((key, principal, *documents.get(key, (0, 0, 0)), first, until_day))
        rows = Reach.objects.filter(doc__gt=last, doc__lte=end) if documents else Reach.objects.filter(doc__gt=last)
        found = Counter(rows.values_list("doc", "principal", "level", "comp", "rel", "since", "until"))
        for row in sorted({*(found.keys() - wanted), *(wanted - found.keys())}, key=str):
            report.broke("house-reach", f"access.reach/{row[0]}", principal=row[1])
        count += len(documents)
        if not documents:
            break
        last = end
    report.did("house-reach-checked", count=count)


EXTRA.append(reach)
