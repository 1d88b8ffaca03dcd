# SPDX-License-Identifier: EUPL-1.2
"""The words of this room's refusals."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "wrong-password": Words(
            _("That account and password do not go together."), _("Try again, or ask for a new one.")
        ),
        "bad-token": Words(_("This key of the API is not valid, or not any more."), _("Issue a new one.")),
        "old-password-wrong": Words(_("That is not the password you have now."), _("Type it again.")),
        "password-used-before": Words(
            _("It is one of the last %(many)s passwords of this account."), _("Choose one that you have not had.")
        ),
        "sign-in-wait": Words(_("Too many wrong passwords."), _("Wait %(seconds)s seconds and try again.")),
        "reset-unconfirmed": Words(
            _("This password was given to you and nobody has confirmed it yet."),
            _("Go in person to the office: somebody other than whoever gave it confirms that it is yours."),
        ),
        "given-and-unconfirmed": Words(
            _("The password of this account was given by somebody, and nobody had confirmed it when it was stopped."),
            _(
                "Give a new first password: once another person has seen its owner and confirmed it, the account is open."
            ),
        ),
        "reset-by-you": Words(
            _("You gave this password: you know it."), _("Let another person see its owner and confirm it.")
        ),
        "account-exists": Words(_("This person has an account already."), _("Open it again or give a new password.")),
        "token-too-long": Words(
            _("A key lasts a year at most, and not less than today."), _("Choose another last day.")
        ),
        "pin-chosen-already": Words(_("There is a PIN already."), _("Change it on its own page.")),
        "pin-is-their-own": Words(
            _("%(name)s has an account."), _("Let them sign in and choose the PIN there, where nobody sees it.")
        ),
        "pin-digits": Words(_("A PIN is 6 to 12 digits."), _("Choose another.")),
        "pin-too-plain": Words(
            _("That PIN repeats digits or counts up or down."), _("Choose one that nobody would try first.")
        ),
        "pin-known": Words(
            _("That PIN is made of what others may know: a date of birth, a telephone, an identity number, a badge."),
            _("Choose one that has nothing to do with you."),
        ),
        "password.too-short": Words(
            _("It has %(is)s characters; at least %(least)s are needed."),
            _("A phrase of several words is easy to remember."),
        ),
        "password.too-long": Words(_("It may have %(most)s characters at most.")),
        "password.unprintable": Words(_("It has characters that cannot be typed.")),
        "password.common": Words(_("It is on the lists of common passwords.")),
        "password.guessable": Words(
            _("It would be guessed too soon."), _("Use several words that do not belong together.")
        ),
        "password.like-previous": Words(
            _("It is too near the one you have now."), _("Think of another, not of a variant.")
        ),
        "password.personal": Words(
            _("It is built on something of your own (%(datum)s)."),
            _("No names, dates, phones, numbers or units of yours, also not backwards or with digits for letters."),
        ),
    }
)
