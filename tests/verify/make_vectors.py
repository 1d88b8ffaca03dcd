# SPDX-License-Identifier: Apache-2.0
"""Writes `vectors/export` and the signed samples anew: `python -m tests.verify.make_vectors`.

The other vectors are written by hand. ML-DSA signatures are drawn with chance, so a new run gives new bytes.
"""

import json
import shutil

from precinto_verify import merkle, note, proof
from tests.verify import book

WITNESS = "testigo.example/1"


def main() -> None:
    told = book.story()
    raw = told.raw()
    folder = book.VECTORS / "export"
    shutil.rmtree(folder / "good", ignore_errors=True)
    book.write(book.export_files(raw, disclosures=told.disclosures), folder / "good")
    early = book.signed(book.head_of(raw[:5]), archive=False)
    (folder / "retained-5").write_text(early, "utf-8")

    head = book.head_of(raw)
    text = head.text
    lines = [
        note.sign_ed25519(book.LOG_KEY, book.ORIGIN, text),
        note.sign_mldsa44(book.ARCHIVE_KEY, book.ORIGIN, text),
        note.cosign_ed25519(book.OTHER_KEY, WITNESS, text, 1795424043),
    ]
    (book.VECTORS / "checkpoint").mkdir(exist_ok=True)
    (book.VECTORS / "checkpoint" / "signed").write_text(note.signed(text, lines), "utf-8")
    witness = note.VKey.of(book.OTHER_KEY, WITNESS, note.Kind.ED25519_COSIGNATURE)
    keys = {
        "why": "keys made for these samples and worth nothing: seeds in hexadecimal",
        "log": {"seed": bytes(range(32)).hex(), "vkey": str(book.VKEY), "fingerprint": book.VKEY.fingerprint},
        "archive": {"seed": bytes(range(32, 64)).hex(), "vkey": str(book.ARCHIVE_VKEY)},
        "witness": {"seed": bytes(range(64, 96)).hex(), "vkey": str(witness)},
    }
    (book.VECTORS / "checkpoint" / "keys.json").write_text(json.dumps(keys, indent=1) + "\n", "utf-8")

    hashes = merkle.prove_inclusion(5, len(raw), merkle.nodes_of([merkle.leaf_hash(entry) for entry in raw]))
    signed = note.Note.parse(note.signed(text, lines[:1]))
    (book.VECTORS / "receipt").mkdir(exist_ok=True)
    for name, entry in (("bare", None), ("with-act", raw[5])):
        receipt = proof.Receipt(5, tuple(hashes), signed, entry)
        (book.VECTORS / "receipt" / f"{name}.tlog-proof").write_text(str(receipt), "utf-8")
    (book.VECTORS / "receipt" / "act-5.json").write_bytes(raw[5])
    epochs()


def epochs() -> None:
    """An office that lost its ninth act, and what it is asked afterwards."""
    told, first = book.second_epoch()
    raw = told.raw()
    folder = book.VECTORS / "export"
    shutil.rmtree(folder / "epochs", ignore_errors=True)
    book.write(book.epoch_files(told, first), folder / "epochs")
    present, early, lost = book.head_of(raw, book.SECOND), book.head_of(first[:5]), book.head_of(first)
    another = bytes(range(32))
    size, root = len(raw), present.root
    asked: list[tuple[str, note.Checkpoint, list[str], list[str]]] = [
        ("of the present epoch", present, ["did-retained"], []),
        ("of the first epoch, of acts that are the same", early, ["did-retained-epoch"], []),
        ("of the first epoch, the last that the act speaks of", lost, ["did-retained-lost"], []),
        (
            "of the first epoch, as large as the act says, with another root",
            note.Checkpoint(lost.origin, 9, another),
            [],
            ["rewritten"],
        ),
        (
            "of the first epoch, larger than the act says",
            note.Checkpoint(lost.origin, size, another),
            [],
            ["rewritten"],
        ),
        ("of the first epoch, larger than the book", note.Checkpoint(lost.origin, 99, another), [], ["rolled-back"]),
        (
            "of the first epoch, of what must be the same, with another root",
            note.Checkpoint(lost.origin, 5, another),
            [],
            ["rewritten"],
        ),
        (
            "of an epoch of which no act tells",
            note.Checkpoint("oficina.example/precinto/3", size, root),
            [],
            ["no-epoch"],
        ),
        ("of another office", note.Checkpoint("otra.example/precinto/1", size, root), [], ["other-origin"]),
    ]
    cases = []
    for name, head, says, finds in asked:
        cases.append({"name": name, "checkpoint": head.text, "says": says, "finds": finds})
    why = "asked of export/epochs: a checkpoint, what is said of it (did-retained…), and every kind of break that is named"
    said = json.dumps({"why": why, "cases": cases}, ensure_ascii=False, indent=1)
    (folder / "epochs.json").write_text(f"{said}\n", "utf-8")
    leaves = [merkle.leaf_hash(entry) for entry in first]
    signed = note.Note.parse(book.signed(lost, archive=False))
    for name, index in (("stands", 3), ("lost", 8)):
        hashes = merkle.prove_inclusion(index, len(first), merkle.nodes_of(leaves))
        receipt = proof.Receipt(index, tuple(hashes), signed, first[index])
        (book.VECTORS / "receipt" / f"epoch-1-{name}.tlog-proof").write_text(str(receipt), "utf-8")


if __name__ == "__main__":
    main()
