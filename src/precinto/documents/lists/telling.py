# SPDX-License-Identifier: EUPL-1.2
"""What one person is told of a day, in words that may go by local mail: codes and dates, no title, no level.

1.4: the reader at T-1, the head of their unit at T, the leader at T+1. Whoever keeps or leads the office is also told of all
that is late or falls due until the end of the next working day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
from precinto.procedures.model import Actor

TOLD_ALL = frozenset({Role.CLERK, Role.HEAD, Role.LEADER})


@dataclass(frozen=True)
class Digest:
    """The lines of one account. `late` of them are past their time."""

    login: str
    lines: list[str]
    late: int

    @property
    def subject(self) -> str:
        return ngettext("Precinto: %(n)s warning", "Precinto: %(n)s warnings", len(self.lines)) % {"n": len(self.lines)}

    @property
    def text(self) -> str:
        return "\n".join([*self.lines, "", _("Look at your tasks in Precinto. Do not answer this message.")]) + "\n"


def digests() -> Iterator[Digest]:
    """For each open account, what its person is told today; nobody who has nothing to be told."""
    accounts = Account.objects.filter(stage="open", person__stage="active").select_related("person__unit")
    for account in accounts.order_by("login").iterator(200):
        actor = actor_of(Officer(account.person, "tick"))
        items = list(told(actor))
        if items:
            late = sum(item.due is not None and item.due < actor.at for item in items)
            yield Digest(account.login, [line(item, actor.at) for item in items], late)


def told(actor: Actor) -> Iterator[Item]:
    seen = set()
    near: list[Item] = []
    roles = {held.role for held in actor.roles}
    if roles & TOLD_ALL:
        now = evening.split(actor)
        near = [*now.late, *now.ahead, *now.begun]
    else:
        end = agenda.horizon(actor)
        # Who inspects sees every case, and is told of none day by day.
        told_daily = not roles & WITHOUT_THE_TITLE
        found = agenda.look(actor, before=end, hands=False, cases=told_daily, standing=told_daily)
        near = [item for item in found.items if item.due is not None]
    for item in (*agenda.warnings(actor), *near):
        key = (item.code, item.due)
        if key not in seen:
            seen.add(key)
            yield item


def line(item: Item, at: datetime) -> str:
    due = timezone.localtime(item.due).strftime("%Y-%m-%d %H:%M") if item.due else "-"
    code = codes.pretty(item.code) if codes.parse(item.code) else item.code
    words = f"{item.what} {code}" + (f" ({item.stage})" if item.stage else "")
    late = f" - {_('late')}" if item.due is not None and item.due < at else ""
    return f"{due}  {words}{late}"
