# SPDX-License-Identifier: EUPL-1.2
"""The bundles that this office writes: of a despatch that was sent, and of the receipt for one that came."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precinto.despatch import bundle, contents, keys
from precinto.despatch.models import Correspondent, Despatch, Incoming, Line, Shown, Witnessed
from precinto.ledger import receipts, witness
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.records.clock import now, stamp
from precinto.records.errors import Broken, ConditionFailed
from precinto_verify import merkle
from precinto_verify.note import b64
from precinto_verify.proof import Receipt


@dataclass(frozen=True)
class Written:
    """A bundle, its digest, and the checkpoint of our books that it shows to the other office."""

    data: bytes
    name: str
    digest: str
    origin: str
    size: int


def of_despatch(case: Despatch) -> Written:
    """Raises `ConditionFailed` where there are no keys to write it with, or to."""
    if case.sent_act is None:
        raise ConditionFailed("not-sent-yet", clause="4.6")
    rows = case.lines.select_related("copy__document", "copy__thing").order_by("place")
    lines = [item(case.sent_act, line).written for line in rows]
    more = {"channel": case.channel.kind, "lines": lines, "number": case.full_number, "seals": case.seals}
    return _written("despatch", case.sent_act, case.sent_act, case.correspondent, more)


def item(despatch: uuid.UUID, line: Line) -> contents.Item:
    """A copy as the other office is told of it: under the level, and as one of so many, as when it was sent."""
    copy, document = line.copy, line.copy.document
    scheme, level, total = as_sent(line)
    caveats = schemes.loaded(document.scheme).categories_of(document.comp, document.rel)
    code = str(copy.thing.code)
    return contents.Item(
        annexes=document.annexes,
        caveats=tuple(caveats),
        code=code,
        copy=copy.number,
        dated=document.dated.isoformat() if document.dated else "",
        folios=line.folios,
        level=level,
        number=document.full_number,
        originator=document.originator,
        rank=schemes.loaded(scheme).level(level).rank,
        reference=document.reference,
        scheme=scheme,
        title=document.title,
        total=total,
        digest=contents.digest(str(despatch), code, copy.number, total, line.folios, scheme, level),
    )


def as_sent(line: Line) -> tuple[str, str, int]:
    """Scheme, level and number of copies. A line that was sent before they were kept has those of its document now."""
    document = line.copy.document
    return (line.scheme, line.level, line.total) if line.scheme else (document.scheme, document.level, document.total)


def of_receipt(case: Incoming) -> Written:
    if case.accepted_act is None or case.arrived_on is None:
        raise ConditionFailed("not-accepted-yet", clause="4.6")
    lines = [
        {
            "digest": line.digest,
            "folios": 0 if line.missing else line.folios,
            "number": line.document.full_number if line.document is not None else "",
            "state": "missing" if line.missing else "received",
        }
        for line in case.lines.select_related("document").order_by("place")
    ]
    more = {
        "answers": str(case.bundle),
        "lines": lines,
        "number": str(case.pk),
        "received": case.arrived_on.isoformat(),
    }
    return _written("receipt", case.accepted_act, case.accepted_act, case.correspondent, more)


def _written(kind: str, id: uuid.UUID, act: uuid.UUID, to: Correspondent, more: Mapping[str, Any]) -> Written:
    card = keys.card()
    if card is None:
        raise ConditionFailed("no-card", clause="4.6")
    if to.stage != "trusted":
        raise ConditionFailed("keys-not-compared", clause="4.6", facts={"name": to.name})
    entry = Entry.objects.filter(act=act, kind="act").first()
    if entry is None:
        raise Broken(f"the act {act} is not in the books")
    proof = receipts.receipt(entry)
    head = Receipt.parse(proof).checkpoint
    known = {"books": _books(to, head.origin, head.size), "proof": proof, **more}
    try:
        data = bundle.write(
            kind=kind,
            id=id,
            at=stamp(now()),
            sender=keys.signer(card),
            to=bundle.read_card(to.card),
            contents=known,
        )
    except bundle.BundleError as error:
        raise ConditionFailed(error.what, clause="4.6", facts=error.facts) from error
    # Outside stands for whom and what for, as on an outer cover: no number of a document, no level.
    name = f"{kind}-{to.code.lower()}-{str(id)[-8:]}.precinto"
    return Written(data, name, hashlib.sha256(data).hexdigest(), head.origin, head.size)


def _books(to: Correspondent, origin: str, size: int) -> dict[str, Any]:
    """That our books continue every checkpoint that they were shown since they last answered; and what we cosign of theirs."""
    shown = list(Shown.objects.filter(correspondent=to, origin=origin, size__lt=size).order_by("-size"))
    answered = next((n for n, row in enumerate(shown) if row.note), len(shown) - 1)
    sizes = [row.size for row in shown[: min(answered + 1, contents.MOST_PROOFS)]]
    newest: dict[str, Witnessed] = {}
    for row in Witnessed.objects.filter(correspondent=to).order_by("size"):
        newest[row.origin] = row
    seconds = int(now().timestamp())
    return {
        "continues": [{"hashes": [b64(one) for one in witness.proof(old, size)], "size": old} for old in sizes],
        "cosigned": [
            {"lines": witness.cosign(row.text, seconds), "origin": row.origin, "size": row.size}
            for row in list(newest.values())[-contents.MOST_PROOFS :]
            if row.size and row.root != merkle.EMPTY_ROOT.hex()
        ],
    }
