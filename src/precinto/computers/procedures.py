# SPDX-License-Identifier: EUPL-1.2
"""Chapter 2 as tables, its first part: accounts and their passwords (2.2), and the register of media (2.4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Account, Pin, Role, Token
from precinto.computers import acts, forms
from precinto.computers import words as words
from precinto.computers.models import Medium
from precinto.documents import rules
from precinto.documents.receipts.acts import ask_signature
from precinto.procedures.model import NEW, Procedure, Step, Told

ACCOUNT = Procedure("computers.account", clause="2.2", title=_("Accounts"), case=Account,
    stages={"open": _("Open"), "reset": _("New password, to be confirmed"), "disabled": _("Stopped"),
            "closed": pgettext_lazy("feminine", "Closed")},
    ends=["closed"], told=Told("login", due=False, rests=("open", "disabled")),
    steps=[
        Step("open", _("Open an account"), by=(Role.HEAD, Role.SYSTEM), leaves=NEW, enters="open",
             asks=forms.OpenAccount, opens=acts.open_account, needs=[acts.no_account_yet]),
        Step("change_password", _("Change my password"), by=Role.SELF, leaves="open", enters="open",
             asks=forms.ChangePassword, needs=[acts.may_guess, acts.knows_the_old_one, acts.not_a_former_one],
             does=[acts.change_password], before_password=True),
        # Whoever gives a password knows it, and could sign in with it: until a second person has seen its owner, nobody does.
        Step("reset_password", _("Give a new first password"), by=(Role.HEAD, Role.SYSTEM),
             leaves=("open", "reset", "disabled"), enters="reset", asks=forms.ResetPassword, never_concerned=True,
             fresh=True, does=[acts.reset_password]),
        Step("confirm_reset", _("Confirm that its owner has it"), by=(Role.CLERK, Role.HEAD, Role.SECURITY),
             leaves="reset", enters="open", asks=forms.OwnerSeen, never_concerned=True, fresh=True,
             needs=[acts.reset_by_another]),
        Step("disable", _("Stop the account"), by=(Role.HEAD, Role.SYSTEM), leaves=("open", "reset"), enters="disabled",
             asks=forms.Reason, never_concerned=True, does=[acts.end_sessions], tone="stop"),
        Step("enable", _("Open the account again"), by=(Role.HEAD, Role.SYSTEM), leaves="disabled", enters="open",
             asks=forms.Reason, never_concerned=True, needs=[acts.password_is_theirs]),
        Step("sign_in", _("Sign in"), by=Role.SELF, leaves="open", enters="open", asks=forms.SignIn,
             needs=[acts.person_active, acts.may_guess, acts.right_password], before_password=True),
        Step("sign_out", _("Sign out"), by=Role.SELF, leaves="open", enters="open", before_password=True),
    ])  # fmt: skip

TOKEN = Procedure("computers.token", clause="2.2", title=_("Keys of the API"), case=Token,
    stages={"live": _("Live"), "revoked": _("Revoked")}, ends=["revoked"],
    steps=[
        Step("issue", _("Issue a key"), by=Role.READER, leaves=NEW, enters="live", asks=forms.NewToken,
             opens=acts.open_token, needs=[acts.within_a_year], fresh=True),
        Step("revoke", _("Revoke the key"), by=(Role.SELF, Role.SYSTEM, Role.HEAD), leaves="live", enters="revoked",
             tone="stop"),
    ])  # fmt: skip

PIN = Procedure("computers.pin", clause="2.2", title=_("PINs for receipts"), case=Pin,
    stages={"set": pgettext_lazy("pin", "Set")},
    steps=[
        Step("choose", _("Choose my PIN"), by=Role.READER, leaves=NEW, enters="set", asks=forms.ChoosePin,
             opens=acts.open_pin, needs=[acts.one_pin, acts.pin_may_be], fresh=True),
        Step("give", _("Let somebody without an account choose a PIN"), by=Role.CLERK, leaves=NEW, enters="set",
             asks=forms.ChoosePinAtTheCounter, opens=acts.open_pin_of,
             needs=[acts.has_no_account, acts.one_pin, acts.pin_may_be], fresh=True),
        Step("change", _("Change my PIN"), by=Role.SELF, leaves="set", enters="set", asks=forms.ChoosePin,
             needs=[acts.pin_may_be], does=[acts.change_pin], fresh=True),
        Step("renew", _("Let them choose it again at the counter"), by=Role.CLERK, leaves="set", enters="set",
             asks=forms.ChoosePin, never_concerned=True, needs=[acts.has_no_account, acts.pin_may_be],
             does=[acts.change_pin], fresh=True),
    ])  # fmt: skip

MEDIUM = Procedure("computers.medium", clause="2.4", title=_("Storage media"), case=Medium,
    stages={"kept": _("In the safe"), "out": _("In somebody's hands")},
    steps=[
        Step("register", _("Register a medium"), by=Role.CLERK, leaves=NEW, enters="kept", asks=forms.NewMedium,
             opens=acts.open_medium, does=[acts.bring_medium]),
        Step("hand_over", _("Hand over the medium"), by=Role.CLERK, leaves="kept", enters="out", asks=forms.GiveMedium,
             needs=[acts.medium_not_to_oneself, rules.noted_by_a_clerk, acts.medium_not_promised, acts.cleared_for_medium],
             does=[acts.give_medium, ask_signature]),
        Step("take_back", _("Take the medium back"), by=Role.CLERK, leaves="out", enters="kept", asks=forms.TakeMedium,
             needs=[rules.not_from_oneself, rules.noted_by_a_clerk], does=[acts.take_medium, ask_signature]),
    ])  # fmt: skip
