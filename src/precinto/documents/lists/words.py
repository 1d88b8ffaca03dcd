# SPDX-License-Identifier: EUPL-1.2
"""The words of what these rooms refuse: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "too-many-kept": Words(_("You keep %(most)s lists already."), _("Drop one that you no longer use.")),
        "too-many-pinned": Words(
            _("There are %(most)s lists on your tasks already."), _("Take one off; it stays among your kept lists.")
        ),
        "already-pinned": Words(_("This list is on your tasks already."), _("There is nothing to do.")),
        "not-pinned": Words(_("This list is not on your tasks."), _("There is nothing to do.")),
        "too-long-for-a-sheet": Words(
            _("The list has %(rows)s lines, and a sheet of XLSX holds %(most)s."), _("Take it as CSV, or narrow it.")
        ),
        "not-narrowed-by": Words(
            _("This list is not narrowed by “%(name)s”."), _("It is narrowed by: %(known)s. Leave the rest out.")
        ),
        "narrowed-by-unknown": Words(
            _("“%(value)s” is nothing that the list can be narrowed by under “%(name)s”."),
            _(
                "Write a level, a stage, a kind, the code of a unit or place, a badge or account, or a day as 2026-11-25."
            ),
        ),
        "no-such-list": Words(_("There is no list of that name."), _("See the names of the lists in the help.")),
    }
)
