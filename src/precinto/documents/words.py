# SPDX-License-Identifier: EUPL-1.2
"""The words of chapter 1's refusals: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

ASK_SCOPE = _("Ask for the reading scope to be extended: the leader decides.")
ASK_CLEARANCE = _("The security administrator records clearances.")

register(
    {
        "out-of-scope": Words(_("%(name)s is not in the reading scope of this document."), ASK_SCOPE),
        "clearance-none": Words(_("%(name)s has no clearance on record."), ASK_CLEARANCE),
        "clearance-expired": Words(_("The clearance of %(name)s is not in force."), ASK_CLEARANCE),
        "clearance-suspended": Words(_("The clearance of %(name)s is suspended."), ASK_CLEARANCE),
        "level-too-low": Words(_("The clearance of %(name)s does not reach this level."), ASK_CLEARANCE),
        "caveat-missing": Words(_("%(name)s is not cleared for a caveat of this document."), ASK_CLEARANCE),
        "not-releasable": Words(_("This document may not be released to %(name)s."), ASK_CLEARANCE),
        "other-scheme": Words(_("%(name)s has no clearance of this document's scheme."), ASK_CLEARANCE),
        "not-briefed": Words(
            _("The briefing of %(name)s is not in force."), _("Brief them and record it; then hand over.")
        ),
        "caveat-needs-level": Words(
            _("The caveat %(caveat)s needs the level %(level)s."), _("Raise the level or drop the caveat.")
        ),
        "caveat-excluded": Words(
            _("The caveat %(caveat)s does not go with the level %(level)s."), _("Choose one of the two.")
        ),
        "caveat-of-another-scheme": Words(
            _("The level %(level)s is of the scheme “%(scheme)s”, and a caveat of another one was ticked."),
            _("Tick caveats of the scheme that the level is of."),
        ),
        "number-taken": Words(
            _("The number %(number)s is taken: no number is used twice."), _("The next one is %(next)s.")
        ),
        "number-leaves-gap": Words(
            _("The number %(number)s would leave a gap in the register."), _("The next one is %(next)s.")
        ),
        "scope-adds-oneself": Words(
            _("Nobody writes themselves into a reading scope."), _("Another clerk writes you in.")
        ),
        "copies-out": Words(
            _("%(code)s is not in the office."),
            _(
                "Take every copy back first; then annul. An entry stays while a copy is with another body, or lost: correct it."
            ),
        ),
        "copies-destroyed": Words(
            _("%(code)s was destroyed: its certificate speaks of this entry."),
            _("The entry stays; correct it where it is wrong."),
        ),
        "in-other-hands": Words(
            _("%(code)s is in the hands of %(holder)s: papers do not pass from reader to reader."),
            _("Take it back at the counter first; then hand it over."),
        ),
        "not-registered": Words(
            _("%(number)s is not a registered document."),
            _("Confirm it first, if it was written on paper; what was annulled is registered anew."),
        ),
        "not-verified": Words(
            _("%(number)s is of a level that two persons check on receipt."), _("A second person checks it first.")
        ),
        "no-readers": Words(_("A round needs readers."), _("Write their badges, in order.")),
        "due-in-the-past": Words(_("That day has passed."), _("Choose another.")),
        "round-open": Words(_("A round of this copy is open already."), _("Go on with case %(case)s.")),
        "round-finished": Words(_("All readers have had it."), _("Close the round.")),
        "not-the-next-reader": Words(
            _("The next reader on the route sheet is %(next)s."),
            _("Keep the order, or leave a reader out with a reason."),
        ),
        "noted-by-no-clerk": Words(
            _("%(name)s, who is written down as the clerk, did not keep the counter that day."),
            _("Find out who stood there, and set this aside with its reason."),
        ),
        "not-to-oneself": Words(
            _("Nobody hands a copy over to themselves, in person or by delegation."), _("Ask another clerk to do it.")
        ),
        "not-from-oneself": Words(
            _("Nobody takes anything back from themselves, in person or by delegation."),
            _("Ask another clerk to do it."),
        ),
        # Lost and found.
        "found-by-who-lost-it": Words(
            _("You had %(code)s, or reported that it was lost: you do not enter that it was found."),
            _("Give it to another clerk, or to the head of the service, who counts it and enters it."),
        ),
        "not-missing": Words(
            _("%(code)s is not missing: by the books it is with “%(where)s”."),
            _("Look at its chain of hands, and conclude the case with what it says."),
        ),
        "found-in-part": Words(
            _("%(code)s has %(expected)s pieces, and %(counted)s were found."),
            _(
                "Count again and look for the rest: it is found when all of it is there, and missing until then. "
                "Loose pages that were found go into another waste bag."
            ),
        ),
        "still-missing": Words(
            _("%(code)s is still missing."),
            _("If it was found, enter that first; otherwise conclude without having found it."),
        ),
        "nothing-is-missing": Words(_("Nothing of this case is missing any more."), _("Conclude it.")),
        "concluded-by-who-handled-it": Words(
            _(
                "You handed it over, took it back, counted it, reported it or found it: you do not conclude why it differed."
            ),
            _("The leader or the head of the service concludes it, whichever of them had no hand in it."),
        ),
        "readers-still-wait": Words(
            _("Readers are still waiting."), _("Hand over to them, or leave them out with a reason.")
        ),
        "not-waiting": Words(_("%(name)s is not waiting in this round."), _("Look at the route sheet.")),
        "folios-differ": Words(
            _("%(counted)s folios were counted; the register says %(expected)s."),
            _("Count again. If it is so, do not hand it over and open a discrepancy."),
        ),
        "folios-agree": Words(
            _("%(count)s folios are what the register says."), _("There is nothing to open; if it is missing, write 0.")
        ),
        "discrepancy-open": Words(
            _("A discrepancy of this copy is open already: case %(case)s."),
            _("Tell whoever concludes it, the leader or the head of the service, what else was found."),
        ),
        "folios-differ-back": Words(
            _("%(counted)s folios came back of %(expected)s."),
            _(
                "Count again. If it is so, write in “What does not agree” what was found: it is taken in, and a discrepancy is opened."
            ),
        ),
        "promised-to-a-borrower": Words(
            _("%(code)s is promised to %(name)s until %(until)s, by an approved loan: case %(case)s."),
            _("Hand it over to them first, or let that loan be withdrawn; what is not used in time lapses by itself."),
        ),
        "promised-to-readers": Words(
            _("%(code)s goes round its readers until %(until)s: case %(case)s."),
            _("Close that round first, or take another copy."),
        ),
        "loan-open": Words(_("There is a loan of this copy to this person already."), _("Go on with case %(case)s.")),
        "awaits-no-event": Words(
            _("No event declassifies this document."),
            _("Look at its term, if it has one: the list of 31 December has it."),
        ),
        "loan-too-long": Words(
            _("A loan lasts %(most)s days at most."), _("Ask for fewer days; before they are over it can be renewed.")
        ),
        "loan-longer-than-asked": Words(
            _("It was asked for %(most)s days."),
            _("Approve it for those or for fewer; for longer, decline it and let it be asked anew."),
        ),
        "return-not-late": Words(
            _("The term has not run out: it is to be back until %(due)s."), _("Claim it once it is late.")
        ),
        "claimed-too-high": Words(
            _("It is not yet the turn of: %(name)s."),
            _("Claim it from the rung below; the next day it goes on to this one."),
        ),
        "nobody-to-claim-from": Words(
            _("There is nobody else in that place today: %(name)s."), _("Claim it from another rung.")
        ),
        "renewal-too-late": Words(
            _("It is overdue: what is late is not renewed."), _("Take it back; then it can be asked for again.")
        ),
        "round-too-long": Words(
            _("A round ends by %(last)s at the latest."), _("Choose an earlier day, or plan a second round.")
        ),
        "undo-nothing": Words(
            _("The last that was done with %(code)s is no hand-over or return of this case: there is nothing to undo."),
            _("Look at its chain of hands, and go on from where it is."),
        ),
        "undo-not-yours": Words(
            _("It was done by %(name)s, who alone can say that it was a mistake."),
            _("Let them undo it; or take the copy back, or ask for it anew."),
        ),
        "undo-off": Words(
            _("This office undoes nothing at the counter."), _("Take the copy back, or let it be asked for anew.")
        ),
        "undo-too-late": Words(
            _("What was done at the counter can be undone for %(minutes)s minutes, which are over."),
            _("Take the copy back, or let it be asked for anew."),
        ),
        "undo-signed": Words(
            _("It was signed for, or its signature was refused: receipt %(case)s."),
            _("What somebody put their name to stands. Take the copy back, or let it be asked for anew."),
        ),
        "undo-more-followed": Words(
            _(
                "More hangs on it: it came from paper or from a station, it was counted otherwise, or something else was done since."
            ),
            _("Go on from where it is: take the copy back, or let it be asked for anew."),
        ),
        "overdue-first": Words(_("%(name)s still has %(code)s, which is overdue."), _("It comes back first.")),
        "notes-not-allowed": Words(
            _("No notes are taken of a document of level %(level)s."), _("Let it be read without them.")
        ),
        "reading-room-only": Words(
            _("This level is read in the room only."), _("Ask for a round in the reading room.")
        ),
        "no-renewals-left": Words(
            _("A loan is renewed %(most)s times at most."), _("Take it back, and ask again if need be.")
        ),
        "renewed-by-the-approver": Words(
            _("A loan is renewed by whoever approved it."),
            _("Ask them. If they hold that post no more, take it back and ask for it again."),
        ),
        "in-scope-already": Words(
            _("%(name)s is in the reading scope already."), _("Ask for the loan or the reading itself.")
        ),
        "consent-needed": Words(
            _(
                "This document is under its originator's caveats: the scope does not grow without their written consent."
            ),
            _("Write the reference and date of the consent."),
        ),
        # The counter.
        "mistyped": Words(_("“%(text)s” was not read well."), _("Read the code again; nothing was done.")),
        "no-approved-loan": Words(
            _("No loan of %(code)s to %(name)s has been approved."),
            _("They ask for it in their own account, and the leader approves it."),
        ),
        "loan-not-approved-yet": Words(
            _("The loan of %(code)s to %(name)s has been asked for and is not approved."),
            _("Ask the leader to decide; then hand it over."),
        ),
        "no-case-of-it": Words(
            _("%(code)s is in the hands of %(holder)s, and no loan or round says so."),
            _("Leave it aside and call the head of the service."),
        ),
        "somebody-else-first": Words(
            _("The list is for %(name)s, who is still at the counter."),
            _("Finish with them, or set their list aside; then read the next badge."),
        ),
        "whose-is-it": Words(
            _("The list does not say to whom %(code)s goes."), _("Read the badge of the person, or set it aside.")
        ),
        "list-has-refusals": Words(
            _("Some of the list cannot be done, so nothing was: all goes or none."),
            _("Set aside what has a cross, then finish."),
        ),
        "list-full": Words(_("The list is full: it holds %(most)s."), _("Finish this one, then read the rest.")),
        "list-empty": Words(_("There is nothing on the list."), _("Read a badge or a copy.")),
        "list-undone": Words(
            _("Undone: %(count)s. Everything is where it was, and the book keeps both acts."),
        ),
        "undone-already": Words(_("That was undone already."), _("Look at each copy to see where it is now.")),
        "undone-by-reading-again": Words(
            _("What belongs to no loan and no round is not undone from here."),
            _("A medium is read again: it goes back where it was. At a meeting, go on from its page."),
        ),
        "on-the-list-already": Words(_("%(code)s is on the list already.")),
        "here-already": Words(_("%(name)s is at the counter already.")),
        "in-the-safe-already": Words(_("%(code)s is back already, in “%(place)s”."), _("Nothing is left to do.")),
        "safe-chosen": Words(_("What comes back now goes into “%(place)s”.")),
        "not-a-safe": Words(_("“%(place)s” is not a place of this office."), _("Read the code of a safe.")),
        "which-copy": Words(_("%(number)s has several copies."), _("Read the code on the copy itself.")),
        "everything-comes-back": Words(_("Everything that is read now comes back.")),
        "hand-over-again": Words(_("Read a badge and what is handed over, in any order.")),
        "who-has-which": Words(_("Read the code of what you look for.")),
        "it-is-with": Words(_("%(code)s is with %(holder)s.")),
        "not-a-counter-command": Words(_("That command belongs to another page."), _("Go on with the next code.")),
    }
)
