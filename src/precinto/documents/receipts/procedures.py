# SPDX-License-Identifier: EUPL-1.2
"""Signing for what passed, as a table. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.documents.receipts import acts, forms, rules
from precinto.documents.receipts import words as words
from precinto.documents.receipts.models import Receipt
from precinto.procedures.model import NEW, Procedure, Step, Told

CLERK = Role.CLERK

RECEIPT = Procedure("documents.receipt", clause="1.4", title=_("Receipts"), case=Receipt,
    stages={"unsigned": _("To be signed"), "signed": _("Signed"), "declined": _("Signature refused"),
            "explained": _("Refused, and looked into")},
    ends=["signed", "explained"], told=Told("person__code"),
    steps=[
        Step("open", _("Open a receipt"), by=CLERK, leaves=NEW, enters="unsigned", asks=forms.OpenReceipt,
             opens=acts.open_receipt, needs=[rules.passed_between_us, rules.on_no_other, rules.at_the_counter],
             does=[acts.write_lines], due=acts.TERM),
        Step("sign", _("Sign"), by=(CLERK, Role.SELF), leaves="unsigned", enters="signed", asks=forms.Sign,
             needs=[rules.as_it_was_shown, rules.signed_by_themselves], does=[acts.note_signature], tone="approve"),
        Step("paper", _("Signed on paper"), by=CLERK, leaves="unsigned", enters="signed", asks=forms.SignOnPaper,
             needs=[rules.at_the_counter], does=[acts.note_paper]),
        Step("decline", _("Refuse to sign"), by=(CLERK, Role.SELF), leaves="unsigned", enters="declined",
             asks=forms.Reason, does=[acts.note_refusal], tone="stop"),
        Step("explain", _("Look into the refusal"), by=(Role.HEAD, Role.LEADER), leaves="declined", enters="explained",
             asks=forms.Reason, never_concerned=True, does=[acts.note_answer]),
    ])  # fmt: skip
