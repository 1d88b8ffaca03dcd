# SPDX-License-Identifier: Apache-2.0
"""Receipts: that an act stands in the ledger, provable offline (`c2sp.org/tlog-proof@v1`, files `.tlog-proof`).

See `docs/formats/receipt.md`.
"""

import re
from dataclasses import dataclass

from precinto_verify import merkle
from precinto_verify.canon import MAX_ENTRY
from precinto_verify.note import Checkpoint, Note, NoteError, b64, unbase64

HEADER = "c2sp.org/tlog-proof@v1"
MAX_RECEIPT = 1 << 21
MAX_HASHES = 63


class ReceiptError(ValueError):
    """A receipt that is not of the form."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`entry`, when there, is the bytes of the act itself: whoever holds the receipt then needs nothing else."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    entry: bytes | None = None

    @classmethod
    def parse(cls, data: bytes | str) -> "Receipt":
        if len(data) > MAX_RECEIPT:
            raise ReceiptError("the receipt is too long")
        try:
            text = data if isinstance(data, str) else data.decode()
        except UnicodeDecodeError:
            raise ReceiptError("the receipt is not UTF-8") from None
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines.pop(0) != HEADER:
            raise ReceiptError(f"a receipt begins with {HEADER} and holds a checkpoint after an empty line")
        try:
            entry = unbase64(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
            if not lines or not (found := re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines.pop(0), re.ASCII)):
                raise ReceiptError("the receipt has no index")
            hashes = tuple(map(unbase64, lines))
            if len(hashes) > MAX_HASHES or any(len(one) != merkle.HASH_BYTES for one in hashes):
                raise ReceiptError("the proof of the receipt is not made of SHA-256 hashes")
            if entry is not None and len(entry) > MAX_ENTRY:
                raise ReceiptError("the act in the receipt is too long")
            receipt = cls(int(found[1]), hashes, Note.parse(note), entry)
            Checkpoint.parse(receipt.note.text)
        except NoteError as error:
            raise ReceiptError(str(error)) from None
        return receipt

    def __str__(self) -> str:
        extra = [] if self.entry is None else [f"extra {b64(self.entry)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(b64, self.hashes), "", str(self.note)]
        return "\n".join(lines)

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(self.note.text)

    def proves(self, entry: bytes) -> bool:
        """Whether these bytes stand at the index under the checkpoint. Who signed it is asked of the note."""
        head = self.checkpoint
        return merkle.verify_inclusion(merkle.leaf_hash(entry), self.index, head.size, self.hashes, head.root)
