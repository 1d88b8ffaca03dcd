# SPDX-License-Identifier: EUPL-1.2
"""2.2: somebody's own password grows old."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Account
from precinto.documents import duties
from precinto.documents.duties import Asker, Duty, Fact, Moment, Task


def own_password(asker: Asker) -> QuerySet[Any, Any] | None:
    if asker.profile.is_off("password-max-age"):
        return None
    rows = Account.objects.filter(person=asker.key, stage="open", must_change=False)
    name = Concat("person__given_name", Value(" "), "person__family_name", output_field=CharField())
    return duties.facts(rows, text=F("login"), who=name, at=F("password_set_at"), person=F("person_id"))


def change_it(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    """T-3: told to whoever has it, and to nobody else."""
    warning = timedelta(days=moment.actor.profile.value("password-warning"))
    for fact in facts:
        end = moment.after("password-max-age", fact.at) if fact.at else None
        if end is not None:
            yield Task(
                end,
                fact.text,
                "/clave/",
                words=gettext("Change it before that day"),
                begins=end - warning,
                who=fact.who.strip(),
                person=fact.person,
            )


duties.register(
    Duty("own-password", _("Password that expires"), "2.2", frozenset(), ("password-max-age", "password-warning"), own_password,
         change_it, personal=True),
)  # fmt: skip
