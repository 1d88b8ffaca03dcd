# SPDX-License-Identifier: EUPL-1.2
"""The refusals of receipts."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures import refusals
from precinto.procedures.refusals import Words

refusals.register(
    {
        "not-of-this-person": Words(
            _("Not all of this passed between the office and %(name)s."), _("Open a receipt for each person.")
        ),
        "on-a-receipt-already": Words(
            _("Some of this stands on receipt %(case)s already."),
            _("Have that one signed; one that was refused, the head or the leader looks into."),
        ),
        "receipt-unsigned": Words(
            _("%(name)s has not signed for what was handed over or given back: receipt %(case)s."),
            _("Have it signed: with the PIN, by hand, from their own session or on the printed receipt."),
        ),
        "receipt-declined": Words(
            _("%(name)s refused to sign receipt %(case)s, and nobody has looked into why."),
            _("The head of the service or the leader looks into it; then go on."),
        ),
        "receipt-changed": Words(
            _("Something was undone since this receipt was shown: it says more now."),
            _("Look at it as it stands, and sign then."),
        ),
        "sign-one-way": Words(
            _("Nothing was signed with, or two things at once."), _("Give the PIN, or sign by hand.")
        ),
        "no-pin": Words(
            _("%(name)s has no PIN."), _("Let them sign by hand or on paper; they set a PIN on their own page.")
        ),
        "pin-set-by-you": Words(
            _("You set the PIN of %(name)s, so you take no signature with it."),
            _("Let another clerk take it, or let them sign by hand."),
        ),
        "pin-wait": Words(_("Too many wrong PINs: %(seconds)s seconds to wait."), _("Wait, or sign by hand.")),
        "wrong-pin": Words(_("That is not their PIN."), _("Let them write it again, or sign by hand.")),
    }
)
