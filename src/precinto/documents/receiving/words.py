# SPDX-License-Identifier: EUPL-1.2
"""The words of refusals before the register: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "parcel-not-open": Words(
            _("%(name)s is not open: nothing is registered out of what is closed or done with."),
            _(
                "Receive it, open it and count. Where it is finished already, or the document did not come in it, leave the field empty "
                "and write why; what came in it is linked to it then, as long as its case is open."
            ),
        ),
        "came-otherwise": Words(
            _("%(name)s was brought from a meeting: what is registered out of it came that way."),
            _("Write “brought from a meeting”, and which."),
        ),
        "no-envelope": Words(
            _("What comes in is registered out of the envelope in which it came."),
            _("Receive the envelope, open it and write its code; or write why it is registered without its envelope."),
        ),
        "brought-from-nowhere": Words(
            _("What is brought from a meeting is registered out of what was handed in at the counter."),
            _("Take the papers in at the counter and write their code; or write why it is registered without them."),
        ),
        "not-from-a-meeting": Words(
            _("%(name)s is an envelope: what is registered out of it did not come from a meeting."),
            _("Write how it came; or name the papers that were handed in."),
        ),
        "book-not-open": Words(
            _("The book %(series)s %(year)s has not been opened: nothing is entered in it."),
            _("A clerk opens the book of the year, and the head of the service signs the opening entry."),
        ),
        "book-closed": Words(
            _("The register book %(series)s %(year)s is closed: nothing more is registered in it."),
            _(
                "Register it in the book of this year. On the last day of the year the envelope is received and kept, and what is in it "
                "registered on the next."
            ),
        ),
        "opener-verifies": Words(
            _("Whoever opened the envelope of %(number)s does not check what was received."),
            _("Another clerk or the head of the service checks it."),
        ),
        "annulled-by-the-registrar": Words(
            _("%(number)s is of a level that two persons receive: whoever opened or registered it does not annul it."),
            _("Another clerk or the head of the service annuls it."),
        ),
        "envelope-not-registered": Words(
            _("%(code)s has papers in it that are not registered: nothing is done with them before."),
            _("Open it, count and register in the case %(case)s."),
        ),
        "not-gone-for-good": Words(
            _("%(code)s is neither destroyed, nor missing and given up."),
            _("Look for it; what is missing is found, or concluded without, in its difference first."),
        ),
        "document-came-in-another": Words(
            _("%(number)s is linked to an envelope already."), _("Check the number that you wrote.")
        ),
        "registered-before-it-came": Words(
            _("%(number)s was registered before %(name)s was here."), _("Check the number that you wrote.")
        ),
        "nothing-registered-of-it": Words(
            _("Nothing has been registered out of %(name)s."),
            _(
                "Register what is in it with its code. If there is nothing to register, finish it with another count and say why: the "
                "leader or the head of the service confirms it."
            ),
        ),
        "folios-not-all-registered": Words(
            _("%(counted)s folios were counted in %(name)s and %(registered)s are registered."),
            _(
                "Register the rest. If there is no more to register, finish it with another count and say why: the leader or the head of "
                "the service confirms it."
            ),
        ),
        "finding-open": Words(
            _("Something in %(name)s was not as it should be, and nobody has concluded why."),
            _("The leader or the head of the service concludes it; then go on."),
        ),
        "concluded-by-the-receiver": Words(
            _("Whoever took %(name)s in does not conclude what was wrong with it."),
            _("The leader or the head of the service concludes it, who did not receive it."),
        ),
        "nothing-to-conclude": Words(_("Nothing in %(name)s was noted as wrong."), _("Go on with the case.")),
        "receipt-not-printed": Words(
            _("The receipt of %(name)s has not been printed."), _("Print it from the case; then send it back.")
        ),
        "book-known": Words(_("The book %(name)s is there already."), _("Go on with case %(case)s.")),
        "year-not-over": Words(_("The year %(year)s is not over."), _("The book is closed on 31 December or later.")),
        "deferred-open": Words(
            _("%(number)s was written from paper and is not confirmed."), _("Confirm it first; then close the book.")
        ),
        "book-has-gaps": Words(
            _("The last number is %(last)s and there are %(entries)s entries."),
            _("Have the books verified before anything else: no number may be missing."),
        ),
        "not-in-the-ledger-yet": Words(
            _("The closing by the clerk has no place in the ledger yet."), _("Wait a moment and repeat the step.")
        ),
        # The counter.
        "envelope-here": Words(
            _("%(code)s is an envelope or bundle: %(name)s, “%(stage)s”, in “%(place)s”. What is open: %(steps)s."),
        ),
        "envelope-is-closed": Words(
            _("%(code)s holds papers that are not registered: it is not handed over to anybody."),
            _("Open it, count and register; what is lent or circulated are its copies."),
        ),
    }
)
