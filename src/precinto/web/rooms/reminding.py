# SPDX-License-Identifier: EUPL-1.2
"""The claims of what is late, on the page of the loan or round that it is out in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from precinto.documents.models import Loan, Round
from precinto.documents.reminding import claims_of
from precinto.procedures.model import Actor
from precinto.web.rooms import LINES, Cell, Lines
from precinto.web.templatetags.precinto import when


def claims(case: Loan | Round, actor: Actor) -> list[Lines]:
    rows = [
        [
            Cell(when(row.at)),
            Cell(row.get_to_display()),
            Cell(row.person.name),
            Cell(row.get_how_display()),
            Cell(row.answer),
        ]
        for row in claims_of(case)
    ]
    head = [_("When"), _("From whom it is claimed"), _("Name"), _("How"), _("What they answer")]
    return [Lines("claims", _("Claims of the return"), head, rows)] if rows else []


LINES[Loan] = LINES[Round] = claims
