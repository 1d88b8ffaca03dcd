# SPDX-License-Identifier: EUPL-1.2
"""The off-line counter as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents.offline import acts, forms, rules
from precinto.documents.offline import words as words
from precinto.documents.offline.models import Queue, Station
from precinto.office.forms import Reason
from precinto.procedures.model import NEW, Procedure, Step, Told

CLERK, HEAD = Role.CLERK, Role.HEAD

STATION = Procedure("documents.station", clause="1.4", title=_("Stations that may work off-line"), case=Station,
    stages={"asked": _("Waits to be let in"), "let_in": _("Let in"), "withdrawn": pgettext_lazy("feminine", "Withdrawn")},
    ends=["withdrawn"],
    told=Told("name", due=False),
    steps=[
        Step("enrol", _("Enrol this station"), by=CLERK, leaves=NEW, enters="asked", asks=forms.Enrol,
             opens=acts.open_station, needs=[rules.station_new]),
        Step("let_in", _("Let the station in"), by=HEAD, leaves="asked", enters="let_in", never_who=["enrol"], fresh=True,
             tone="approve"),
        Step("withdraw", _("Withdraw the station"), by=(HEAD, Role.SECURITY), leaves=("asked", "let_in"),
             enters="withdrawn", asks=Reason, tone="stop"),
    ])  # fmt: skip

QUEUE = Procedure("documents.queue", clause="1.4", title=_("Queues of the off-line counter"), case=Queue,
    stages={"brought": _("Brought back"), "settled": _("Every movement is in the books or set aside")}, ends=["settled"],
    told=Told("station__name", due=False),
    steps=[
        Step("bring", _("Bring a queue back"), by=CLERK, leaves=NEW, enters="brought", asks=forms.Bring,
             opens=acts.open_queue, needs=[rules.station_let_in, rules.goes_on], does=[acts.write_movements]),
        Step("note", _("Note what became of a movement"), by=CLERK, leaves="brought", enters="brought", asks=forms.Note,
             needs=[rules.waits, rules.by_its_act], does=[acts.note]),
        Step("set_aside", _("Set a movement aside"), by=(CLERK, HEAD), leaves="brought", enters="brought",
             asks=forms.SetAside, needs=[rules.in_conflict], does=[acts.set_aside], tone="stop"),
        Step("settle", _("Settle the queue"), by=(CLERK, HEAD), leaves="brought", enters="settled",
             needs=[rules.all_settled]),
    ])  # fmt: skip
