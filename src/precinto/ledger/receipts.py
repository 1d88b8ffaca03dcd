# SPDX-License-Identifier: EUPL-1.2
"""The receipt of an act: proof, for whoever did it, that it stands in the books under a signed checkpoint."""

from __future__ import annotations

from precinto.ledger import checkpoint, tree
from precinto.ledger.append import index_of
from precinto.ledger.models import Entry
from precinto.records.errors import Broken
from precinto_verify import note, proof, tiles


def receipt(entry: Entry) -> str:
    """A `c2sp.org/tlog-proof@v1` text that carries the act itself, so that it can be checked with nothing else at hand."""
    head = checkpoint.current()
    index = index_of(entry)
    if index is None or index >= head.size:
        raise Broken("the act has no place in the tree yet")
    hashes = tiles.prove_inclusion(index, head.size, tree.read_tile)
    return str(proof.Receipt(index, tuple(hashes), note.Note.parse(head.note), bytes(entry.body)))
