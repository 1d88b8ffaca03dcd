# SPDX-License-Identifier: EUPL-1.2
"""The words of this room's refusals."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "code-taken": Words(_("The code %(code)s is taken."), _("Choose another.")),
        "still-holding": Words(
            _("This person still holds: %(codes)s."), _("Take everything back at the counter; then they may leave.")
        ),
        "absence-of-another": Words(
            _("One announces one's own absence; the head announces anybody's."),
            _("Leave the person out, or ask the head."),
        ),
        "absence-known": Words(
            _("An absence on those days is announced already (case %(case)s)."),
            _("Change its days, or cancel it; one that has begun ends when its person is back."),
        ),
        "absence-still-holding": Words(
            _("Nobody goes for so long with papers in hand: %(codes)s."), _("Give them back at the counter first.")
        ),
        "absence-not-begun": Words(_("The absence has not begun yet."), _("Cancel it, or change its days.")),
        "administrators-apart": Words(
            _(
                "The system, security and audit administrators are three persons, and none is of the office's chain (%(roles)s)."
            ),
            _("Choose another person; or end the other post or delegation first."),
        ),
        "delegate-own-role": Words(
            _("You do not hold the role “%(role)s” yourself today."), _("Only its holder can delegate it.")
        ),
        "delegate-to-another": Words(_("A delegation goes to another person."), _("Write somebody else's badge.")),
        "delegation-too-long": Words(
            _("A delegation lasts %(days)s days at most."), _("Choose an earlier last day; it can be given again.")
        ),
    }
)
