# SPDX-License-Identifier: EUPL-1.2
"""The words of the refusals of paper days: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "sheet-not-reserved": Words(
            _("The sheet “%(sheet)s” is none of those that were reserved for this."),
            _("Read its number again; if another sheet was used, reserve its number first."),
        ),
        "sheet-for-something-else": Words(
            _("The sheet “%(sheet)s” was reserved for something else: %(use)s."),
            _(
                "Read its number again; if it was truly written there, declare it spoiled and copy it to the right sheet."
            ),
        ),
        "sheet-used": Words(
            _("The sheet “%(sheet)s” was used already: each is used once."),
            _("Read its number again; look in the list of what was entered from paper."),
        ),
        "sheet-spoiled": Words(
            _("The sheet “%(sheet)s” was declared spoiled."),
            _("Read its number again; what stands on a spoiled sheet is copied to another one."),
        ),
        "written-out-of-order": Words(
            _("%(code)s came to where it is on %(since)s: it cannot have passed before that."),
            _("Check the hour on the sheet, and enter first what happened first."),
        ),
        "brought-by-no-station": Words(
            _("No station has brought this movement of %(code)s."),
            _(
                "Bring the station's queue; or name no clerk, and enter what was written on paper with the number of its sheet."
            ),
        ),
        "sheets-reserved-already": Words(
            _("Some of these numbers were reserved already: %(run)s."),
            _("Choose numbers that follow, or other letters."),
        ),
        "sheet-of-no-run": Words(
            _("The sheet “%(sheet)s” does not belong to the run %(run)s."), _("Open the run that it belongs to.")
        ),
        "sheets-with-them-already": Words(_("%(name)s has these sheets already."), _("Nothing is to be done.")),
        "sheets-left": Words(
            _("%(count)s sheets are still blank, the first one %(sheet)s."),
            _("Use them, or collect them and declare them spoiled with the reason."),
        ),
    }
)
