# SPDX-License-Identifier: EUPL-1.2
"""The inspector's verifier on a million entries, beside bare hashlib on the same bytes in the same run."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.report import Row, timed
from precinto_verify import canon, cli, merkle, note, tiles


def run(entries: int = 1_000_000, rounds: int = 3) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="precinto-bench-"))
    try:
        bodies = _export(folder, entries)
        bare = [timed(lambda: _bare(bodies)) for _ in range(rounds)]
        ours = [timed(lambda: _verify(folder, "--quick")) for _ in range(rounds)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ratio = statistics.median(bare) / statistics.median(ours)
    seconds = statistics.median(ours)
    scaled = 3 * entries / 1_000_000
    return [
        Row(f"bare hashlib, {entries:,} records of 300 B", f"{statistics.median(bare):.2f} s"),
        Row(
            f"precinto-verify --quick, {entries:,} entries",
            f"{seconds:.2f} s",
            "",
            f"< {scaled:.1f} s",
            seconds < scaled,
        ),
        Row("speed of the verifier", f"{ratio:.2f}x", "bare hashlib", ">= 0.25", ratio >= 0.25),
        _whole(rounds),
    ]


def _export(folder: Path, count: int) -> list[bytes]:
    chance = random.Random(7)
    body = {"v": 1, "kind": "act", "procedure": "documents.lend", "step": "hand_over", "clause": "1.4", "facts": {}}
    bodies = [
        canon.dumps(
            {**body, "act": f"{n:032x}", "at": "2026-11-23T09:14:03.221907Z", "pad": f"{chance.getrandbits(480):0120x}"}
        )
        for n in range(count)
    ]
    leaves = [merkle.leaf_hash(one) for one in bodies]
    for tile, data in tiles.grow(0, leaves, lambda *_: b"").items():
        path = folder / tiles.tile_path(*tile)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for _level, index, width in (t for t in tiles.tiles_of(count) if t[0] == 0):
        path = folder / tiles.entries_path(index, width)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tiles.pack_bundle(bodies[index * 256 : index * 256 + width]))
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    head = note.Checkpoint("bench/1", count, merkle.root(leaves))
    (folder / "checkpoint").write_text(note.signed(head.text, [note.sign_ed25519(key, "bench/1", head.text)]), "utf-8")
    (folder / "vkey").write_text(f"{note.VKey.of(key, 'bench/1')}\n", "utf-8")
    return bodies


def _bare(bodies: list[bytes]) -> None:
    for one in bodies:
        hashlib.sha256(one).digest()


def _verify(folder: Path, *more: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        if cli.main([str(folder), *more]) != 0:
            raise SystemExit(said.getvalue())


def _whole(rounds: int) -> Row:
    """Everything: every law replayed and every row of the tables compared, on the export of a demonstration office."""
    folder = Path(tempfile.mkdtemp(prefix="precinto-bench-"))
    program = Path(sys.executable).with_name("precinto")
    try:
        home = ["--home", str(folder / "office")]
        set_up = [program, "setup", *home, "--office", "Oficina", "--scheme", "es", "--demo", "--json"]
        told = subprocess.run(set_up, check=True, capture_output=True, text=True)
        subprocess.run([program, "ledger", "export", folder / "export", *home], check=True, capture_output=True)
        seconds = statistics.median(timed(lambda: _verify(folder / "export")) for _ in range(rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    entries = int(json.loads(told.stdout)["entries"])
    each = f"{seconds / entries * 1e6:.0f} µs an entry"
    return Row(f"precinto-verify, laws and tables of {entries:,} entries", f"{seconds:.2f} s, {each}")
