# SPDX-License-Identifier: EUPL-1.2
"""What leaves the house is accepted elsewhere: by the outside verifier, and by an implementation that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from precinto.ledger import checkpoint, tree
from precinto.ledger.export import export
from precinto.ledger.models import Entry
from precinto.ledger.receipts import receipt
from precinto.ledger.verify import verify
from precinto.records.errors import Broken, Refused
from precinto_verify import merkle, note, tiles
from precinto_verify.proof import Receipt
from precinto_verify.verify import Retained, verify_export, verify_receipt
from tests.verify.test_interop import Peer, peer
from tests.world import World, world

__all__ = ["peer", "world"]
pytestmark = [pytest.mark.database, pytest.mark.django_db]


def a_loan(world: World) -> None:
    world.loan(world.copy(world.document()))


def test_the_outside_verifier_finds_the_export_sound(world: World, tmp_path: Path) -> None:
    a_loan(world)
    kept = checkpoint.current()
    receipts = [receipt(entry) for entry in Entry.objects.all()]
    world.document(title="Otro")
    size = export(tmp_path / "export")
    report = verify_export(
        tmp_path / "export",
        vkeys=[checkpoint.vkey()],
        retained=[Retained.parse(kept.note, "paper")],
        receipts=[(str(n), Receipt.parse(text)) for n, text in enumerate(receipts)],
    )
    assert report.findings == []
    assert report.size == size == Entry.objects.count()


def test_a_receipt_is_checked_with_nothing_else_at_hand(world: World) -> None:
    a_loan(world)
    text = receipt(Entry.objects.get(step="hand_over"))
    assert verify_receipt("vale", Receipt.parse(text), [checkpoint.vkey()]).sound
    assert "Inventario" not in text


def test_another_implementation_accepts_export_and_proofs(world: World, tmp_path: Path, peer: Peer) -> None:
    a_loan(world)
    size = export(tmp_path / "export")
    key = checkpoint.vkey()
    answer = peer.ask("audit", folder=str(tmp_path / "export"), vkey=str(key), origin=key.name)
    assert answer == [size, len(list(tiles.tiles_of(size))), (size + 255) // 256]
    head = checkpoint.current()
    root = bytes(head.root).hex()
    for index in range(0, head.size, 7):
        leaf = merkle.leaf_hash(bytes(tree.entry_at(index).body)).hex()
        proof = [one.hex() for one in tiles.prove_inclusion(index, head.size, tree.read_tile)]
        assert peer.ask("inclusion", leaf=leaf, root=root, index=index, size=head.size, proof=proof) is True
    broken = tmp_path / "export" / tiles.entries_path(0, min(size, 256))
    broken.write_bytes(broken.read_bytes().replace(b"hand_over", b"take_over", 1))
    assert peer.ask("audit", folder=str(tmp_path / "export"), vkey=str(key), origin=key.name) == "refused"


def test_the_checkpoint_in_an_export_has_a_second_signature_for_the_archive(world: World, tmp_path: Path) -> None:
    export(tmp_path / "export")
    signed = note.Note.parse((tmp_path / "export" / "checkpoint").read_bytes())
    assert signed.signed_by(checkpoint.vkey())
    assert signed.signed_by(checkpoint.archive_vkey())


def test_the_same_size_is_signed_once(world: World) -> None:
    assert checkpoint.current().note == checkpoint.current().note
    first = checkpoint.current()
    world.document()
    assert checkpoint.current().size > first.size
    assert verify(retained=first.note).sound


def test_a_signer_that_remembers_more_does_not_sign(world: World) -> None:
    memory = checkpoint.memory()
    ahead = note.Checkpoint(checkpoint.vkey().name, 10_000, bytes(32))
    memory.write_text(note.signed(ahead.text, [note.sign_ed25519(checkpoint._ed25519(), ahead.origin, ahead.text)]))
    with pytest.raises(Broken, match="behind"):
        checkpoint.current()
    assert {finding.what for finding in verify().findings} == {"house-behind"}


def test_an_export_does_not_write_over_what_is_there(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep")
    with pytest.raises(Refused) as refused:
        export(tmp_path)
    assert refused.value.reason == "export-folder-used"
    assert (tmp_path / "mine").read_text() == "keep"
