# SPDX-License-Identifier: EUPL-1.2
"""The words of refusals when a classification changes: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "order-of-another-scheme": Words(
            _("These documents are not all of the scheme that the office marks with."),
            _("Record one order for the documents of each scheme, with a level of that scheme."),
        ),
        "declassified-with-caveats": Words(
            _("What is not classified bears no caveats."), _("Lift the caveats, or choose a level.")
        ),
        "nothing-changes": Words(
            _("%(number)s is classified so already."), _("Look at the order again: name only what it changes.")
        ),
        "regrading-open": Words(
            _("A change of classification of %(number)s is under way: %(case)s."),
            _("Finish it, or leave the document out of it, before another is recorded."),
        ),
        "order-in-the-future": Words(
            _("The order is dated in the future."), _("Write the date that stands on the order.")
        ),
        "no-term-runs-out": Words(
            _("No document's term runs out by %(until)s."), _("There is nothing to declassify; choose another day.")
        ),
        "list-is-whole": Words(_("The list is whole."), _("Propose it to the leader.")),
        "list-lacks": Words(_("The list is not whole yet."), _("Go on listing; then propose it.")),
        "document-not-listed": Words(_("%(number)s is not on the list."), _("Look at the lines of the case.")),
        "term-not-over": Words(
            _("The terms run until %(until)s: nothing is declassified before its day."),
            _("Put it into effect on that day or later."),
        ),
        "all-in-effect": Words(_("Every line is in effect."), _("Mark the copies; then close the case.")),
        "lie-too-low": Words(
            _("These copies lie where the new level may not lie: %(codes)s."),
            _("Say into which safe they go: they move in this same act."),
        ),
        "not-of-this-regrading": Words(
            _("%(code)s is not a copy that this change is to mark."), _("Look at the lines of the case.")
        ),
        "marked-already": Words(_("%(code)s is marked already."), _("Go on with the others.")),
        "comes-back-first": Words(
            _("%(holder)s is not cleared for %(code)s as it is now: it is called back, not marked in their hands."),
            _("Take it back at the counter; then mark it."),
        ),
        "holder-signs": Words(
            _("%(code)s is in the hands of %(holder)s, who signs for the new mark."),
            _("Write the holder's badge, or take it back first."),
        ),
        "holder-has-it-not": Words(
            _("%(code)s is not in the hands of %(holder)s."),
            _("Whoever has it signs; the office signs for what is in it."),
        ),
        "missing-is-excused": Words(
            _("%(code)s is missing and cannot be marked."), _("The head excuses it, with the reason.")
        ),
        "body-signs": Words(
            _("%(code)s is at “%(place)s”: it is marked there."), _("Write the reference and date of their receipt.")
        ),
        "body-not-told": Words(
            _("%(code)s is with “%(place)s”, and no notice for it has been printed."),
            _(
                "Print the notice and send it; its receipt is recorded when it comes, or the copy excused when it does not."
            ),
        ),
        "inside-a-bag": Words(
            _("%(code)s is in %(place)s, which is closed."),
            _(
                "Open that again, take it out and mark it; or write the reference and date of its sealing record, if it bears the mark. "
                "What is on its way is marked when it has arrived."
            ),
        ),
        "within-reach": Words(_("%(code)s is within reach of the office."), _("Mark it, or take it back and mark it.")),
        "lines-without-effect": Words(
            _("Some lines are not in effect yet."),
            _("Put them into effect; the head leaves out what has been annulled since."),
        ),
        "annulled-since": Words(
            _("%(number)s has been annulled since it was listed."),
            _("The head leaves it out, with the reason; then put the rest into effect."),
        ),
        "copies-to-mark": Words(
            _("These copies still bear the old mark: %(codes)s."),
            _("Mark each, with its receipt; then close the case."),
        ),
        "recalled-still-out": Words(
            _("These copies are still where their level may not be: %(codes)s."),
            _("Take them back at the counter, or out of their bag; then close the case."),
        ),
        "being-regraded": Words(
            _("%(number)s is in the change of classification %(case)s, which is not in effect yet."),
            _("The head leaves it out of that change, with the reason, or it is put into effect first."),
        ),
        "called-back": Words(
            _("%(code)s is called back by the change of classification %(case)s."),
            _("Take it into a safe of the office first."),
        ),
    }
)
