# SPDX-License-Identifier: EUPL-1.2
"""Witnessing between offices: our signature under the checkpoints of others, and theirs under ours.

The keys are derived from the ledger's own, so that one key is kept safe; they are others, so that what we say of another's
books is never taken for what we say of ours. What was seen, and that it continues, is decided where it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from precinto.ledger import checkpoint, tree
from precinto_verify import merkle, note, tiles


def base() -> str:
    """The name of this house whatever the epoch. Raises `Broken` when the log has no name yet."""
    return checkpoint.vkey().name.rpartition("/")[0]


def derived(purpose: str) -> tuple[Ed25519PrivateKey, MLDSA44PrivateKey]:
    """Two keys for one purpose, from the ledger's own."""
    seed = bytes(settings.HOME.key("ledger"))

    def key(kind: str) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"precinto/{purpose}/{kind}".encode()).derive(seed)

    return Ed25519PrivateKey.from_private_bytes(key("ed25519")), MLDSA44PrivateKey.from_seed_bytes(key("ml-dsa-44"))


def certifier() -> Ed25519PrivateKey:
    """The ledger's key, for the card of the office's other keys."""
    return Ed25519PrivateKey.from_private_bytes(bytes(settings.HOME.key("ledger")))


def vkeys() -> tuple[note.VKey, note.VKey]:
    ed25519, mldsa = derived("witness")
    name = f"{base()}/witness"
    return note.VKey.of(ed25519, name, note.Kind.ED25519_COSIGNATURE), note.VKey.of(mldsa, name, note.Kind.MLDSA44)


def cosign(text: str, seconds: int) -> str:
    """Our two lines under the text of another's checkpoint. Whoever calls has seen that it continues what it showed before."""
    ed25519, mldsa = derived("witness")
    name = f"{base()}/witness"
    return f"{note.cosign_ed25519(ed25519, name, text, seconds)}{note.sign_mldsa44(mldsa, name, text, seconds)}"


def cosigned(own: str, lines: str, keys: Sequence[note.VKey]) -> str | None:
    """Our note with the lines of a witness under it, or None where they are not the true signatures of all those keys."""
    try:
        parsed = note.Note.parse(own)
        extra = note.Note.parse(f"{parsed.text}\n{lines}")
    except note.NoteError:
        return None
    if extra.text != parsed.text or len(extra.signatures) != len(keys) or not all(extra.signed_by(key) for key in keys):
        return None
    return note.signed(parsed.text, [*parsed.signatures, *extra.signatures])


def continues(old: int, old_root: bytes, head: note.Checkpoint, hashes_: Sequence[bytes]) -> bool:
    return merkle.verify_consistency(old, head.size, old_root, head.root, hashes_)


def proof(old: int, new: int) -> list[bytes]:
    """That our tree of `new` entries continues the one of `old`."""
    return tiles.prove_consistency(old, new, tree.read_tile)


def root(size: int) -> bytes:
    return tiles.root(size, tree.read_tile)
