# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints that the books must continue: those stored in them, the signer's memory, and the one kept outside."""

from __future__ import annotations

from dataclasses import dataclass

from precinto.ledger import checkpoint
from precinto.ledger.models import Checkpoint, Epoch
from precinto_verify import merkle, note
from precinto_verify.epochs import Openings, number_of, same_office
from precinto_verify.findings import Report
from precinto_verify.verify import Retained

RETAINED, MEMORY = "retained", "keys/last-checkpoint"


@dataclass(frozen=True, slots=True)
class Head:
    where: str
    origin: str
    size: int
    root: bytes


class Heads:
    """Gather them, show them the tree as it grows, and in the end judge those that it does not continue."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._waiting: dict[int, list[Head]] = {}
        self._differ: list[tuple[Head, int]] = []
        self._held = 0
        self._all: list[Head] = []
        self._epochs: list[Epoch] = []

    def gather(self, retained: str | None) -> None:
        self._epochs = list(Epoch.objects.order_by("number"))
        self._check_epochs()
        self.report.origin = self._epochs[-1].origin if self._epochs else ""
        stored = self._stored()
        self._memory(stored)
        if retained is not None:
            self._retained(retained)

    def _check_epochs(self) -> None:
        """The name of an epoch ends in its number, and its key is this house's key."""
        for row in self._epochs:
            where = f"ledger.epoch/{row.number}"
            try:
                if str(row.vkey) != str(checkpoint.key_of(str(row.origin))) or row.origin.rpartition("/")[2] != str(
                    row.number
                ):
                    self.report.broke("house-epoch", where)
            except (note.NoteError, ValueError):
                self.report.broke("house-epoch", where)

    def _stored(self) -> dict[str, int]:
        newest: dict[str, int] = {}
        for row in Checkpoint.objects.order_by("size"):
            where = f"checkpoint/{row.size}"
            head = self._read(str(row.note), where, alone=True)
            if head is None:
                continue
            root = bytes(row.root) if isinstance(row.root, bytes | memoryview) else b""
            if (head.size, head.root) != (row.size, root):
                self.report.broke("house-checkpoint-columns", where)
            newest[head.origin] = max(newest.get(head.origin, 0), head.size)
            self._add(head)
        return newest

    def _memory(self, stored: dict[str, int]) -> None:
        """The signer remembers at least what the books hold: it writes down before they do."""
        try:
            text = checkpoint.memory().read_bytes().decode()
        except FileNotFoundError:
            if stored:
                self.report.broke("house-no-memory", MEMORY)
            return
        except (OSError, UnicodeDecodeError) as error:
            self.report.broke("malformed", MEMORY, why=str(error))
            return
        head = self._read(text, MEMORY, alone=True)
        if head is None:
            return
        if head.size < stored.get(head.origin, 0):
            self.report.broke("house-memory-behind", MEMORY, size=head.size, stored=stored[head.origin])
        self._add(head)

    def _retained(self, text: str) -> None:
        try:
            one = Retained.parse(text, RETAINED)
        except note.NoteError as error:
            self.report.broke("malformed", RETAINED, why=str(error))
            return
        if self.report.origin and not same_office(one.head.origin, self.report.origin):
            self.report.broke("house-other-book", RETAINED, origin=one.head.origin)
        if one.note is None:
            self.report.did_not("not-retained-signature", where=RETAINED)
        else:
            self._read(text, RETAINED, alone=False)
        self._add(Head(RETAINED, one.head.origin, one.head.size, one.head.root))

    def _read(self, text: str, where: str, *, alone: bool) -> Head | None:
        """A note signed by this house. `alone`: our own copies carry our own signature and no other."""
        try:
            parsed = note.Note.parse(text)
            head = note.Checkpoint.parse(parsed.text)
            key = checkpoint.key_of(head.origin)
            if not parsed.signed_by(key):
                self.report.broke("signature", where, key=head.origin)
            if alone and len(parsed.signatures) != len(parsed.by(key)):
                self.report.broke("house-checkpoint-columns", where)
        except (note.NoteError, ValueError) as error:
            self.report.broke("malformed", where, why=str(error))
            return None
        return Head(where, head.origin, head.size, head.root)

    def _add(self, head: Head) -> None:
        self._all.append(head)
        if head.size == 0:
            if head.root != merkle.EMPTY_ROOT:
                self._differ.append((head, 0))
            return
        self._waiting.setdefault(head.size, []).append(head)

    def at(self, frontier: merkle.Frontier) -> None:
        """The tree has grown by one entry."""
        heads = self._waiting.pop(frontier.size, None)
        if heads is None:
            return
        root = frontier.root()
        good = [head for head in heads if head.root == root]
        self._differ.extend((head, self._held) for head in heads if head.root != root)
        if good:
            self._held = frontier.size

    def judge(self, openings: Openings, size: int) -> None:
        """After the walk: what is not continued is a break, unless an act has accounted for it."""
        self._origins(openings)
        beyond = [(head, -1) for size in sorted(self._waiting) for head in self._waiting[size]]
        lost = set()
        missed = set()
        for head, first in [*self._differ, *beyond]:
            missed.add(head.where)
            opening = openings.accounting_for(note.Checkpoint(head.origin, head.size, head.root))
            if opening is not None:
                lost.add(opening)
                if head.where == RETAINED:
                    epoch = number_of(head.origin)
                    facts = {"size": head.size, "epoch": epoch, "common": opening.common, "act": opening.index}
                    self.report.did("house-retained-lost", **facts)
            elif first < 0:
                self.report.broke("house-behind", head.where, size=head.size, found=size)
            else:
                self.report.broke("house-root", head.where, first=first, last=head.size - 1, size=head.size)
        for opening in sorted(lost, key=lambda one: one.index):
            self.report.did(
                "house-lost", first=opening.common, last=opening.size - 1, origin=opening.before, act=opening.index
            )
        for head in self._all:
            if head.where == RETAINED and RETAINED not in missed:
                self.report.did("house-retained", size=head.size, origin=head.origin)

    def _origins(self, openings: Openings) -> None:
        """Every name of an epoch is one that the books know, and every epoch after the first was opened by an act."""
        known = {row.origin for row in self._epochs} | {one.before for one in openings.all}
        for head in self._all:
            if head.origin not in known:
                self.report.broke("house-no-epoch", head.where, origin=head.origin)
        opened = {one.origin for one in openings.all}
        for row in self._epochs[1:]:
            if row.origin not in opened:
                self.report.broke("house-epoch", f"ledger.epoch/{row.number}")
        for one in openings.all:
            if one.origin not in {row.origin for row in self._epochs}:
                self.report.broke("house-no-epoch", f"office.newepoch/{one.key}", origin=one.origin)
