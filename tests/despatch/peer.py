# SPDX-License-Identifier: EUPL-1.2
"""Another office of Precinto, as far as bundles go: keys, a book of a few acts, and a pen. It lies as well as it is told to."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from precinto.despatch import bundle, contents
from precinto_verify import canon, merkle, note
from precinto_verify.proof import Receipt

AT = "2026-11-24T09:14:03.221907Z"


def seeded(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


@dataclass
class Peer:
    """`name` makes its keys, always the same ones but for the age key, which is `identity` or drawn."""

    name: str = "otra"
    identity: str = field(default_factory=lambda: str(pyrage.x25519.Identity.generate()))
    number: int = 1
    acts: list[bytes] = field(default_factory=lambda: [canon.dumps({"act": n}) for n in range(5)])

    def __post_init__(self) -> None:
        self.base = f"precinto/oficina-{self.name}-0a0b0c0d"
        self.ledger = Ed25519PrivateKey.from_private_bytes(seeded(f"{self.name} ledger"))
        self.sign = Ed25519PrivateKey.from_private_bytes(seeded(f"{self.name} bundle {self.number}"))
        self.sign_pq = MLDSA44PrivateKey.from_seed_bytes(seeded(f"{self.name} bundle pq {self.number}"))
        self.witness = Ed25519PrivateKey.from_private_bytes(seeded(f"{self.name} witness"))
        self.witness_pq = MLDSA44PrivateKey.from_seed_bytes(seeded(f"{self.name} witness pq"))
        self.origin = f"{self.base}/1"
        self.keys = bundle.OfficeKeys(
            office=f"Oficina {self.name}",
            base=self.base,
            number=self.number,
            age=str(pyrage.x25519.Identity.from_str(self.identity).to_public()),
            ledger=note.VKey.of(self.ledger, self.origin),
            sign=note.VKey.of(self.sign, f"{self.base}/bundle"),
            sign_pq=self.sign_pq.public_key().public_bytes_raw(),
            witness=note.VKey.of(self.witness, f"{self.base}/witness", note.Kind.ED25519_COSIGNATURE),
            witness_pq=note.VKey.of(self.witness_pq, f"{self.base}/witness", note.Kind.MLDSA44),
        )

    @property
    def card(self) -> str:
        return bundle.card(self.keys, self.ledger)

    @property
    def signer(self) -> bundle.Signer:
        return bundle.Signer(self.keys, self.sign, self.sign_pq)

    # ---- its book

    def proof(self, size: int = 0, index: int = 0) -> str:
        """The receipt of an act under the checkpoint of the first `size` acts."""
        size = size or len(self.acts)
        leaves = [merkle.leaf_hash(act) for act in self.acts[:size]]
        head = note.Checkpoint(self.origin, size, merkle.root(leaves))
        signed = note.signed(head.text, [note.sign_ed25519(self.ledger, self.origin, head.text)])
        hashes = merkle.prove_inclusion(index, size, merkle.nodes_of(leaves))
        return str(Receipt(index, tuple(hashes), note.Note.parse(signed), self.acts[index]))

    def continues(self, *sizes: int) -> list[dict[str, Any]]:
        nodes = merkle.nodes_of([merkle.leaf_hash(act) for act in self.acts])
        return [
            {"hashes": [note.b64(one) for one in merkle.prove_consistency(old, len(self.acts), nodes)], "size": old}
            for old in sizes
        ]

    def cosign(self, text: str, seconds: int = 1795424043) -> dict[str, Any]:
        head = note.Checkpoint.parse(text)
        name = f"{self.base}/witness"
        lines = (
            note.cosign_ed25519(self.witness, name, text, seconds),
            note.sign_mldsa44(self.witness_pq, name, text, seconds),
        )
        return {"lines": "".join(map(str, lines)), "origin": head.origin, "size": head.size}

    # ---- its pen

    def line(self, despatch: uuid.UUID, **other: Any) -> dict[str, Any]:
        known: dict[str, Any] = {
            "annexes": "", "caveats": [], "code": "CE2600007001Q", "copy": 1, "dated": "2026-11-20", "folios": 12, "level": "C",
            "number": "E 2026/00007", "originator": "Oficina otra", "rank": 20, "reference": "ref 7", "scheme": "es",
            "title": "Plano de aljibes", "total": 1,
        }  # fmt: skip
        known |= other
        if "digest" not in known:
            parts = [known[name] for name in ("code", "copy", "total", "folios", "scheme", "level")]
            known["digest"] = contents.digest(str(despatch), *parts)
        return known

    def despatch(
        self,
        to: bundle.OfficeKeys,
        *,
        id: uuid.UUID | None = None,
        lines: Sequence[Mapping[str, Any]] = ({},),
        books: Mapping[str, Any] | None = None,
        **other: Any,
    ) -> bytes:
        id = id or uuid.uuid4()
        known: dict[str, Any] = {
            "books": {"continues": [], "cosigned": [], **(books or {})},
            "channel": "courier",
            "lines": [self.line(id, **line) for line in lines],
            "number": "S 2026/00003",
            "proof": self.proof(),
            "seals": "A-1, A-2",
        }
        return self.write("despatch", to, id, known | other)

    def receipt(
        self,
        to: bundle.OfficeKeys,
        answers: object,
        lines: Sequence[Mapping[str, Any]],
        *,
        id: uuid.UUID | None = None,
        books: Mapping[str, Any] | None = None,
        **other: Any,
    ) -> bytes:
        known: dict[str, Any] = {
            "answers": str(answers),
            "books": {"continues": [], "cosigned": [], **(books or {})},
            "lines": list(lines),
            "number": "1",
            "proof": self.proof(),
            "received": "2026-11-24",
        }
        return self.write("receipt", to, id or uuid.uuid4(), known | other)

    def write(self, kind: str, to: bundle.OfficeKeys, id: uuid.UUID, contents: Mapping[str, Any]) -> bytes:
        return bundle.write(kind=kind, id=id, at=AT, sender=self.signer, to=to, contents=contents)
