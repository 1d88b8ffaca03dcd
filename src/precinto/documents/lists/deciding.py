# SPDX-License-Identifier: EUPL-1.2
"""What waits for a decision: every case, of whatever procedure, at a step by which this person may say yes now.

The page “To decide” and the list that leaves are both made of it. As many questions for one case as for a hundred: a case is
read only where the rule of the step asks what is written in it; of the others the key and the stage are enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from precinto.access.models import BY_NATURE, Role
from precinto.documents import listing
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.columns import GATHERED, WITH
from precinto.documents.models import Document
from precinto.documents.procedures import EXTEND, LEND
from precinto.documents.queries import visible
from precinto.ledger.models import Entry
from precinto.procedures import excuses, worklist
from precinto.procedures.model import NEW, REGISTRY, Actor, Procedure, Step
from precinto.procedures.perform import may_take
from precinto.records.models import Case

MOST = 100  # cases of one procedure that a page shows
AT_ONCE = 500  # cases that are judged together
LATEST = datetime.max.replace(tzinfo=UTC)
# Of these a line says who asks, for what and why: they are ticked together.
TOLD_WHOLE = (LEND, EXTEND)
ROLES, SELF = 0, 1


@dataclass(frozen=True)
class Decision:
    """A case that waits for this person: the step to take, since when it is open, and its document. `case`: read whole, or None."""

    procedure: Procedure
    key: int
    name: str
    step: Step
    due: datetime | None
    since: datetime | None
    document: Document | None
    seen: bool
    case: Any = None

    @property
    def title(self) -> str:
        return self.document.title if self.document is not None and self.seen else ""

    @property
    def address(self) -> str:
        return f"/caso/{self.procedure.name}/{self.key}/"


def decides(step: Step) -> bool:
    """Somebody says yes by it, with their password or as the approver of the case. To sign a receipt is no decision."""
    says_yes = step.tone == "approve" and (step.fresh or step.acts_as == "approver")
    return says_yes and step.waits is not False and NEW not in step.stages


def posts() -> set[Role]:
    """Those that decide something, somewhere."""
    steps = (step for procedure in REGISTRY.values() for step in procedure.steps.values() if decides(step))
    return {role for step in steps for role in step.roles} - BY_NATURE


def waiting(actor: Actor, *, most: int | None = None) -> tuple[list[Decision], bool]:
    """What waits for this person, soonest due first and then the oldest, and whether of some procedure there are more than
    `most` cases (as many as a page shows, if it is not said)."""
    size = MOST if most is None else most
    roles = {held.role for held in actor.roles}
    parts = worklist.parts_for(ROLES, REGISTRY.values(), roles, size=size + 1, steps=decides)
    # What somebody decides because the case is about them: the witness of a destruction.
    for part in worklist.parts_for(SELF, REGISTRY.values(), {Role.SELF}, size=size + 1, steps=decides):
        parts.append(replace(part, only=listing.named(part.procedure, actor)))
    found: dict[tuple[str, int], worklist.Waiting] = {}
    many: dict[tuple[str, int], int] = defaultdict(int)
    cut = False
    for tag, one in worklist.tagged(parts):
        many[one.procedure.name, tag] += 1
        if many[one.procedure.name, tag] > size:
            cut = True
        else:
            found[one.procedure.name, one.key] = one
    rows = list(found.values())
    decisions: list[Decision] = []
    for start in range(0, len(rows), AT_ONCE):
        decisions += _open(rows[start : start + AT_ONCE], actor)
    return sorted(decisions, key=_order), cut


def _order(one: Decision) -> tuple[datetime, datetime, str, int]:
    return one.due or LATEST, one.since or LATEST, one.procedure.name, one.key


def _open(rows: Sequence[worklist.Waiting], actor: Actor) -> list[Decision]:
    """Those of these that this person may decide and may see: 1.2, what is out of their reading scope shows to nobody but
    those who decide without reading."""
    blind = {held.role for held in actor.roles} & WITHOUT_THE_TITLE
    documents = listing.scoped(one.document for one in rows)
    begun = _acts(rows, actor)
    cases = _cases(rows, actor)
    found = []
    for one in rows:
        document = documents.get(one.document or 0)
        seen = document is not None and visible(document, actor.subject)
        case = cases[one.procedure.name, one.key]
        if one.document and not seen and not blind:
            continue
        step = next((step for step in _steps(one) if may_take(one.procedure, step, case, actor)), None)
        if step is not None:
            told = case if one.procedure in TOLD_WHOLE else None
            since = begun.get((one.procedure.name, one.key))
            found.append(Decision(one.procedure, one.key, one.name, step, one.due, since, document, seen, told))
    return found


def _steps(one: worklist.Waiting) -> list[Step]:
    return [step for step in one.procedure.steps.values() if decides(step) and one.stage in step.stages]


def _acts(rows: Iterable[worklist.Waiting], actor: Actor) -> dict[tuple[str, int], datetime]:
    """When each case was begun. What the rule of the second person asks of them is then known to the actor."""
    keys: dict[str, list[int]] = defaultdict(list)
    for one in rows:
        keys[one.procedure.name].append(one.key)
    which = Q()
    for name, of in keys.items():
        actor.done.update({(name, key): [] for key in of})
        which |= Q(procedure=name, case__in=of)
    begun: dict[tuple[str, int], datetime] = {}
    acts = Entry.objects.filter(which, kind="act").order_by("pk") if keys else Entry.objects.none()
    for name, key, person, giver, step, at in acts.values_list("procedure", "case", "person", "giver", "step", "at"):
        actor.done[name, key or 0].append((person, giver, step))
        begun.setdefault((name, key or 0), at)
    return begun


def _cases(rows: Iterable[worklist.Waiting], actor: Actor) -> dict[tuple[str, int], Case]:
    """Each case: read where a step asks whom it is about, or where an exception may ask what is in it; else an outline."""
    excusing = excuses.regime(actor) is not None
    whole: dict[str, list[int]] = defaultdict(list)
    cases: dict[tuple[str, int], Case] = {}
    for one in rows:
        asks = any(step.never_concerned or Role.SELF in step.roles for step in _steps(one))
        if excusing or asks or one.procedure in TOLD_WHOLE:
            whole[one.procedure.name].append(one.key)
        else:
            model: Any = one.procedure.case
            cases[one.procedure.name, one.key] = model(pk=one.key, stage=one.stage)
    for name, keys in whole.items():
        of = REGISTRY[name].case
        read = of.objects.filter(pk__in=keys).select_related(*WITH.get(of, ()))
        for case in read.prefetch_related(*GATHERED.get(of, ())):
            cases[name, case.pk] = case
    return cases
