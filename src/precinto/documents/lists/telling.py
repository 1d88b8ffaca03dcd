# SPDX-License-Identifier: EUPL-1.2
"""What one person is told of a day, in words that may go by local mail: codes and dates, no title, no level.

1.4: the reader at T-1, the head of their unit at T, the leader at T+1. Whoever keeps or leads the office is told the whole
18:00 list: also all that is late or falls due until the end of the next working day, and what else is out of the safes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from precinto.access.models import Account, Role
from precinto.access.officers import Officer
from precinto.custody import codes
from precinto.documents.cases import WITHOUT_THE_TITLE, actor_of
from precinto.documents.lists import agenda, evening
from precinto.documents.lists.agenda import Item
from precinto.documents.lists.evening import cut_words
from precinto.procedures.model import Actor

TOLD_ALL = frozenset({Role.CLERK, Role.HEAD, Role.LEADER})


@dataclass(frozen=True)
class Digest:
    """The warnings of one account, `late` of them past their time; what else is `out`; where it was `cut`, or 0."""

    login: str
    lines: list[str]
    late: int
    out: list[str] = field(default_factory=list)
    cut: int = 0

    @property
    def subject(self) -> str:
        if not self.lines:
            return _("Precinto: 18:00 list")
        return ngettext("Precinto: %(n)s warning", "Precinto: %(n)s warnings", len(self.lines)) % {"n": len(self.lines)}

    @property
    def text(self) -> str:
        parts = [self.lines, [f"{_('Also out of the safes')}:", *self.out] if self.out else []]
        parts += [[cut_words(self.cut)] if self.cut else []]
        parts += [[_("Look at your tasks in Precinto. Do not answer this message.")]]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def digests() -> Iterator[Digest]:
    """For each open account, what its person is told today; nobody who has nothing to be told."""
    accounts = Account.objects.filter(stage="open", person__stage="active").select_related("person__unit")
    for account in accounts.order_by("login").iterator(200):
        actor = actor_of(Officer(account.person, "tick"))
        warned, out, cut = told(actor)
        if warned or out:
            late = sum(item.due is not None and item.due < actor.at for item in warned)
            lines, others = ([line(item, actor.at) for item in items] for items in (warned, out))
            yield Digest(account.login, lines, late, others, evening.WHOLE if cut else 0)


def told(actor: Actor) -> tuple[list[Item], list[Item], bool]:
    """The warnings of a person, what else is out of the safes, and whether there is more than this."""
    near: list[Item] = []
    out: list[Item] = []
    cut = False
    roles = {held.role for held in actor.roles}
    if roles & TOLD_ALL:
        now = evening.split(actor, most=evening.WHOLE)
        near, out, cut = [*now.late, *now.ahead, *now.begun], now.out, now.cut
    else:
        end = agenda.horizon(actor)
        # Who inspects sees every case, and is told of none day by day.
        told_daily = not roles & WITHOUT_THE_TITLE
        found = agenda.look(actor, before=end, hands=False, cases=told_daily, standing=told_daily)
        near = [item for item in found.items if item.due is not None]
    once: dict[tuple[str, datetime | None], Item] = {}
    for item in (*agenda.warnings(actor), *near):
        once.setdefault((item.code, item.due), item)
    return list(once.values()), [item for item in out if (item.code, item.due) not in once], cut


def line(item: Item, at: datetime) -> str:
    due = timezone.localtime(item.due).strftime("%Y-%m-%d %H:%M") if item.due else "-"
    code = codes.pretty(item.code) if codes.parse(item.code) else item.code
    words = f"{item.what} {code}" + (f" ({item.stage})" if item.stage else "")
    late = f" - {_('late')}" if item.due is not None and item.due < at else ""
    return f"{due}  {words}{late}"
