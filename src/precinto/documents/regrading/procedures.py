# SPDX-License-Identifier: EUPL-1.2
"""A change of classification as a table. Read a row as: who, from where to where, what must hold, what it does.

The originator decides; the head records it, the leader confirms that it is what was ordered, and neither of the two can do both.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import forms as ours
from precinto.documents.receipts.rules import signed_for
from precinto.documents.regrading import acts, forms, queries, rules
from precinto.documents.regrading import words as words
from precinto.documents.regrading.models import Regrading
from precinto.procedures.model import NEW, Procedure, Step, Told

OFFICE = (Role.CLERK, Role.HEAD)

REGRADE = Procedure("documents.regrade", clause="1.5", title=_("Change of classification"), case=Regrading,
    stages={"listing": _("Being listed"), "recorded": _("Recorded, to be confirmed"),
            "confirmed": _("Confirmed, to be put into effect"), "marking": _("In effect, copies to be marked anew"),
            "closed": _("Closed, every copy marked"), "declined": pgettext_lazy("masculine", "Sent back"),
            "withdrawn": pgettext_lazy("masculine", "Withdrawn")},
    ends=["closed", "declined", "withdrawn"], told=Told("name", "document_id"),
    steps=[
        Step("order", _("Record an order to regrade or declassify"), by=Role.HEAD, leaves=NEW, enters="recorded", acts_as="requester",
             asks=forms.Order, opens=acts.open_order,
             locks=lambda case, facts: [key for document in facts.documents for key in document.things()],
             needs=[rules.all_registered, rules.one_scheme, rules.label_fits, rules.something_changes, rules.not_being_decided,
                    rules.order_is_dated, rules.cleared_for_the_new], does=[acts.name_it, acts.note_documents]),
        Step("list_terms", _("List all whose term runs out"), by=Role.HEAD, leaves=NEW, enters="listing", acts_as="requester",
             asks=forms.ListTerms, opens=acts.open_list, needs=[rules.somebody_runs_out],
             does=[acts.name_it, acts.list_some]),
        Step("list_more", _("Go on listing"), by=Role.HEAD, leaves="listing", enters="listing", acts_as="requester",
             needs=[rules.list_lacks], does=[acts.list_some]),
        Step("leave_out", _("Leave a document out"), by=Role.HEAD, leaves=("listing", "recorded", "confirmed", "marking"), enters="",
             asks=forms.LeaveOut, needs=[rules.on_the_list], does=[acts.leave_out], tone="stop"),
        Step("propose", _("Propose the list"), by=Role.HEAD, leaves="listing", enters="recorded", acts_as="requester",
             needs=[rules.list_is_whole]),
        Step("confirm", _("Confirm the decision"), by=Role.LEADER, leaves="recorded", enters="confirmed",
             acts_as="approver", fresh=True, tone="approve"),
        Step("decline", _("Send back what does not say what was ordered"), by=Role.LEADER, leaves="recorded",
             enters="declined", asks=ours.Reason, acts_as="approver", tone="stop"),
        Step("withdraw", _("Withdraw it"), by=Role.HEAD, leaves=("listing", "recorded", "confirmed"), enters="withdrawn",
             asks=ours.Reason, tone="stop"),
        Step("apply", _("Put it into effect"), by=OFFICE, leaves=("confirmed", "marking"), enters="marking",
             asks=forms.Apply, acts_as="executor", rests_on={"confirm": ""}, due="remarking",
             locks=lambda case, facts: queries.things_of_next(case),
             needs=[rules.lines_seen, rules.something_left, rules.still_registered, rules.term_is_over,
                    rules.cleared_for_the_new, rules.places_high_enough], does=[acts.put_into_effect]),
        Step("remark", _("Mark copies anew"), by=OFFICE, leaves="marking", enters="marking", asks=forms.Remark,
             locks=lambda case, facts: [copy.thing_id for copy in facts.copies],
             needs=[rules.of_this_case, rules.signed_for], does=[acts.note_marks, acts.ask_holder]),
        Step("excuse", _("Excuse a copy out of reach"), by=Role.HEAD, leaves="marking", enters="marking",
             asks=forms.Excuse, needs=[rules.of_this_case, rules.out_of_reach], does=[acts.excuse], tone="stop"),
        Step("close", _("Close the change"), by=OFFICE, leaves="marking", enters="closed",
             needs=[rules.all_in_effect, rules.all_marked, rules.nothing_recalled, signed_for], does=[acts.no_longer_due]),
    ])  # fmt: skip
