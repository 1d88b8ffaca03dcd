# SPDX-License-Identifier: EUPL-1.2
"""The words of what only this door refuses."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "books-busy": Words(_("The books are busy or cannot be reached."), _("Nothing was done. Try again shortly.")),
        "books-broken": Words(_("The books do not add up."), _("Nothing was done. Call the inspector.")),
        "key-does-not-fit": Words(
            _("A classified subject is encrypted in the books and does not open with the key of this installation."),
            _("Tell whoever runs the system to put keys/office.key back from its backup."),
        ),
        "key-missing": Words(
            _("A key or the settings file of this installation is missing or spoilt."),
            _(
                "Nothing was done. Tell whoever runs the system: the log says which file, and the backup of the keys has it."
            ),
        ),
        "program-failed": Words(
            _("The program failed. Nothing was half done: an act is in the books whole, or not at all."),
            _(
                "Send it again with the same Idempotency-Key: what was done is not done twice. The log says what failed."
            ),
        ),
        "no-such-address": Words(_("There is nothing at this address."), _("Look at /api/v1/docs.")),
    }
)
NEEDS_INTENT = _("A header Idempotency-Key of 1 to 80 characters is needed: the same key never does the step twice.")
NOT_JSON = _("The body must be a JSON object with “facts” and, for a step on a case, “case”.")
NOT_A_NUMBER = _("The case is a whole number.")
NOT_A_FACT = _("A fact is text, a whole number, yes or no, or a list of texts.")
