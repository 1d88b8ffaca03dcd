# SPDX-License-Identifier: EUPL-1.2
"""Clause 1.5 as a table. Read a row as: who, from where to where, what must hold, what it does.

Who asks does not approve, who approves neither makes nor receives, and nobody is their own witness.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import forms as ours
from precinto.documents.copying import acts, forms, queries, rules
from precinto.documents.copying import words as words
from precinto.documents.copying.models import Reproduction
from precinto.procedures.model import NEW, Procedure, Step, Told

STILL = [rules.sources_registered, rules.copying_allowed]

COPY = Procedure("documents.copy", clause="1.5", title=_("Copy, extract, translate"), case=Reproduction,
    stages={"asked": pgettext_lazy("feminine", "Asked"), "approved": pgettext_lazy("feminine", "Approved"),
            "making": _("Being made"), "made": _("Made, surplus to be destroyed"),
            "closed": pgettext_lazy("feminine", "Closed"), "declined": pgettext_lazy("feminine", "Declined"),
            "withdrawn": pgettext_lazy("feminine", "Withdrawn")},
    ends=["closed", "declined", "withdrawn"], told=Told("name", "document_id"),
    steps=[
        Step("request", _("Ask for copies"), by=Role.READER, leaves=NEW, enters="asked", acts_as="requester", asks=forms.Ask,
             opens=acts.open_reproduction, locks=lambda case, facts: [copy.thing_id for copy in facts.sources],
             needs=[rules.sees_the_sources, rules.sources_fit, rules.copied_whole, *STILL, rules.can_be_joined, rules.recipients_fit],
             does=[acts.name_it, acts.note_sources]),
        Step("approve", _("Authorise the copies"), by=(Role.LEADER, Role.CLERK), leaves="asked", enters="approved",
             asks=forms.Approve, acts_as="approver", never_concerned=True, fresh=True, due="approval-copy",
             tone="approve",
             needs=[rules.leader_decides, *STILL, rules.copied_whole, rules.not_for_the_approver, rules.not_more_than_asked,
                    rules.originator_agrees], does=[acts.authorise]),
        Step("decline", _("Decline the copies"), by=Role.LEADER, leaves="asked", enters="declined", asks=ours.Reason,
             acts_as="approver", tone="stop"),
        Step("withdraw", _("Withdraw the request"), by=(Role.SELF, Role.CLERK), leaves=("asked", "approved"),
             enters="withdrawn", does=[acts.no_longer_due], tone="stop"),
        Step("make", _("Enter the copies made"), by=Role.CLERK, leaves=("approved", "making"), enters="making",
             asks=forms.Make, acts_as="executor", rests_on={"approve": "approval-copy"},
             needs=[rules.sees_the_sources, *STILL, rules.can_be_joined, rules.maker_cleared, rules.sources_in_the_safe,
                    rules.operator_apart, rules.within_the_authorised, rules.sheets_add_up, rules.copied_whole,
                    rules.place_high_enough, rules.label_taken_over, rules.scope_not_wider],
             does=[acts.bear_document, acts.make_copies]),
        Step("exceed", _("Report sheets beyond those authorised"), by=Role.CLERK, leaves=("approved", "making", "made"),
             enters="", asks=forms.ReportExcess, needs=[rules.sees_the_sources, rules.place_high_enough],
             does=[acts.note_excess], tone="stop"),
        Step("conclude", _("Conclude on the excess"), by=(Role.LEADER, Role.HEAD), leaves=("approved", "making", "made"),
             enters="", asks=ours.Conclude, never_who=["exceed", "make"], never_concerned=True,
             locks=rules.missing_sheets, needs=[rules.excess_open],
             does=[acts.conclude_excess], awaited=queries.TO_CONCLUDE, fresh=True, tone="approve"),
        Step("finish", _("Finish, and say whose each copy is"), by=Role.CLERK, leaves="making", enters="made",
             acts_as="executor", due="surplus-copies", needs=[rules.sees_the_sources], does=[acts.share_out]),
        Step("close", _("Close the reproduction"), by=Role.CLERK, leaves="made", enters="closed",
             needs=[rules.sees_the_sources, rules.excess_concluded, rules.surplus_destroyed], does=[acts.no_longer_due]),
    ])  # fmt: skip
