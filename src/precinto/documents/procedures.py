# SPDX-License-Identifier: EUPL-1.2
"""Chapter 1 as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import acts, forms, losing, reminding, rules, undoing
from precinto.documents import words as words
from precinto.documents.models import LOAN_ENDS, Discrepancy, Document, Extension, Loan, Round, ScopeGrant
from precinto.documents.paper import acts as paper
from precinto.documents.paper import rules as on_paper
from precinto.documents.receipts.acts import ask_signature
from precinto.documents.receipts.rules import signed_for
from precinto.documents.receiving import acts as receiving
from precinto.documents.receiving import rules as received
from precinto.procedures.model import NEW, Procedure, Step, Told

REGISTERING = [
    rules.clerk_cleared,
    rules.caveats_fit,
    rules.place_high_enough,
    rules.not_adding_oneself,
    rules.next_number,
    received.from_its_envelope,
    received.envelope_open,
    received.book_open,
]
PAPER = [on_paper.brought_by_a_station, on_paper.sheet_reserved, on_paper.in_its_order]
CLAIMING = [reminding.is_late, reminding.its_turn, reminding.somebody_is_there]
UNDOING = [
    rules.sees_it,
    undoing.something_done,
    undoing.by_whoever_did_it,
    undoing.in_time,
    undoing.not_signed_for,
    undoing.nothing_followed,
    undoing.promised_to_nobody_else,
    undoing.reader_may_have_it,
    undoing.nothing_lent_on_it,
]
REGISTERED = [acts.number_it, acts.make_copies, acts.set_scope, receiving.note_envelope]

REGISTER = Procedure("documents.register", clause="1.1", title=_("Register"), case=Document,
    stages={"deferred": _("Written from paper, to be confirmed"), "registered": _("Registered"),
            "verified": _("Registered and checked"), "annulled": _("Annulled")}, ends=["annulled"],
    steps=[
        Step("register", _("Register a document"), by=Role.CLERK, leaves=NEW, enters="registered", asks=forms.Register,
             opens=acts.open_document, needs=REGISTERING, does=REGISTERED),
        Step("register_deferred", _("Enter a paper day's document"), by=Role.CLERK, leaves=NEW, enters="deferred",
             asks=forms.RegisterDeferred, opens=acts.open_document, needs=[*REGISTERING, on_paper.sheet_reserved],
             does=[*REGISTERED, paper.use_sheet]),
        Step("confirm", _("Confirm against the paper"), by=(Role.CLERK, Role.HEAD), leaves="deferred",
             enters="registered", never_who=["register_deferred"], excusable=True, needs=[rules.sees_it]),
        Step("verify", _("Check what was received"), by=(Role.CLERK, Role.HEAD), leaves="registered", enters="verified",
             never_who=["register", "register_deferred"], excusable=True, needs=[rules.sees_it, received.not_the_opener]),
        Step("correct", _("Correct the entry"), by=Role.CLERK, leaves=("registered", "verified"), enters="",
             asks=forms.Correct, needs=[rules.sees_it], does=[acts.correct]),
        Step("review_event", _("What declassifies it has not happened yet"), by=(Role.CLERK, Role.HEAD),
             leaves=("registered", "verified"), enters="", clause="1.5", needs=[rules.sees_it, rules.awaits_an_event],
             does=[acts.note_event_reviewed]),
        Step("annul", _("Annul the entry"), by=(Role.CLERK, Role.HEAD), leaves=("deferred", "registered", "verified"),
             enters="annulled", asks=forms.Reason, tone="stop",
             needs=[rules.sees_it, received.not_the_registrar, rules.all_in_the_safe, rules.counted_on_by_nobody]),
    ])  # fmt: skip

CIRCULATE = Procedure("documents.circulate", clause="1.2", title=_("Circulate"), case=Round,
    stages={"in_office": _("In the office, between readers"), "out": _("With a reader"), "closed": _("Round closed"),
            "lost": _("Lost"), "destroyed": _("Destroyed in an emergency")},
    ends=["closed", "lost", "destroyed"], told=Told("copy__thing__code", "copy__document_id"),
    steps=[
        Step("open", _("Open a round"), by=Role.CLERK, leaves=NEW, enters="in_office", asks=forms.OpenRound,
             opens=acts.open_round, locks=lambda case, facts: [facts.copy.thing_id],
             needs=[rules.sees_it, rules.registered, rules.one_round, rules.not_promised, rules.readers_named,
                    rules.no_reader_is_the_clerk, rules.due_ahead, rules.round_ends_in_time, rules.readers_may_read,
                    rules.notes_as_its_level_says],
             does=[acts.plan_stops]),
        Step("give", _("Hand over to the next reader"), by=Role.CLERK, leaves="in_office", enters="out",
             asks=forms.Give, needs=[rules.sees_it, rules.registered, rules.in_the_safe, rules.next_reader,
                                      rules.not_to_oneself, rules.notes_as_its_level_says, rules.noted_by_a_clerk, *PAPER,
                                      rules.folios_given],
             does=[acts.give_to_reader, ask_signature, paper.to_confirm]),
        Step("take_back", _("Take back from the reader"), by=Role.CLERK, leaves="out", enters="in_office",
             asks=forms.TakeBack,
             needs=[rules.sees_it, rules.not_from_oneself, rules.noted_by_a_clerk, *PAPER, rules.difference_told],
             does=[acts.take_from_reader, ask_signature, paper.to_confirm]),
        Step("undo", _("Undo what was just done"), by=Role.CLERK, leaves=("out", "in_office"), enters="", clause="1.4",
             asks=forms.Undo, needs=UNDOING, does=[undoing.put_back], tone="stop"),
        Step("remind", _("Claim the return"), by=Role.CLERK, leaves="out", enters="", asks=reminding.Remind,
             needs=[rules.sees_it, rules.not_from_oneself, *CLAIMING], does=[reminding.note_reminder]),
        Step("skip", _("Leave a reader out"), by=Role.CLERK, leaves="in_office", enters="in_office", asks=forms.Skip,
             needs=[rules.sees_it, rules.waits], does=[acts.leave_out]),
        Step("close", _("Close the round"), by=Role.CLERK, leaves="in_office", enters="closed",
             needs=[rules.sees_it, rules.round_done]),
        Step("lose", _("Report it lost"), by=Role.CLERK, leaves="out", enters="lost", asks=forms.Reason,
             needs=[rules.sees_it], does=[losing.mark_missing, acts.lost_on_the_way], tone="stop"),
    ])  # fmt: skip

EXTEND = Procedure("documents.extend", clause="1.2", title=_("Extend a reading scope"), case=Extension,
    stages={"asked": pgettext_lazy("feminine", "Asked"), "granted": pgettext_lazy("feminine", "Granted"),
            "declined": pgettext_lazy("feminine", "Declined")}, ends=["granted", "declined"],
    told=Told("document__code", "document_id"),
    steps=[
        Step("request", _("Ask for the scope to be extended"), by=Role.READER, leaves=NEW, enters="asked", acts_as="requester",
             asks=forms.AskExtension, opens=acts.open_extension, due="scope-extension",
             needs=[rules.sees_it, rules.registered, rules.cleared_for_it, rules.not_in_scope_yet]),
        Step("approve", _("Extend the scope"), by=Role.LEADER, leaves="asked", enters="granted", asks=forms.Consent,
             acts_as="approver", never_concerned=True, fresh=True, tone="approve",
             needs=[rules.registered, rules.cleared_for_it, rules.originator_consents], does=[acts.extend_scope]),
        Step("decline", _("Decline"), by=Role.LEADER, leaves="asked", enters="declined", asks=forms.Reason,
             acts_as="approver", tone="stop"),
    ])  # fmt: skip

SCOPE = Procedure("documents.scope", clause="1.2", title=_("Reading scope"), case=ScopeGrant,
    stages={"in_force": _("In force"), "ended": _("Ended")}, ends=["ended"],
    steps=[
        Step("withdraw", _("Take out of the reading scope"), by=(Role.LEADER, Role.CLERK), leaves="in_force",
             enters="ended", asks=forms.Reason, needs=[rules.sees_it], does=[acts.withdraw_scope], tone="stop"),
    ])  # fmt: skip

LEND = Procedure("documents.lend", clause="1.4", title=_("Lend"), case=Loan,
    stages={"asked": _("Asked"), "approved": _("Approved"), "lent": _("Lent"), "returned": _("Returned, to be settled"),
            "settled": _("Settled"), "declined": _("Declined"), "withdrawn": _("Withdrawn"), "lost": _("Lost"),
            "destroyed": _("Destroyed in an emergency")},
    ends=LOAN_ENDS, told=Told("copy__thing__code", "copy__document_id"),
    steps=[
        Step("request", _("Ask for a loan"), by=Role.READER, leaves=NEW, enters="asked", acts_as="requester", asks=forms.AskLoan,
             opens=acts.open_loan,
             needs=[rules.sees_it, rules.registered, rules.may_be_asked_for, rules.borrower_may_read,
                    rules.room_only, rules.term_within, rules.no_live_loan, rules.nothing_overdue],
             does=[acts.end_lapsed]),
        Step("approve", _("Approve the loan"), by=Role.LEADER, leaves="asked", enters="approved",
             asks=forms.ApproveLoan, acts_as="approver", never_concerned=True, fresh=True, tone="approve",
             needs=[rules.term_not_longer, rules.not_promised], does=[acts.shorten]),
        Step("decline", _("Decline the loan"), by=Role.LEADER, leaves="asked", enters="declined", asks=forms.Reason,
             acts_as="approver", tone="stop"),
        Step("withdraw", _("Withdraw the request"), by=(Role.SELF, Role.CLERK), leaves=("asked", "approved"),
             enters="withdrawn", tone="stop"),
        Step("hand_over", _("Hand over"), by=Role.CLERK, leaves="approved", enters="lent", asks=forms.HandOver,
             acts_as="executor", rests_on={"approve": "approval-loan"},
             needs=[rules.sees_it, rules.registered, rules.in_the_safe, rules.borrower_may_read, rules.nothing_overdue,
                    rules.noted_by_a_clerk, *PAPER, rules.folios_given], does=[acts.give_to_borrower, ask_signature, paper.to_confirm]),
        Step("renew", _("Renew once"), by=Role.LEADER, leaves="lent", enters="lent", acts_as="approver",
             never_concerned=True, fresh=True, tone="approve", awaited=False, does=[acts.renew],
             needs=[rules.renewals_left, rules.not_late_yet, rules.same_approver, rules.borrower_may_read, rules.not_promised]),
        Step("take_back", _("Take back"), by=Role.CLERK, leaves="lent", enters="returned", asks=forms.TakeBack,
             never_concerned=True, needs=[rules.sees_it, rules.noted_by_a_clerk, *PAPER, rules.difference_told],
             does=[acts.put_in_safe, ask_signature, paper.to_confirm], due="settlement"),
        Step("undo", _("Undo what was just done"), by=Role.CLERK, leaves=("lent", "returned"), enters="", never_concerned=True,
             acts_as="executor", asks=forms.Undo, needs=UNDOING, does=[undoing.put_back], tone="stop"),
        Step("remind", _("Claim the return"), by=Role.CLERK, leaves="lent", enters="", asks=reminding.Remind,
             never_concerned=True, needs=[rules.sees_it, *CLAIMING], does=[reminding.note_reminder]),
        Step("settle", _("Settle"), by=Role.CLERK, leaves="returned", enters="settled", never_concerned=True,
             needs=[signed_for], does=[acts.no_longer_due]),
        Step("lose", _("Report it lost"), by=Role.CLERK, leaves="lent", enters="lost", asks=forms.Reason,
             does=[losing.mark_missing], tone="stop"),
    ])  # fmt: skip

CONCLUDES = (Role.LEADER, Role.HEAD)

DISCREPANCY = Procedure("documents.discrepancy", clause="1.4", title=_("Discrepancies"), case=Discrepancy,
    stages={"open": _("Open"), "found": _("Found, to be concluded"), "not_found": _("Concluded without having found it"),
            "concluded": _("Concluded")}, ends=["concluded"],
    told=Told("copy__thing__code", "copy__document_id", rests=("not_found",)),
    steps=[
        Step("open", _("Open a discrepancy"), by=(Role.CLERK, Role.HEAD), leaves=NEW, enters="open", clause="1.3",
             asks=forms.OpenDiscrepancy, opens=losing.open_here,
             needs=[rules.sees_it, losing.lies_in_the_office, losing.count_differs, losing.none_open],
             does=[losing.opened_here]),
        losing.found_step(by=(Role.CLERK, Role.HEAD), leaves=("open", "found", "not_found"), enters="found",
                          first=[rules.sees_it, losing.still_missing]),
        Step("conclude", _("Conclude"), by=CONCLUDES, leaves=("open", "found"), enters="concluded",
             asks=forms.ConcludeDiscrepancy,
             never_who=["found"], never_concerned=True, needs=[losing.not_by_who_handled_it, losing.nothing_missing],
             does=[acts.conclude, acts.count_from_now_on], fresh=True, tone="approve"),
        Step("give_up", _("Conclude without having found it"), by=CONCLUDES, leaves=("open", "found"), enters="not_found",
             asks=forms.Conclude, clause="4.8", never_concerned=True, fresh=True,
             needs=[losing.not_by_who_handled_it, losing.something_missing], does=[losing.no_longer_sought, acts.conclude],
             tone="stop"),
    ])  # fmt: skip
