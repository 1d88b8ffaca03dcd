# SPDX-License-Identifier: EUPL-1.2
"""The words of what only this door refuses."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "change-password-first": Words(
            _("The password of this account must be changed before anything else."),
            _("Change it first: precinto do computers.account.change_password --as LOGIN --case ACCOUNT."),
        ),
        "export-folder-used": Words(
            _("There is something in “%(folder)s” already."), _("Name a folder that is empty or not there yet.")
        ),
    },
    instead=True,
)
