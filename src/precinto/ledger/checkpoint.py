# SPDX-License-Identifier: EUPL-1.2
"""Signed checkpoints: what the office vouches for, and what leaves the machine.

The signer remembers the last checkpoint that it signed in a file beside its key, apart from the database. A database that is
behind it, or that no longer continues it, is not signed: after a restore a new epoch is opened, with a name of its own, and
the same size is never signed twice with two roots.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from precinto.ledger import hallmark, tree
from precinto.ledger.models import Checkpoint, Epoch
from precinto.records import gate
from precinto.records.clock import now
from precinto.records.errors import Broken
from precinto.records.files import write_whole
from precinto_verify import merkle, note, tiles
from precinto_verify.epochs import number_of as number_of


def _seed() -> bytes:
    return bytes(settings.HOME.key("ledger"))


def _ed25519() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_seed())


def _mldsa() -> MLDSA44PrivateKey:
    """The second key, for what must hold in twenty-five years: derived from the first, so that one key is kept safe."""
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"precinto/ledger/ml-dsa-44").derive(_seed())
    return MLDSA44PrivateKey.from_seed_bytes(derived)


def memory() -> Path:
    """Where the signer keeps the last note it signed."""
    return Path(settings.HOME.path) / "keys" / "last-checkpoint"


def slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:40] or "office"


def epoch() -> Epoch | None:
    return Epoch.objects.order_by("-number").first()


def key_of(origin: str) -> note.VKey:
    """The public key of this house under the name of one of its epochs. Raises `note.NoteError` on what is no name."""
    return note.VKey.of(_ed25519(), origin)


def open_epoch(office: str, after: str = "") -> Epoch:
    """Name the log: once when the office is made, and again after a restore that is behind a published checkpoint.

    The number is above every one that was ever used, also where the copy put back knows less than the signer or than
    `after`, the name of the epoch that is left.
    """
    last = epoch()
    known = [last.origin if last else "", after]
    seen = remembered()
    known.append(seen.origin if seen else "")
    number = max(number_of(origin) for origin in known) + 1
    key = _ed25519()
    origin = f"precinto/{slug(office)}-{key.public_key().public_bytes_raw()[:4].hex()}/{number}"
    row = Epoch(number=number, origin=origin, vkey=str(key_of(origin)), opened_at=now())
    with gate.whole():
        row.save(force_insert=True)
    return row


def vkey() -> note.VKey:
    """The public key under which checkpoints are signed now. Raises `Broken` when the log has no name yet."""
    here = epoch()
    if here is None:
        raise Broken("no epoch has been opened")
    return note.VKey.parse(here.vkey)


def archive_vkey() -> note.VKey:
    """The second public key, of the signature for the long archive."""
    return note.VKey.of(_mldsa(), vkey().name, note.Kind.MLDSA44)


def fingerprint() -> str:
    """What is written down on paper when the office is founded, and compared by whoever verifies."""
    return vkey().fingerprint


def remembered() -> note.Checkpoint | None:
    """The last checkpoint that was signed here, by the signer's own memory."""
    try:
        text = memory().read_text("utf-8")
    except FileNotFoundError:
        return None
    return note.Checkpoint.parse(note.Note.parse(text).text)


def current() -> Checkpoint:
    """The checkpoint of the tree as it stands, signed now if it was not. Raises `Broken` where it may not be signed."""
    return at(tree.integrate())


def at(size: int) -> Checkpoint:
    """The checkpoint of the first `size` entries."""
    origin = vkey().name
    return _known(size, origin) or _sign(size, origin)


def _known(size: int, origin: str) -> Checkpoint | None:
    return Checkpoint.objects.filter(size=size, note__startswith=f"{origin}\n").first()


def _sign(size: int, origin: str) -> Checkpoint:
    with gate.whole():
        return _known(size, origin) or _sign_now(size, origin)


def _sign_now(size: int, origin: str) -> Checkpoint:
    root = tiles.root(size, tree.read_tile)
    hallmark.must_be_borne(_continues(size, root, origin), size)
    head = note.Checkpoint(origin, size, root)
    text = note.signed(head.text, [note.sign_ed25519(_ed25519(), origin, head.text)])
    row = Checkpoint(size=size, root=root, note=text, signed_at=now())
    if not Checkpoint.objects.filter(size=size).exists():
        row.save(force_insert=True)  # of an earlier epoch, it stays: it is the proof of what is common to both
    last = remembered()
    if last is None or last.origin != origin or last.size < size:
        write_whole(memory(), text.encode(), mode=0o600)
    return row


def _continues(size: int, root: bytes, origin: str) -> int:
    """Raises `Broken` where the books are not those that were signed before. Answers up to where they were signed already."""
    last = remembered()
    if last is None:
        return 0
    if number_of(last.origin) > number_of(origin):
        raise Broken(
            f"the books are of the epoch {origin} but checkpoints of {last.origin} were signed: they are behind. "
            "Restore a newer copy, or open a new epoch"
        )
    if last.origin != origin:
        return 0
    if last.size > tree.size():
        raise Broken(
            f"the books hold {tree.size()} entries but a checkpoint of {last.size} was signed: they are behind. "
            "Restore a newer copy, or open a new epoch"
        )
    if last.size > size:
        return size  # an earlier size of the same tree, asked for late: the larger one was checked when it was signed
    if last.size == size and last.root != root:
        raise Broken(f"a checkpoint of {size} entries was signed with another root: the books were rewritten")
    if 0 < last.size < size:
        proof = tiles.prove_consistency(last.size, size, tree.read_tile)
        if not merkle.verify_consistency(last.size, size, last.root, root, proof):
            raise Broken(f"the books no longer continue the checkpoint of {last.size} entries: they were rewritten")
    return last.size


def for_the_archive(row: Checkpoint) -> str:
    """The note with the second signature beside the first."""
    parsed = note.Note.parse(row.note)
    name = note.Checkpoint.parse(parsed.text).origin
    return note.signed(parsed.text, [*parsed.signatures, note.sign_mldsa44(_mldsa(), name, parsed.text)])
