# SPDX-License-Identifier: EUPL-1.2
"""Opening an epoch after a restore that lost acts: said by a person, in an act, with the last checkpoint known of what was lost."""

from __future__ import annotations

import contextlib

from precinto.ledger import checkpoint, tree
from precinto.ledger import models as ledger
from precinto.office import schemes
from precinto.office.models import NewEpoch
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records import journal
from precinto_verify import tiles
from precinto_verify.epochs import Opening
from precinto_verify.note import Checkpoint
from precinto_verify.verify import Retained


def _last_known(text: str) -> Retained | None:
    """Of what was written down and what the signer remembers, what is missing and no act accounts for; of both, the larger.

    Raises `note.NoteError`.
    """
    found = [Retained.parse(f"{text.strip()}\n", "paper")] if text.strip() else []
    with contextlib.suppress(FileNotFoundError):
        found.append(Retained.parse(checkpoint.memory().read_bytes(), "memory"))
    missing = [one for one in found if not _continued(one.head) and not _accounted_for(one.head)]
    known = missing or found[:1]
    return max(known, key=lambda one: (checkpoint.number_of(one.head.origin), one.head.size), default=None)


def _continued(head: Checkpoint) -> bool:
    return head.size <= tree.size() and tiles.root(head.size, tree.read_tile) == head.root


def _accounted_for(head: Checkpoint) -> bool:
    return any(
        Opening(0, one.pk, one.origin, one.before, one.common, one.size, one.root).accounts_for(head)
        for one in NewEpoch.objects.filter(before=head.origin, number__gt=0)
    )


def open_new_epoch(actor: Actor, facts: Facts) -> NewEpoch:
    known = _last_known(facts.checkpoint)
    if known is None:
        return NewEpoch(reason=facts.reason)
    head = known.head
    return NewEpoch(
        before=head.origin,
        size=head.size,
        root=head.root.hex(),
        note=str(known.note or ""),
        common=_common(head.origin),
        reason=facts.reason,
    )


def _common(origin: str) -> int:
    """The size of the newest checkpoint of that epoch that the books hold and continue."""
    for row in ledger.Checkpoint.objects.filter(note__startswith=f"{origin}\n", size__lte=tree.size()).order_by(
        "-size"
    ):
        if tiles.root(row.size, tree.read_tile) == bytes(row.root):
            return row.size
    return 0


def books_are_behind(case: NewEpoch, actor: Actor, facts: Facts) -> Reason | None:
    """An epoch ends only because it cannot go on: its own signed checkpoint says more than the books hold, or otherwise."""
    if not case.before:
        return Reason("epoch-no-checkpoint")
    known = _last_known(facts.checkpoint)
    if known is None or known.head.origin.rpartition("/")[0] != checkpoint.vkey().name.rpartition("/")[0]:
        return Reason("epoch-other-book", {"origin": case.before})
    if known.note is not None and not known.note.signed_by(checkpoint.key_of(case.before)):
        return Reason("epoch-not-signed", {"origin": case.before})
    if _continued(known.head):
        return Reason("epoch-not-needed", {"size": case.size})
    if _accounted_for(known.head):
        return Reason("epoch-accounted-for", {"size": case.size})
    return None


def begin(case: NewEpoch, actor: Actor, facts: Facts) -> None:
    office = schemes.office()
    row = checkpoint.open_epoch(office.name if office else "", after=case.before)
    journal.change(case, number=row.number, origin=row.origin)
