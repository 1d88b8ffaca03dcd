# SPDX-License-Identifier: EUPL-1.2
"""Writes `vectors/bundle` anew: `python -m tests.despatch.make_vectors`. age and ML-DSA draw with chance, so a new run gives new bytes."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from precinto_verify import note
from tests.despatch.peer import Peer, seeded

FOLDER = Path(__file__).resolve().parents[2] / "vectors" / "bundle"
DESPATCH = uuid.UUID("01938d5e-7c1a-7c3e-9d3f-0c1a2b3c4d5e")
RECEIPT = uuid.UUID("01938d60-0000-7000-8000-000000000001")
# How the samples are spoilt, and what is answered. `flip` is the byte whose lowest bit is turned: in the text after `after`.
CASES = [
    {"name": "as it was written", "file": "despatch.precinto", "answer": "opened"},
    {"name": "the receipt as it was written", "file": "receipt.precinto", "answer": "opened"},
    {"name": "header", "file": "despatch.precinto", "after": "precinto-", "answer": "bundle-not-one"},
    {"name": "manifest", "file": "despatch.precinto", "after": '"id":"', "answer": "bundle-signature"},
    {
        "name": "manifest, no longer canonical",
        "file": "despatch.precinto",
        "after": '{"at"',
        "answer": "bundle-not-one",
    },
    {
        "name": "payload, its header",
        "file": "despatch.precinto",
        "after": "age-encryption.org/",
        "answer": "bundle-altered",
    },
    {"name": "payload, its last byte", "file": "despatch.precinto", "flip": -1, "answer": "bundle-altered"},
    {"name": "one byte more", "file": "despatch.precinto", "append": "0a", "answer": "bundle-altered"},
    {"name": "cut in the payload", "file": "despatch.precinto", "cut": -1, "answer": "bundle-altered"},
    {"name": "cut in the manifest", "file": "despatch.precinto", "cut": 60, "answer": "bundle-not-one"},
    {"name": "nothing", "file": "despatch.precinto", "cut": 0, "answer": "bundle-not-one"},
    {
        "name": "the two signatures exchanged",
        "file": "despatch.precinto",
        "exchange": [3, 4],
        "answer": "bundle-unknown-key",
    },
    {"name": "the first signature twice", "file": "despatch.precinto", "twice": [3, 4], "answer": "bundle-unknown-key"},
    {
        "name": "read by whom it is not for",
        "file": "despatch.precinto",
        "reader": "one",
        "answer": "bundle-other-office",
    },
    {
        "name": "taken for another office's",
        "file": "despatch.precinto",
        "sender": "other",
        "answer": "bundle-unknown-key",
    },
]


def peers() -> tuple[Peer, Peer]:
    """The two offices. Their age keys are kept with the samples, because what is sealed to them is."""
    known = {}
    for name in ("one", "other"):
        file = FOLDER / f"{name}.json"
        known[name] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    made = [Peer(name, **({"identity": known[name]["age"]} if known[name] else {})) for name in ("one", "other")]
    return made[0], made[1]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    one, other = peers()
    for name, peer in (("one", one), ("other", other)):
        parts = {
            "ledger": "ledger",
            "sign": "bundle 1",
            "sign_pq": "bundle pq 1",
            "witness": "witness",
            "witness_pq": "witness pq",
        }
        kept = {
            "why": "keys made for these samples and worth nothing: seeds in hexadecimal, and an age identity",
            "age": peer.identity,
            "fingerprint": peer.keys.fingerprint,
            **{part: seeded(f"{name} {seed}").hex() for part, seed in parts.items()},
        }
        (FOLDER / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        (FOLDER / f"{name}.precinto-keys").write_text(peer.card, "utf-8")
    lines = [{}, {"code": "CE2600008001X", "title": "Válvulas", "number": "E 2026/00008", "folios": 3}]
    (FOLDER / "despatch.precinto").write_bytes(one.despatch(other.keys, id=DESPATCH, lines=lines))
    digests = [str(one.line(DESPATCH, **line)["digest"]) for line in lines]
    answers = [
        {"digest": digests[0], "folios": 12, "number": "E 2026/00101", "state": "received"},
        {"digest": digests[1], "folios": 0, "number": "", "state": "missing"},
    ]
    seen = note.Note.parse(one.proof().split("\n\n", 1)[1]).text
    books = {"cosigned": [other.cosign(seen)]}
    (FOLDER / "receipt.precinto").write_bytes(other.receipt(one.keys, DESPATCH, answers, id=RECEIPT, books=books))
    text = ",\n ".join(json.dumps(case, ensure_ascii=False) for case in CASES)
    (FOLDER / "cases.json").write_text(f"[{text}]\n", "utf-8")


if __name__ == "__main__":
    main()
