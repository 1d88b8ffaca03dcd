# SPDX-License-Identifier: EUPL-1.2
"""The books as a folder that a stranger can check: C2SP tiles, entry bundles, checkpoint, keys, and the state.

Format: docs/formats/export.md.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from precinto.ledger import checkpoint, state, tree
from precinto.ledger.models import Checkpoint, Leaf
from precinto.records.errors import Refused
from precinto_verify import canon, tiles
from precinto_verify.epochs import Opening, Openings, number_of
from precinto_verify.findings import Report
from precinto_verify.replay import Replay


def export(folder: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Write the export, whole or not at all. Returns the number of entries. Raises `Refused` if the folder is in use."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("export-folder-used", facts={"folder": folder})
    working = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(working, ignore_errors=True)
    try:
        size = _write(working, progress)
        if folder.exists():
            folder.rmdir()
        working.rename(folder)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return size


def _write(folder: Path, progress: Callable[[int, int], None] | None) -> int:
    folder.mkdir(parents=True)
    with tree.still() as size:
        openings = _write_tree_and_state(folder, size, progress)
    head = checkpoint.at(size)
    for opening in openings.all:
        _write_epoch(folder, opening)
    (folder / "checkpoint").write_text(checkpoint.for_the_archive(head), "utf-8")
    (folder / "vkey").write_text(f"{checkpoint.vkey()}\n{checkpoint.archive_vkey()}\n", "utf-8")
    return size


def _write_epoch(folder: Path, opening: Opening) -> None:
    """Of an epoch that has ended, its own checkpoint of what is common to it and these books."""
    row = Checkpoint.objects.filter(size=opening.common, note__startswith=f"{opening.before}\n").first()
    if row is not None and opening.common:
        _file(folder / "epochs" / str(number_of(opening.before)), checkpoint.for_the_archive(row).encode())


def _write_tree_and_state(folder: Path, size: int, progress: Callable[[int, int], None] | None) -> Openings:
    replay = Replay(Report())
    openings = Openings()
    for level, index, width in tiles.tiles_of(size):
        _file(folder / tiles.tile_path(level, index, width), tree.read_tile(level, index, width))
        if level == 0:
            bodies = _bodies(index * tree.WIDTH, width)
            _file(folder / tiles.entries_path(index, width), tiles.pack_bundle(bodies))
            for body in bodies:
                replay.feed(body)
                openings.look(replay.size - 1, replay.last)
            if progress is not None:
                progress(index * tree.WIDTH + width, size)
    salt_of = state.salts(replay.state)
    with (folder / "state.jsonl").open("wb") as out:
        for table, key, columns in state.rows(replay.state, salt_of):
            out.write(canon.dumps([table, key, columns]) + b"\n")
    return openings


def _bodies(first: int, width: int) -> list[bytes]:
    rows = Leaf.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
    return [bytes(body) for body in rows.values_list("entry__body", flat=True)]


def _file(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
