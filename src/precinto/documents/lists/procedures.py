# SPDX-License-Identifier: EUPL-1.2
"""Lists that leave, evenings, and kept addresses, as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents.lists import acts, forms, rules
from precinto.documents.lists import words as words
from precinto.documents.lists.models import Evening, Export, Filter
from precinto.procedures.model import NEW, Procedure, Step

EXPORT = Procedure("documents.export", clause="2.3", title=_("Lists taken out as files"), case=Export,
    stages={"taken": pgettext_lazy("feminine", "Taken out")},
    steps=[
        Step("take", _("Take a list out as a file"), by=Role.READER, leaves=NEW, enters="taken", asks=forms.TakeExport,
             opens=acts.open_export),
    ])  # fmt: skip

EVENING = Procedure("documents.evening", clause="1.4", title=_("18:00 lists"), case=Evening,
    stages={"drawn": pgettext_lazy("feminine", "Drawn up")},
    steps=[
        Step("draw", _("Draw up the list"), by=(Role.CLERK, Role.HEAD, Role.LEADER), leaves=NEW, enters="drawn",
             opens=acts.open_evening),
    ])  # fmt: skip

FILTER = Procedure("documents.filter", clause="1.1", title=_("Kept lists"), case=Filter,
    stages={"kept": pgettext_lazy("feminine", "Kept"), "dropped": pgettext_lazy("feminine", "Dropped")}, ends=["dropped"],
    steps=[
        Step("keep", _("Keep this list"), by=Role.READER, leaves=NEW, enters="kept", asks=forms.KeepFilter,
             opens=acts.open_filter, needs=[rules.room_for_one_more, rules.room_to_pin]),
        Step("pin", _("Show it on my tasks"), by=Role.SELF, leaves="kept", enters="kept", needs=[rules.not_pinned, rules.room_to_pin_again],
             does=[acts.pin]),
        Step("unpin", _("Take it off my tasks"), by=Role.SELF, leaves="kept", enters="kept", needs=[rules.pinned],
             does=[acts.unpin]),
        Step("drop", _("Drop it"), by=Role.SELF, leaves="kept", enters="dropped", tone="stop"),
    ])  # fmt: skip
