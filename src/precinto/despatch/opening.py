# SPDX-License-Identifier: EUPL-1.2
"""A bundle that somebody brings, from its bytes to what may be believed of it. The steps are those of docs/formats/bundle.md."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from precinto.despatch import bundle, contents, keys
from precinto.despatch.bundle import BundleError, Head, OfficeKeys
from precinto.despatch.models import Correspondent, Opened, Witnessed
from precinto.ledger import witness
from precinto.records.errors import ConditionFailed

KEEP, OLDER, UNPROVED = "keep", "older", "unproved"


@dataclass(frozen=True)
class Found:
    """A bundle that passed every step, and the office that sent it."""

    head: Head
    digest: str
    correspondent: Correspondent
    keys: OfficeKeys
    what: contents.Sent | contents.Received


def opened(data: bytes) -> Found:
    """Steps 1 to 12. Raises `ConditionFailed`, with the reason by which whoever brought it can tell what to do."""
    try:
        return _opened(data)
    except BundleError as error:
        raise ConditionFailed(error.what, clause="4.6", facts=error.facts) from error


def _opened(data: bytes) -> Found:
    head = bundle.read(data)
    card = keys.card()
    if card is None:
        raise BundleError("no-card")
    own = keys.own(card)
    correspondent = _sender(head, own)
    sender = bundle.read_card(correspondent.card)
    bundle.check(head, sender=sender, own=own)
    if Opened.objects.filter(bundle=head.id).exists():
        raise BundleError("bundle-replayed", name=correspondent.name)
    payload = bundle.unseal(head, keys.identity(card))
    read = contents.sent if head.manifest["kind"] == "despatch" else contents.received
    what = read(payload, sender.ledger)
    standing(correspondent, what.books)
    return Found(head, hashlib.sha256(data).hexdigest(), correspondent, sender, what)


def _sender(head: Head, own: OfficeKeys) -> Correspondent:
    """Step 4."""
    name = head.manifest["from"]
    if name == own.base:
        raise BundleError("bundle-own")
    known: Correspondent | None = Correspondent.objects.filter(base=name).exclude(stage="closed").first()
    if known is None:
        raise BundleError("bundle-unknown-sender")
    if known.stage != "trusted":
        raise BundleError("bundle-not-compared", name=known.name)
    return known


def standing(correspondent: Correspondent, books: contents.Books) -> str:
    """Step 12: whether the checkpoint is to be kept. Raises `BundleError` where the sender's books were rewritten."""
    head = books.head
    last = Witnessed.objects.filter(correspondent=correspondent, origin=head.origin).order_by("-size").first()
    if last is None:
        return KEEP
    if head.size < last.size:
        return OLDER
    if head.size == last.size:
        if head.root.hex() != last.root:
            raise BundleError("books-rewritten", name=correspondent.name)
        return OLDER
    proof = next((one for one in books.continues if one.size == last.size), None)
    if proof is None:
        return UNPROVED
    if not witness.continues(last.size, bytes.fromhex(last.root), head, proof.hashes):
        raise BundleError("books-rewritten", name=correspondent.name)
    return KEEP
