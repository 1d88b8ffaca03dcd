# SPDX-License-Identifier: EUPL-1.2
"""Paper days as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents.forms import Conclude
from precinto.documents.paper import acts, forms, rules
from precinto.documents.paper import words as words
from precinto.documents.paper.models import Deferred, Run
from precinto.procedures.model import NEW, Procedure, Step, Told

OFFICE = (Role.CLERK, Role.HEAD)

RUN = Procedure("documents.paper_run", clause="1.1", title=_("Reserved paper sheets"), case=Run,
    stages={"reserved": pgettext_lazy("feminine", "Reserved"), "used_up": pgettext_lazy("feminine", "Used up")},
    ends=["used_up"],
    steps=[
        Step("reserve", _("Reserve numbered sheets"), by=OFFICE, leaves=NEW, enters="reserved", asks=forms.Reserve,
             opens=acts.open_run, needs=[rules.numbers_free]),
        Step("pass_on", _("Another person has them"), by=OFFICE, leaves="reserved", enters="", asks=forms.Pass,
             needs=[rules.somebody_else], does=[acts.pass_on]),
        Step("spoil", _("Declare sheets spoiled"), by=OFFICE, leaves="reserved", enters="", asks=forms.Spoil,
             needs=[rules.blank_here], does=[acts.spoil], tone="stop"),
        Step("close", _("Close the run"), by=OFFICE, leaves="reserved", enters="used_up", needs=[rules.none_blank]),
    ])  # fmt: skip

DEFERRED = Procedure("documents.deferred", clause="1.4", title=_("Entered from paper"), case=Deferred,
    stages={"entered": _("Entered from paper, to be confirmed"), "confirmed": _("Confirmed against the paper"),
            "disputed": _("The paper says otherwise"), "concluded": _("Concluded")},
    ends=["confirmed", "concluded"], told=Told("sheet", "copy__document_id"),
    steps=[
        Step("confirm", _("Confirm against the paper"), by=OFFICE, leaves="entered", enters="confirmed",
             never_concerned=True),
        Step("dispute", _("The paper says something else"), by=OFFICE, leaves="entered", enters="disputed",
             never_concerned=True, asks=forms.Dispute, does=[acts.note_difference], tone="stop"),
        Step("conclude", _("Conclude"), by=(Role.LEADER, Role.HEAD), leaves="disputed", enters="concluded", asks=Conclude,
             never_who=["dispute"], never_concerned=True, does=[acts.conclude], fresh=True, tone="approve"),
    ])  # fmt: skip
