# SPDX-License-Identifier: Apache-2.0
"""Reading an export that may be hostile: no link is followed, no device opened, nothing read beyond its limit."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from precinto_verify import tiles
from precinto_verify.findings import Report, Unusable
from precinto_verify.note import MAX_NOTE

CHECKPOINT, VKEY, STATE, DISCLOSURES = "checkpoint", "vkey", "state.jsonl", "disclosures.jsonl"
TREE, EPOCHS = "tile", "epochs"
MAX_LINE = 1 << 24  # a row whose every column changed in acts of 64 KiB


class Export:
    """A folder of files. `read` and `lines` report what cannot be read and answer None, or stop."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.folder = folder
        self.report = report
        try:
            self.top = sorted(os.listdir(folder))
        except (OSError, ValueError):
            raise Unusable("no-folder", where=folder) from None
        if CHECKPOINT not in self.top and TREE not in self.top:
            raise Unusable("no-export", where=folder)
        self.tree = set(self._walk(TREE)) if TREE in self.top else set()
        self.epochs = set(self._walk(EPOCHS)) if EPOCHS in self.top else set()

    def _walk(self, below: str) -> Iterator[str]:
        """The files of a folder, by their path in the export; what is neither file nor folder is reported."""
        waiting = [below]
        while waiting:
            here = waiting.pop()
            try:
                if not stat.S_ISDIR(os.lstat(self.folder / here).st_mode):
                    raise NotADirectoryError
                with os.scandir(self.folder / here) as found:
                    for one in sorted(found, key=lambda one: one.name):
                        path = f"{here}/{one.name}"
                        if one.is_dir(follow_symlinks=False):
                            waiting.append(path)
                        elif one.is_file(follow_symlinks=False):
                            yield path
                        else:
                            self.report.broke("not-plain", path)
            except OSError:
                self.report.broke("not-plain", here)

    def has(self, name: str) -> bool:
        return name in self.top

    def other_names(self) -> list[str]:
        return [name for name in self.top if name not in (CHECKPOINT, VKEY, STATE, DISCLOSURES, TREE, EPOCHS)]

    def read(self, path: str, limit: int = MAX_NOTE) -> bytes | None:
        try:
            if path.startswith(f"{TREE}/") and path not in self.tree:
                raise FileNotFoundError  # or it lies behind a link, which has been said
            with open(self._open(path), "rb") as file:
                data = file.read(limit + 1)
        except FileNotFoundError:
            self.report.broke("missing", path)
        except IsADirectoryError:
            self.report.broke("not-plain", path)
        except OSError as error:
            self.report.broke("unreadable", path, why=error.strerror)
        else:
            if len(data) <= limit:
                return data
            self.report.broke("too-big", path, limit=limit)
        return None

    def lines(self, path: str) -> Iterator[bytes]:
        """Lines without their end. A line too long, or without an end, is reported and is the last."""
        try:
            with open(self._open(path), "rb") as file:
                number = 0
                while line := file.readline(MAX_LINE + 1):
                    number += 1
                    if not line.endswith(b"\n"):
                        self.report.broke("malformed", f"{path}:{number}", why="the line has no end")
                        return
                    yield line[:-1]
        except IsADirectoryError:
            self.report.broke("not-plain", path)
        except OSError as error:
            self.report.broke("unreadable", path, why=error.strerror)

    def _open(self, path: str) -> int:
        # O_NONBLOCK: a pipe put in the place of a file must not keep the inspector waiting.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            handle = os.open(self.folder / path, flags)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise IsADirectoryError from None
            raise
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise IsADirectoryError
        return handle

    def bundle(self, index: int, width: int) -> list[bytes] | None:
        """The entries of a bundle, or None when it cannot be read or does not hold as many as it must."""
        path = tiles.entries_path(index, width)
        data = self.read(path, tiles.MAX_BUNDLE)
        if data is None:
            return None
        try:
            entries = tiles.unpack_bundle(data)
        except tiles.TileError as error:
            self.report.broke("malformed", path, why=str(error))
            return None
        if len(entries) != width:
            self.report.broke("bundle-size", path, found=len(entries), expected=width)
            return None
        return entries

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        path = tiles.tile_path(level, index, width)
        data = self.read(path, tiles.TILE_BYTES)
        if data is not None and len(data) != 32 * width:
            self.report.broke("tile-size", path, found=len(data), expected=32 * width)
            return None
        return data
