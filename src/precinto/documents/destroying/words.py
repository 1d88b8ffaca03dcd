# SPDX-License-Identifier: EUPL-1.2
"""The words of 1.6's refusals: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

OPEN_AND_RECOUNT = _(
    "Count again. If it is so, open the bag or the list with a reason and say what was found: of a copy that opens a discrepancy, of "
    "anything else the books say so from then on. Then list again. "
    "What is at the authority is brought back opened."
)

register(
    {
        "no-destruction-authority": Words(
            _("“%(name)s” is no destruction authority of this office."),
            _(
                "Deliver to one that is, or have the leader authorise it on the page of the place: Settings, Safes and places."
            ),
        ),
        "authority-too-low": Words(
            _("“%(name)s” destroys up to level %(most)s, and there is something higher in the bag."),
            _(
                "Deliver to an authority of that level, have the leader authorise this one up to it on the page of the place, or open the "
                "bag and take off the list what is higher."
            ),
        ),
        "destroy-in-other-hands": Words(
            _("%(code)s is in the hands of %(holder)s: nothing is taken back on paper so that it can be destroyed."),
            _("Whoever has it brings it back to the counter, and it is counted; then it can stand on the list."),
        ),
        "destroyed-already": Words(
            _("%(code)s was destroyed: it cannot be destroyed again, and it does not come back."),
            _("Check the code that you read. If you have it in your hand, report an incident."),
        ),
        "destroy-missing": Words(
            _("%(code)s is missing: what nobody has is not destroyed on paper."),
            _(
                "It comes off the list (one that is closed, or in its bag, is opened again first); the leader or the head concludes "
                "its discrepancy."
            ),
        ),
        "destroy-not-here": Words(
            _("%(code)s is not in the office: it is at “%(place)s”."),
            _("Bring it back first, or take it off the list."),
        ),
        "reserved": Words(
            _("%(code)s is promised or not settled yet: case %(case)s."), _("Bring that case to its end first.")
        ),
        "in-a-batch": Words(
            _("%(code)s stands on the list of the destruction %(batch)s."),
            _("Take it off that list with a reason, if it is still needed."),
        ),
        "on-hold": Words(
            _("%(code)s is under a legal hold (case %(case)s): it is kept."),
            _(
                "It comes off the list or out of its envelope (one that is closed, or in its bag, is opened again first), or waits "
                "until whoever did not place the hold lifts it."
            ),
        ),
        "line-on-the-list": Words(_("%(code)s stands on this list already."), _("Leave it out.")),
        "not-on-the-list": Words(_("%(code)s does not stand on this list."), _("Check the codes.")),
        "bag-still-open": Words(
            _("The waste bag %(bag)s is still open."), _("Count its pages and seal it; then list it.")
        ),
        "batch-full": Words(_("A batch holds %(most)s lines at most."), _("Open another batch for the rest.")),
        "batch-empty": Words(
            _("There is nothing on the list."), _("Add what is to be destroyed, or withdraw the batch.")
        ),
        "authorisation-needed": Words(
            _("%(code)s belongs to its classifying authority: it is destroyed on that authority's order."),
            _("Ask for the order, and write its reference and date."),
        ),
        "line-not-counted": Words(_("%(count)s were not counted: %(code)s."), _("Count every line, one by one.")),
        "counted-unlisted": Words(
            _("%(code)s was counted and does not stand on the list."),
            _("Take it out of the bag and put it back; or open the list and add it, with a new signature."),
        ),
        "recount-differs": Words(
            _("%(code)s: %(counted)s were counted, the list says %(expected)s. The batch stops here."), OPEN_AND_RECOUNT
        ),
        "total-differs": Words(
            _(
                "%(items)s things and %(pieces)s pieces were counted; the list has %(things)s and %(expected)s. The batch stops here."
            ),
            OPEN_AND_RECOUNT,
        ),
        "seal-differs": Words(
            _("The seal reads “%(read)s”, and the bag was closed with “%(seal)s”."),
            _(
                "Do not go on: open the bag with a reason (at the authority: bring it back opened), and count one by one."
            ),
        ),
        "opened-differs": Words(
            _("%(code)s: %(counted)s were counted in the opened bag, the list says %(expected)s."),
            _(
                "Count again. If it is so, write what was found: the line leaves the list, and of a copy a discrepancy is opened."
            ),
        ),
        "bag-seal-used": Words(_("The seal “%(seal)s” was used before."), _("Take a new seal.")),
        "another-counts": Words(
            _("Of this level one person counts and another seals; you counted."), _("Ask another clerk, or the head.")
        ),
        "bag-burnt": Words(
            _("The bag of this batch, %(code)s, was destroyed in an emergency."),
            _("What was in it stands in that emergency. Withdraw this batch; what was found goes onto another list."),
        ),
        "bag-missing": Words(
            _("The bag of this batch, %(code)s, is missing."),
            _(
                "Look for it. If it is not found, enter here that the bag is lost: all that was in it is missing then, one by one."
            ),
        ),
        "concluded-by-who-had-the-bag": Words(
            _(
                "You filled, sealed, moved or delivered this bag, said that it is missing, or found some of what was in it: you do not "
                "conclude what became of it."
            ),
            _("The leader or the head of the service concludes it, whichever of them had no hand in it."),
        ),
        "bag-not-here": Words(
            _("The bag of this batch, %(code)s, is not in the office: it is at “%(place)s”."),
            _("Put the emergency or the evacuation in order first: then it is here again, or this batch is withdrawn."),
        ),
        "bag-without-its-things": Words(
            _("It lies in a bag that is named here, and is not named itself: %(code)s."),
            _(
                "Name the bag together with all that lies in it, or say first what became of that: attested and confirmed, or counted "
                "as found."
            ),
        ),
        "not-in-the-bag": Words(
            _("%(code)s is not in the bag: it is at “%(place)s”."),
            _("Open the bag: what is still in it goes into the safe. If nothing is left in it, withdraw this batch."),
        ),
        "bag-not-empty": Words(
            _("%(count)s things are still in the sealed bag."), _("Bring the bag back and open it with a reason first.")
        ),
        "witness-took-part": Words(
            _("%(name)s took part in this destruction, and cannot be its witness."),
            _("Name somebody who neither proposed nor signed nor carries it out."),
        ),
        "witnesses-too-few": Words(
            _("What is in the bag asks for %(needed)s witnesses, and %(named)s are named."),
            _(
                "Name as many in “Other witnesses”, each of them somebody who neither proposed nor signed nor carries it out."
            ),
        ),
        "confirms-last": Words(
            _("You are no other witness of this batch who has still to confirm."),
            _("Whoever is named as its witness uses “Confirm as witness”, after the others."),
        ),
        "other-witnesses-first": Words(
            _("%(names)s have not confirmed yet what they saw."),
            _("Each of them signs in and confirms; the witness confirms after them."),
        ),
        "authority-not-told": Words(
            _("The communication to the classifying authority no. %(n)s (%(name)s) has not been printed."),
            _("Print it and send it; then close the batch."),
        ),
        "hold-too-late": Words(
            _("%(code)s was destroyed: there is nothing left to keep."), _("Answer whoever asks with its certificate.")
        ),
        "bag-too-low": Words(_("The waste bag %(bag)s is not for that level."), _("Open a bag of that level.")),
        "waste-empty": Words(_("Nothing has been put into the waste bag %(bag)s."), _("Put pages in first.")),
        "waste-differs": Words(
            _("%(counted)s pages were counted; %(expected)s were put in."),
            _("Count again, and enter what was put in without being written down."),
        ),
        "waste-short": Words(
            _("%(counted)s pages were counted; %(expected)s were put in."),
            _("Count again and look for the rest. If it is so, write what is known of it."),
        ),
        "waste-short-by-one": Words(
            _("Whoever put papers into %(bag)s does not say alone that some of them are not there."),
            _("Ask another clerk, or the head of the service, to count it and enter that."),
        ),
        "sweep-known": Words(_("That sweep is set up already: case %(case)s."), _("Go on with it.")),
        "not-pending": Words(
            _("%(code)s is not among what this round has to decide."), _("Look at the list of this round.")
        ),
        "extends-own": Words(
            _("%(code)s is in your own hands, or in those of whom you stand for."),
            _("The other one decides: the leader, or the head."),
        ),
        "extension-too-long": Words(
            _("An extension begins now, and lasts from tomorrow until %(last)s at most."),
            _("Choose a day between them: it can be extended again."),
        ),
        "nothing-from-sweeps": Words(
            _("Nothing of what the sweeps have decided to destroy can stand on this list now."),
            _(
                "What is out comes back first, what is promised or under a legal hold waits, and some of it needs its authority's order. "
                "A list that is full takes nothing more."
            ),
        ),
        "sweep-undecided": Words(
            _("%(count)s are still to be decided: %(code)s."),
            _("Each is destroyed, kept longer with a reason, or brought back to the office."),
        ),
        "plan-leaves-out": Words(
            _("The plan leaves out: %(places)s."), _("Draft a plan in which every safe in use has its turn.")
        ),
        "nothing-to-declare": Words(
            _("No place of the office is in use: all has been declared already."), _("Go on with the open emergency.")
        ),
        "not-yet": Words(_("That has not happened yet."), _("Leave the time empty: it is now.")),
        "not-in-hands": Words(
            _("%(code)s is in nobody's hands."), _("What lay in a place that was declared is included already.")
        ),
        "not-declared": Words(
            _("%(code)s is not among what this emergency has still to account for."), _("Look at its list.")
        ),
        "attested-already": Words(
            _("%(code)s has been attested."), _("The leader confirms it, where that is not done yet.")
        ),
        "not-attested": Words(
            _("%(code)s waits for no confirmation: no second person has attested it, or it is confirmed already."),
            _("Look at the case. Where nobody has, a clerk or the head attests it first."),
        ),
        "nothing-to-carry": Words(
            _("Nothing lies in these places."),
            _("What is in somebody's hands stays with them; name the places that hold something."),
        ),
        "carried-into-itself": Words(
            _("“%(place)s” is one of the places that are emptied."), _("Name another place, or another body.")
        ),
        "all-is-carried": Words(_("All has been carried already."), _("Count what is there.")),
        "not-in-the-refuge": Words(
            _("%(code)s was not carried off in this evacuation, or is there no more."), _("Look at its list.")
        ),
        "recounted-already": Words(
            _("%(code)s has been counted by two."), _("Put it into a safe; if it has gone since, count 0.")
        ),
        "not-counted-first": Words(
            _("Nobody has counted %(code)s yet."), _("One counts, and then another counts again.")
        ),
        "second-count-differs": Words(
            _("%(code)s: the first count says %(first)s, the second one %(second)s."),
            _("Both look again; the first one may enter the count anew."),
        ),
        "it-was-counted": Words(
            _("%(code)s was counted there: it is not missing."), _("Count it again; with 0 if it has gone since.")
        ),
        "count-first": Words(
            _("Nobody has counted yet: missing is what two have looked for."), _("Another person counts first.")
        ),
        "two-count-first": Words(_("%(code)s has not been counted by two."), _("Count first; then put it away.")),
        "not-recounted": Words(
            _("Still to be carried, or to be counted by two: %(code)s."),
            _("Each is carried where it should be, counted and counted again, or declared missing."),
        ),
        "still-above-its-place": Words(
            _("%(code)s is of a higher level than the place that it was carried to."),
            _("Put it into a safe of its level first."),
        ),
        "refuge-not-empty": Words(_("Still there: %(code)s."), _("Put everything into a safe first.")),
        "not-accounted-for": Words(
            _("Still to be accounted for: %(code)s."),
            _("Each is attested and confirmed as destroyed, or entered as found."),
        ),
    }
)
