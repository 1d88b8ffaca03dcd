# SPDX-License-Identifier: EUPL-1.2
"""1.1 before the register, and the register's books, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import forms as of_documents
from precinto.documents.receiving import acts, forms, rules
from precinto.documents.receiving import words as words
from precinto.documents.receiving.models import Arrival, Book
from precinto.documents.rules import sees_the_document
from precinto.procedures.model import NEW, Procedure, Step, Told

KEEPERS = (Role.CLERK, Role.HEAD)

ARRIVE = Procedure("documents.arrive", clause="1.1", title=_("What comes in"), case=Arrival,
    stages={"announced": _("Announced, expected"), "received": _("Received, closed"), "opened": _("Opened, to be registered"),
            "differs": _("Finished with another count, to be confirmed"),
            "registered": _("Registered, receipt to go back"), "closed": _("Receipt returned"),
            "sent_back": _("Sent back unopened"), "never_came": _("Never came"), "gone": _("Lost or destroyed, unopened")},
    ends=["closed", "sent_back", "never_came", "gone"], told=Told("name"),
    steps=[
        Step("announce", _("Announce what is coming"), by=KEEPERS, leaves=NEW, enters="announced", asks=forms.Announce,
             opens=acts.open_arrival, does=[acts.number_it]),
        Step("inquire", _("Ask the sender where it is"), by=KEEPERS, leaves="announced", enters="announced",
             asks=forms.Inquire, does=[acts.expect_again]),
        Step("give_up", _("It will not come"), by=KEEPERS, leaves="announced", enters="never_came",
             asks=of_documents.Reason, does=[acts.nothing_due], tone="stop"),
        Step("receive", _("Receive the envelope"), by=Role.CLERK, leaves="announced", enters="received",
             asks=forms.Receive, needs=[rules.place_high_enough], does=[acts.bring_in], due="registration"),
        Step("arrive", _("Receive an envelope that nobody announced"), by=Role.CLERK, leaves=NEW, enters="received",
             asks=forms.Arrive, opens=acts.open_arrival, needs=[rules.place_high_enough],
             does=[acts.number_it, acts.bring_in], due="registration"),
        Step("send_back", _("Send it back unopened"), by=KEEPERS, leaves="received", enters="sent_back",
             asks=forms.SendBack, needs=[rules.in_the_office], does=[acts.send_back], tone="stop"),
        Step("write_off", _("Conclude that it is gone"), by=(Role.LEADER, Role.HEAD), leaves="received", enters="gone",
             clause="4.8", asks=of_documents.Conclude, never_who=["receive", "arrive"],
             needs=[rules.gone_for_good, rules.not_by_who_took_it_in], does=[acts.conclude, acts.nothing_due], fresh=True, tone="stop"),
        Step("open", _("Open it and count"), by=Role.CLERK, leaves="received", enters="opened", asks=forms.OpenIt,
             needs=[rules.in_the_office, rules.opener_cleared], does=[acts.opened]),
        Step("link", _("Link a document registered already"), by=Role.CLERK, leaves=("opened", "registered"), enters="", asks=forms.Link,
             needs=[sees_the_document, rules.registered_since, rules.not_linked_yet], does=[acts.enclose]),
        Step("conclude", _("Conclude what was not as it should be"), by=(Role.LEADER, Role.HEAD),
             leaves=("received", "opened", "differs", "registered"), enters="", asks=of_documents.Conclude,
             never_who=["receive", "arrive", "open"], needs=[rules.something_to_conclude, rules.not_by_who_took_it_in],
             does=[acts.conclude], awaited=rules.TO_CONCLUDE,
             fresh=True, tone="approve"),
        Step("finish", _("All of it is registered"), by=Role.CLERK, leaves="opened", enters="registered",
             needs=[rules.all_registered, rules.deferred_confirmed], due="receipt-suspense"),
        Step("finish_otherwise", _("Finish with another count, and say why"), by=Role.CLERK, leaves="opened", enters="differs",
             asks=of_documents.Reason, needs=[rules.deferred_confirmed], does=[acts.say_why], tone="stop"),
        Step("confirm_otherwise", _("Confirm the other count"), by=(Role.LEADER, Role.HEAD), leaves="differs",
             enters="registered", asks=of_documents.Conclude, never_who=["receive", "arrive", "open", "finish_otherwise"],
             needs=[rules.not_by_who_took_it_in], does=[acts.decide], due="receipt-suspense", fresh=True, tone="approve"),
        Step("reopen", _("Not yet: back to the clerk"), by=(Role.LEADER, Role.HEAD), leaves="differs", enters="opened",
             asks=of_documents.Reason, tone="stop"),
        Step("return_receipt", _("Return the receipt to the sender"), by=Role.CLERK, leaves="registered", enters="closed",
             asks=forms.ReturnReceipt, needs=[rules.concluded, rules.receipt_printed], does=[acts.receipt_back]),
    ])  # fmt: skip

BOOK = Procedure("documents.book", clause="1.1", title=_("Register books"), case=Book,
    stages={"proposed": _("To be opened by the head"), "open": pgettext_lazy("book", "Open"),
            "closing": _("To be closed by the head"), "closed": pgettext_lazy("book", "Closed")},
    ends=["closed"], told=Told("name", rests=("open",)),
    steps=[
        Step("open", _("Open a register book"), by=Role.CLERK, leaves=NEW, enters="proposed", asks=forms.OpenBook,
             opens=acts.open_book, needs=[rules.one_book]),
        Step("confirm_opening", _("Sign the opening entry"), by=Role.HEAD, leaves="proposed", enters="open",
             never_who=["open"], does=[acts.until_its_last_day, acts.bind_opening], fresh=True, tone="approve"),
        Step("close", _("Close the book"), by=Role.CLERK, leaves="open", enters="closing",
             needs=[rules.year_over, rules.nothing_deferred, rules.no_gap], does=[acts.count_book]),
        Step("reopen", _("Not yet: back to the clerk"), by=Role.HEAD, leaves="closing", enters="open",
             asks=of_documents.Reason, does=[acts.uncount_book], tone="stop"),
        Step("confirm_closing", _("Sign the closing entry"), by=Role.HEAD, leaves="closing", enters="closed",
             never_who=["close"], fresh=True, tone="approve", needs=[rules.under_the_tree], does=[acts.bind_book]),
    ])  # fmt: skip
