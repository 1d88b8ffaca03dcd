# SPDX-License-Identifier: EUPL-1.2
"""Clause 4.6 as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.despatch import acts, arriving, bundled, catalogue, forms, rules
from precinto.despatch import words as words
from precinto.despatch.models import Channel, Correspondent, Despatch, Incident, Incoming, KeyCard
from precinto.despatch.queries import ENDS
from precinto.documents import losing
from precinto.documents.rules import sees_the_copy
from precinto.procedures.model import NEW, Procedure, Step, Told

KEEPERS = (Role.CLERK, Role.HEAD)

CHANNEL = Procedure("despatch.channel", clause="4.6", title=_("Channels"), case=Channel,
    stages={"proposed": _("Proposed"), "in_use": _("In use"), "declined": _("Declined"), "retired": _("Retired")},
    ends=["declined", "retired"], told=Told("code", due=False, rests=("in_use",)),
    steps=[
        Step("propose", _("Propose a channel"), by=(*KEEPERS, Role.SECURITY), leaves=NEW, enters="proposed", acts_as="proposer",
             asks=forms.NewChannel, opens=acts.open_channel,
             needs=[catalogue.a_kind_that_there_is, catalogue.channel_code_free, catalogue.scheme_allows_channel]),
        Step("approve", _("Approve the channel"), by=Role.LEADER, leaves="proposed", enters="in_use",
             acts_as="approver", fresh=True, tone="approve", needs=[catalogue.named_as_a_channel, catalogue.scheme_still_allows]),
        Step("decline", _("Decline"), by=Role.LEADER, leaves="proposed", enters="declined", asks=forms.Reason,
             acts_as="approver", tone="stop"),
        Step("retire", _("Take the channel out of use"), by=(Role.LEADER, Role.HEAD), leaves=("proposed", "in_use"),
             enters="retired", asks=forms.Reason, tone="stop"),
    ])  # fmt: skip

CORRESPONDENT = Procedure("despatch.correspondent", clause="4.6", title=_("Other bodies"), case=Correspondent,
    stages={"in_use": _("On paper only"), "keyed": _("Keys brought, not compared yet"),
            "trusted": _("Keys compared"), "closed": pgettext_lazy("masculine", "Closed")}, ends=["closed"],
    told=Told("code", due=False, rests=("in_use", "trusted")),
    steps=[
        Step("register", _("Register a body"), by=KEEPERS, leaves=NEW, enters="in_use", asks=forms.NewCorrespondent,
             opens=acts.open_correspondent, needs=[catalogue.correspondent_code_free], does=[acts.make_its_place]),
        Step("bring_keys", _("Bring its card of keys"), by=KEEPERS, leaves=("in_use", "keyed", "trusted"),
             enters="keyed", asks=forms.Keys, needs=[catalogue.card_of_another], does=[acts.keep_card]),
        Step("compare", _("Compare the fingerprint"), by=KEEPERS, leaves="keyed", enters="trusted", asks=forms.Compare,
             never_who=["bring_keys"], needs=[catalogue.fingerprints_agree], fresh=True, tone="approve"),
        Step("distrust", _("Trust its keys no more"), by=(*KEEPERS, Role.SECURITY), leaves=("keyed", "trusted"),
             enters="in_use", asks=forms.Reason, does=[acts.drop_card], tone="stop"),
        Step("close", _("Close the entry"), by=Role.HEAD, leaves=("in_use", "keyed", "trusted"), enters="closed",
             asks=forms.Reason, needs=[catalogue.nothing_under_way], does=[acts.drop_card], tone="stop"),
    ])  # fmt: skip

KEYS = Procedure("despatch.keys", clause="4.6", title=_("Keys of the office"), case=KeyCard,
    stages={"in_force": _("In force"), "retired": _("Retired")}, ends=["retired"],
    steps=[
        Step("make", _("Make the keys for bundles"), by=(Role.HEAD, Role.SECURITY), leaves=NEW, enters="in_force",
             opens=acts.open_card, needs=[catalogue.no_card_yet], fresh=True),
        Step("retire", _("Retire the keys"), by=(Role.HEAD, Role.SECURITY), leaves="in_force", enters="retired",
             asks=forms.Reason, fresh=True, tone="stop"),
    ])  # fmt: skip

READY = [rules.sees_lines, rules.registered, rules.body_may_receive, rules.channel_serves, rules.all_in_the_safe,
         rules.promised_to_nobody, rules.free_to_go]  # fmt: skip

DESPATCH = Procedure("despatch.despatch", clause="4.6", title=_("Despatches"), case=Despatch,
    stages={"prepared": _("Prepared"), "approved": pgettext_lazy("despatch", "Approved"),
            "packed": _("Packed"), "sealed": _("Sealed"), "sent": _("Sent, receipt awaited"),
            "claimed": _("Receipt claimed"), "received": _("Received there"), "closed": pgettext_lazy("masculine", "Closed"),
            "returned": _("Came back"), "lost": _("Lost in transit"), "declined": _("Declined"), "cancelled": _("Given up")},
    ends=ENDS, told=Told("correspondent__code"),
    steps=[
        Step("prepare", _("Prepare a despatch"), by=Role.CLERK, leaves=NEW, enters="prepared", acts_as="proposer", asks=forms.Prepare,
             opens=acts.open_despatch, locks=lambda case, facts: [copy.thing_id for copy in facts.copies],
             needs=[rules.something_to_send, *READY], does=[acts.make_lines]),
        Step("approve", _("Approve the despatch"), by=Role.LEADER, leaves="prepared", enters="approved",
             asks=forms.Approve, acts_as="approver", needs=[rules.permit_for_abroad], does=[acts.keep_permit],
             fresh=True, tone="approve"),
        Step("decline", _("Decline"), by=Role.LEADER, leaves=("prepared", "approved"), enters="declined",
             asks=forms.Reason, acts_as="approver", tone="stop"),
        Step("pack", _("Pack into the envelope"), by=Role.CLERK, leaves=("prepared", "approved"), enters="packed",
             asks=forms.Pack, acts_as="deliverer",
             needs=[*READY, rules.approved_where_asked, rules.each_counted, rules.count_agrees, rules.double_cover], does=[acts.pack]),
        Step("seal", _("Seal the envelope"), by=Role.CLERK, leaves="packed", enters="sealed", asks=forms.Seal,
             acts_as="deliverer", needs=[rules.sees_lines, rules.envelope_is_here, rules.all_in_the_envelope,
                    rules.packer_does_not_seal, rules.seals_not_used],
             does=[acts.seal]),
        Step("send", _("Send"), by=Role.CLERK, leaves="sealed", enters="sent", asks=forms.Send, acts_as="deliverer",
             needs=[rules.sees_lines, rules.envelope_is_here, rules.all_in_the_envelope, rules.approved_where_asked,
                    rules.body_may_receive, rules.channel_serves, rules.free_to_go, rules.book_of_what_goes_out],
             does=[acts.send], due="receipt-suspense"),
        Step("cancel", _("Give it up"), by=Role.CLERK, leaves=("prepared", "approved"), enters="cancelled",
             asks=forms.Reason, needs=[rules.sees_lines], tone="stop"),
        Step("unpack", _("Open the envelope again and give it up"), by=Role.CLERK, leaves=("packed", "sealed"),
             enters="cancelled", asks=forms.GoBack,
             needs=[rules.sees_lines, rules.each_counted, rules.total_agrees, rules.counted_where_it_lies],
             does=[acts.take_out], tone="stop"),
        Step("bundle", _("Write the bundle"), by=Role.CLERK, leaves=("sent", "claimed"), enters="", asks=forms.Written,
             needs=[rules.sees_lines, rules.has_keys, rules.keys_compared], does=[bundled.remember_shown]),
        Step("receive", _("Enter the receipt that came back"), by=Role.CLERK, leaves=("sent", "claimed"),
             enters="received", asks=forms.ReceiptBack,
             needs=[rules.sees_lines, rules.not_received_before_sent, rules.not_received_in_the_future,
                    rules.missing_are_of_it], does=[acts.arrive_there]),
        Step("receive_bundle", _("Open the receipt that came as a bundle"), by=Role.CLERK, leaves=("sent", "claimed"),
             enters="received", asks=forms.Brought, needs=[rules.sees_lines, rules.answers_this_despatch],
             does=[bundled.remember, acts.arrive_by_bundle]),
        Step("claim", _("Claim the receipt"), by=Role.CLERK, leaves="sent", enters="claimed",
             needs=[rules.receipt_is_late], due="tracer-answer"),
        Step("lose", _("Report it lost: an incident"), by=KEEPERS, leaves=("sent", "claimed"), enters="lost", asks=forms.Lose,
             needs=[rules.loss_is_known], does=[acts.lose], tone="stop"),
        Step("come_back", _("Take in what came back undelivered"), by=Role.CLERK, leaves=("sent", "claimed"),
             enters="returned", asks=forms.GoBack, needs=[rules.sees_lines, rules.each_counted, rules.total_agrees], does=[acts.come_back]),
        Step("close", _("Close the despatch"), by=KEEPERS, leaves="received", enters="closed",
             needs=[rules.no_open_incident]),
    ])  # fmt: skip

INCIDENT = Procedure("despatch.incident", clause="4.6", title=_("Lost in transit"), case=Incident,
    stages={"open": pgettext_lazy("masculine", "Open"), "found": _("Found, to be concluded"),
            "not_found": _("Concluded without having found it"), "concluded": pgettext_lazy("masculine", "Concluded")},
    ends=["concluded"], told=Told("despatch__correspondent__code", rests=("not_found",)),
    steps=[
        Step("report", _("Enter the written report to the authority"), by=(*KEEPERS, Role.LEADER), leaves=("open", "found"),
             enters="", asks=forms.Reported, clause="4.8", needs=[rules.not_reported_yet], does=[acts.note_report]),
        losing.found_step(by=KEEPERS, leaves=("open", "found", "not_found"), enters="found", asks=forms.FoundCopy,
                          first=[sees_the_copy, losing.still_missing]),
        Step("arrived", _("It arrived there after all"), by=KEEPERS, leaves=("open", "found", "not_found"), enters="found",
             asks=forms.ArrivedLate, never_concerned=True,
             needs=[losing.something_missing, rules.sees_what_is_missing, losing.not_by_who_lost_it, rules.arrived_after_it_was_sent,
                    rules.some_of_it_arrived],
             does=[acts.arrive_late]),
        Step("conclude", _("Conclude the incident"), by=(Role.LEADER, Role.HEAD), leaves=("open", "found"),
             enters="concluded", asks=forms.Conclude, never_who=["found", "arrived"],
             needs=[rules.not_by_who_sent, losing.nothing_missing], does=[acts.conclude], fresh=True, tone="approve"),
        Step("give_up", _("Conclude without having found it"), by=(Role.LEADER, Role.HEAD), leaves=("open", "found"),
             enters="not_found", asks=forms.Conclude, clause="4.8", fresh=True,
             needs=[rules.not_by_who_sent, losing.something_missing], does=[losing.no_longer_sought, acts.conclude],
             tone="stop"),
    ])  # fmt: skip

INCOMING = Procedure("despatch.incoming", clause="4.6", title=_("Announced by another office"), case=Incoming,
    stages={"announced": _("Announced"), "arrived": _("Arrived, to be registered"), "accepted": _("Accepted"),
            "acknowledged": _("Receipt written"), "closed": pgettext_lazy("masculine", "Closed"),
            "never_came": _("Did not arrive")}, ends=["closed", "never_came"], told=Told("number"),
    steps=[
        Step("open", _("Open a bundle"), by=Role.CLERK, leaves=NEW, enters="announced", asks=forms.Brought,
             opens=bundled.open_incoming, needs=[arriving.opener_cleared], does=[bundled.keep_lines, bundled.remember],
             due="announced-arrival"),
        Step("arrive", _("Take in the envelope"), by=Role.CLERK, leaves="announced", enters="arrived",
             asks=forms.Arrive, needs=[arriving.arrived_as_announced, arriving.place_for_it], does=[bundled.arrive],
             due="registration"),
        Step("enter", _("Say under which number a line was registered"), by=Role.CLERK, leaves="arrived", enters="",
             asks=forms.Enter, needs=[arriving.line_has_no_number, arriving.document_not_entered, arriving.out_of_its_envelope,
                    arriving.document_is_that_line], does=[bundled.enter_line]),
        Step("take_off", _("Take a number off a line again"), by=Role.CLERK, leaves="arrived", enters="", asks=forms.TakeOff,
             needs=[arriving.line_has_a_number], does=[bundled.take_off], tone="stop"),
        Step("miss", _("A line is not in the envelope"), by=Role.CLERK, leaves="arrived", enters="", asks=forms.NotInIt,
             needs=[arriving.line_is_open], does=[bundled.miss_line], tone="stop"),
        Step("accept", _("Accept what came"), by=Role.CLERK, leaves="arrived", enters="accepted",
             needs=[arriving.every_line_settled, arriving.envelope_done_with], does=[bundled.accept], due="receipt-suspense"),
        Step("receipt", _("Write the receipt"), by=Role.CLERK, leaves=("accepted", "acknowledged"),
             enters="acknowledged", asks=forms.Written,
             needs=[arriving.finding_concluded, rules.has_keys, rules.keys_compared], does=[bundled.remember_shown, bundled.receipt_goes]),
        Step("close", _("Close"), by=KEEPERS, leaves="acknowledged", enters="closed"),
        Step("give_up", _("It did not arrive"), by=Role.HEAD, leaves=("announced", "arrived"),
             enters="never_came", asks=forms.Reason, needs=[arriving.announced_is_late], does=[bundled.given_up], tone="stop"),
    ])  # fmt: skip
