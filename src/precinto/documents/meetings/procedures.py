# SPDX-License-Identifier: EUPL-1.2
"""Meetings, and papers brought back from them, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import forms as of_documents
from precinto.documents import losing
from precinto.documents.meetings import acts, forms, rules
from precinto.documents.meetings import words as words
from precinto.documents.meetings.models import Brought, Meeting
from precinto.documents.paper.rules import brought_by_a_station
from precinto.documents.receipts.acts import ask_signature
from precinto.documents.receiving import acts as received
from precinto.documents.receiving import forms as of_parcels
from precinto.documents.receiving import rules as of_received
from precinto.documents.rules import (
    difference_told,
    not_from_oneself,
    noted_by_a_clerk,
    sees_the_copy,
    sees_the_document,
)
from precinto.procedures.model import NEW, Procedure, Step, Told

KEEPERS = (Role.CLERK, Role.HEAD)
ORGANISER = (Role.CLERK, Role.SELF)
BY_A_STATION = [noted_by_a_clerk, brought_by_a_station]

MEET = Procedure("documents.meet", clause="1.1", title=_("Meetings"), case=Meeting,
    stages={"planned": _("Planned, to be approved"), "approved": pgettext_lazy("feminine", "Approved"),
            "held": _("Being held"), "ended": _("Over, papers to come back"), "closed": pgettext_lazy("feminine", "Closed"),
            "declined": pgettext_lazy("feminine", "Declined"), "cancelled": pgettext_lazy("feminine", "Cancelled")},
    ends=["closed", "declined", "cancelled"], told=Told("name"),
    steps=[
        Step("convene", _("Call a meeting"), by=Role.READER, leaves=NEW, enters="planned", acts_as="proposer", asks=forms.Convene,
             opens=acts.open_meeting, needs=[rules.days_ahead, rules.participants_named, rules.named_are_cleared],
             does=[acts.number_it, acts.write_list]),
        Step("invite", _("Put somebody on the list"), by=ORGANISER, leaves="planned", enters="", acts_as="proposer",
             asks=forms.Invite, needs=[rules.organiser_or_office, rules.not_invited_yet, rules.invited_is_cleared], does=[acts.invite]),
        Step("invite_guest", _("Put a guest on the list"), by=ORGANISER, leaves="planned", enters="", acts_as="proposer",
             asks=forms.InviteGuest, needs=[rules.organiser_or_office, rules.guest_certified], does=[acts.invite_guest]),
        Step("leave_out", pgettext_lazy("meeting", "Take off the list"), by=ORGANISER, leaves="planned", enters="", asks=forms.LeaveOut,
             needs=[rules.organiser_or_office, rules.takes_part, rules.has_no_papers], does=[acts.leave_out]),
        Step("plan_paper", _("Plan a copy for somebody"), by=ORGANISER, leaves="planned", enters="", acts_as="proposer",
             asks=forms.PlanPaper, needs=[rules.organiser_or_office, rules.held_here, rules.paper_registered, rules.paper_fits,
                    rules.takes_part, rules.reader_may_read, rules.not_planned_yet], does=[acts.plan_paper]),
        Step("drop_paper", _("Drop a copy from the plan"), by=ORGANISER, leaves=("planned", "approved"), enters="",
             asks=forms.DropPaper, needs=[rules.organiser_or_office, rules.planned], does=[acts.drop_paper]),
        Step("approve", _("Approve the meeting and its list"), by=(Role.LEADER, Role.SUPERIOR), leaves="planned",
             enters="approved", asks=of_documents.Consent, acts_as="approver",
             never_concerned=True, fresh=True, tone="approve",
             needs=[rules.list_complete, rules.papers_may_be_read, rules.papers_not_promised, rules.originators_consent],
             does=[acts.note_consent]),
        Step("decline", _("Decline the meeting"), by=(Role.LEADER, Role.SUPERIOR), leaves="planned", enters="declined",
             asks=of_documents.Reason, does=[acts.nothing_due], tone="stop"),
        Step("begin", _("Begin: who came"), by=Role.CLERK, leaves="approved", enters="held", asks=forms.Begin,
             acts_as="deliverer", rests_on={"approve": ""},
             needs=[rules.on_its_day, rules.devices_outside, rules.list_complete], does=[acts.note_who_came]),
        Step("give", _("Hand out a copy"), by=Role.CLERK, leaves="held", enters="", asks=forms.GivePaper,
             acts_as="deliverer", rests_on={"approve": ""},
             needs=[sees_the_copy, rules.to_be_given, rules.in_the_safe, *BY_A_STATION, rules.folios_given],
             does=[acts.give, ask_signature]),
        Step("collect", _("Collect a copy"), by=Role.CLERK, leaves=("held", "ended"), enters="", asks=forms.CollectPaper,
             needs=[sees_the_copy, rules.is_out, not_from_oneself, *BY_A_STATION, rules.place_high_enough, difference_told],
             does=[acts.collect, ask_signature]),
        Step("let_go", _("Let a copy be taken away, as a loan"), by=Role.CLERK, leaves=("held", "ended"), enters="",
             asks=forms.LetGo, needs=[sees_the_copy, rules.is_out, not_from_oneself, rules.place_high_enough,
                                             rules.loan_approved, difference_told], does=[acts.let_go, ask_signature]),
        Step("lose", _("Report a copy lost"), by=Role.CLERK, leaves=("held", "ended"), enters="", asks=forms.LosePaper,
             needs=[sees_the_copy, rules.is_out], does=[losing.mark_missing, acts.lost_at_it], tone="stop"),
        Step("end", _("The meeting is over"), by=ORGANISER, leaves="held", enters="ended",
             needs=[rules.organiser_or_office], does=[acts.end]),
        Step("close", _("Close the meeting"), by=Role.CLERK, leaves="ended", enters="closed",
             needs=[rules.nothing_out, rules.everything_surrendered], does=[acts.nothing_due]),
        Step("cancel", _("Call it off"), by=(*ORGANISER, Role.LEADER), leaves=("planned", "approved"), enters="cancelled",
             asks=of_documents.Reason, needs=[rules.organiser_or_office_or_leader], does=[acts.nothing_due], tone="stop"),
    ])  # fmt: skip

BRING_BACK = Procedure("documents.bring_back", clause="1.1", title=_("Papers brought from meetings"), case=Brought,
    stages={"expected": _("Expected from whoever was there"), "surrendered": _("Handed in, to be registered"),
            "differs": _("Finished with another count, to be confirmed"), "registered": pgettext_lazy("papers", "Registered"),
            "nothing": _("Nothing was brought")},
    ends=["registered", "nothing"], told=Told("name"),
    steps=[
        Step("expect", _("Say that papers were brought"), by=Role.READER, leaves=NEW, enters="expected",
             asks=forms.Expect, opens=acts.open_brought, needs=[rules.own_or_office, rules.back_already],
             does=[acts.number_brought]),
        Step("remind", _("Ask where they are"), by=KEEPERS, leaves="expected", enters="", asks=forms.Remind,
             does=[acts.note_answer]),
        Step("nothing", _("Nothing was brought"), by=(Role.SELF, Role.CLERK), leaves="expected", enters="nothing",
             asks=forms.Nothing, needs=[rules.none_announced], does=[acts.note_statement]),
        Step("excuse", _("Excuse what was announced"), by=(Role.LEADER, Role.HEAD), leaves="expected", enters="nothing",
             asks=of_documents.Reason, never_who=["expect"], never_concerned=True, does=[acts.note_excuse],
             awaited=False, fresh=True, tone="approve"),
        Step("surrender", _("Take them in at the counter"), by=Role.CLERK, leaves="expected", enters="surrendered",
             asks=forms.Surrender, never_concerned=True, needs=[of_received.place_high_enough], does=[acts.surrender],
             due="registration"),
        Step("take_in", _("Take in papers that nobody announced"), by=Role.CLERK, leaves=NEW, enters="surrendered",
             asks=forms.TakeIn, opens=acts.open_brought, never_concerned=True,
             needs=[rules.back_already, of_received.place_high_enough], does=[acts.number_brought, acts.surrender],
             due="registration"),
        Step("link", _("Link a document registered already"), by=Role.CLERK, leaves="surrendered", enters="",
             asks=of_parcels.Link,
             needs=[sees_the_document, of_received.registered_since, of_received.not_linked_yet], does=[received.enclose]),
        Step("conclude", _("Conclude what was not as it should be"), by=(Role.LEADER, Role.HEAD),
             leaves=("surrendered", "differs"), enters="", asks=of_documents.Conclude, never_who=["surrender", "take_in"],
             never_concerned=True,
             needs=[of_received.something_to_conclude], does=[received.conclude],
             awaited=of_received.TO_CONCLUDE, fresh=True, tone="approve"),
        Step("finish", _("All of it is registered"), by=Role.CLERK, leaves="surrendered", enters="registered",
             needs=[of_received.all_registered, of_received.deferred_confirmed, of_received.concluded],
             does=[acts.nothing_due]),
        Step("finish_otherwise", _("Finish with another count, and say why"), by=Role.CLERK, leaves="surrendered",
             enters="differs", asks=of_documents.Reason, needs=[of_received.deferred_confirmed], does=[received.say_why], tone="stop"),
        Step("confirm_otherwise", _("Confirm the other count"), by=(Role.LEADER, Role.HEAD), leaves="differs",
             enters="registered", asks=of_documents.Conclude, never_who=["surrender", "take_in", "finish_otherwise"],
             never_concerned=True, needs=[of_received.concluded], does=[received.decide, acts.nothing_due],
             fresh=True, tone="approve"),
        Step("reopen", _("Not yet: back to the clerk"), by=(Role.LEADER, Role.HEAD), leaves="differs", enters="surrendered",
             asks=of_documents.Reason, tone="stop"),
    ])  # fmt: skip
