# SPDX-License-Identifier: EUPL-1.2
"""The words of this room's refusals: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

ASK_AGAIN = _("Nothing was opened. Ask the other office to write the bundle again, and keep this file.")

register(
    {
        "channel-forbidden": Words(
            _(
                "“%(name)s” is no channel for this: ordinary telephone, clear fax, mobile, e-mail and messaging are not in the "
                "catalogue, at any level and under any name."
            ),
            _("Send it by hand, by bag or courier, by registered post, by cipher machine or by encrypted fax."),
        ),
        "channel-code-taken": Words(_("The code %(code)s is taken."), _("Choose another.")),
        "channel-above-scheme": Words(
            _("The scheme does not let the level %(level)s go by this kind of channel (%(channel)s)."),
            _(
                "Propose it with a lower highest level, or as another kind; one that is proposed already is declined first."
            ),
        ),
        "channel-not-in-use": Words(
            _("The channel “%(channel)s” is not in use."),
            _(
                "Choose one that the leader has approved; a despatch that is under way is given up, and prepared anew by it."
            ),
        ),
        "channel-too-low": Words(
            _("%(number)s is of the level %(level)s, and the channel “%(channel)s” does not reach it."),
            _(
                "Choose a channel whose highest level reaches it: the catalogue says which. A despatch that is under way is given "
                "up, and prepared anew by it."
            ),
        ),
        "card-own": Words(_("This is the card of keys of this office."), _("Bring the other office's.")),
        "card-known": Words(
            _("This card of keys is of an office that is here already: %(name)s."), _("Go to its own entry.")
        ),
        "card-in-force": Words(_("The office has keys in force."), _("Retire them first; then make others.")),
        "fingerprint-differs": Words(
            _("The fingerprint that was read aloud is not that of the card that was brought."),
            _(
                "Read it again, figure by figure. If it still differs, do not trust the card: it came from somebody else."
            ),
        ),
        "correspondent-busy": Words(
            _("Something to this body, or from it, is under way."),
            _(
                "Take each despatch to its end or give it up, and write the receipt for what they announced or note that it did not "
                "arrive; then close the entry."
            ),
        ),
        "correspondent-closed": Words(_("The entry of “%(name)s” is closed."), _("Choose another body.")),
        "nothing-to-send": Words(_("A despatch needs at least one copy."), _("Write its code.")),
        "promised-to-a-reader": Words(
            _("%(code)s is in a round, or promised to a borrower."),
            _("Close the round, or withdraw or settle the loan; then send it."),
        ),
        "despatch-open": Words(_("%(code)s belongs to a despatch that is under way."), _("Go on with case %(case)s.")),
        "body-level-too-low": Words(
            _("“%(name)s” may not receive the level of %(number)s."),
            _(
                "Prepare a despatch without it, or to a body that may; one that is under way already is given up first, "
                "or opened again."
            ),
        ),
        "body-caveat-missing": Words(
            _("“%(name)s” is not cleared for a caveat of %(number)s."),
            _(
                "Ask the originator in writing, and have another entry of the body made, with that caveat. A despatch that is under "
                "way is given up, and prepared anew to that entry."
            ),
        ),
        "body-not-releasable": Words(
            _("%(number)s may not be released to “%(name)s”."),
            _(
                "Only its originator can widen its release. Give up a despatch that is under way, and prepare one without it."
            ),
        ),
        "body-other-scheme": Words(
            _("“%(name)s” is entered under another scheme than %(number)s."),
            _(
                "Have another entry of the body made under this scheme; a despatch that is under way is given up, and prepared anew."
            ),
        ),
        "permit-needed": Words(
            _("Something of this level goes abroad with the permit of the authority only."),
            _("Write the reference and date of the permit."),
        ),
        "despatch-not-approved": Words(
            _("This despatch needs the approval of the leader."),
            _("Ask the leader to approve it; then pack. One that is packed already is opened again and prepared anew."),
        ),
        "double-cover-needed": Words(
            _("This level goes in two covers: the inner one with the level, the outer one without level or subject."),
            _("Pack it in two covers and print both."),
        ),
        "packer-seals": Words(
            _("At this level whoever packed the envelope does not seal it, in person or by delegation."),
            _("Ask another clerk to seal it."),
        ),
        "seal-used": Words(
            _("The seal %(seal)s was used before, or is written twice."), _("Take another seal and write its number.")
        ),
        "not-out-of-it": Words(
            _("%(number)s was not registered out of the envelope %(name)s."),
            _(
                "Register it with the code of that envelope, or link it there, also when it is finished; then enter it here."
            ),
        ),
        "envelope-not-done-with": Words(
            _("The envelope %(name)s has not been registered whole."),
            _(
                "Open it, count, register what is in it and finish; then accept. If it went back unopened, the head of the service "
                "notes that it did not arrive; if it is lost or burnt, its own case is concluded first."
            ),
        ),
        "envelope-is-with-us": Words(
            _("The envelope %(name)s came in: nothing is given up."),
            _(
                "Open and register it, or send it back unopened. If it is lost or burnt, its own case is concluded first; then say of "
                "each line that it is not in it, and accept."
            ),
        ),
        "envelope-is-gone": Words(
            _("The envelope %(name)s came in, and was lost or destroyed unopened: what it announced is answered."),
            _("Say of each line that it is not in it, and accept: the receipt says that all of it is missing."),
        ),
        "receipt-not-late": Words(_("The term has not run out: it is awaited until %(due)s."), _("Wait until then.")),
        "loss-not-known": Words(
            _("It is not known to be lost: its receipt, or the answer to the claim, is awaited until %(due)s."),
            _(
                "Claim the receipt once it is late, and wait for the answer. If somebody says that it is lost, write who and when."
            ),
        ),
        "received-before-sent": Words(_("It cannot be received before it was sent."), _("Read the date again.")),
        "received-in-future": Words(_("That day has not come yet."), _("Read the date again.")),
        "copy-folios-differ": Words(
            _("%(code)s: %(counted)s folios were counted; the register says %(expected)s."),
            _("Count that copy again. If it is so, do not send it and open a discrepancy."),
        ),
        "total-differs-from-counts": Words(
            _("The copies were counted one by one, and have %(total)s folios together: %(written)s are written."),
            _("Count again, and write both alike; or leave the total empty."),
        ),
        "envelope-not-here": Words(
            _(
                "%(code)s is not in the keeping of the office now: it is at “%(place)s”, missing, carried off or declared destroyed."
            ),
            _(
                "If it is missing, it is found in the case that looks for it first, or this despatch is given up. What was carried off, "
                "or declared destroyed, is put in order there first."
            ),
        ),
        "not-in-the-envelope": Words(
            _("%(code)s is not in its envelope any more: it is at “%(place)s”."),
            _(
                "Open the envelope and give this despatch up: what is there is counted, and of what burnt or is missing 0. What is left "
                "is prepared anew."
            ),
        ),
        "counted-though-gone": Words(
            _("By the books %(code)s is at “%(place)s”: it cannot be counted here."),
            _("Count 0. If it is here after all, it is found in the case that looks for it; then go on."),
        ),
        "not-of-this-despatch": Words(_("%(code)s is not in this despatch."), _("Read the code again.")),
        "nothing-arrived": Words(
            _("According to this, nothing of it has arrived there."),
            _("Write only what is still missing, or leave the incident open."),
        ),
        "incident-open": Words(
            _("Something of this despatch is missing, and its incident is open."), _("Conclude case %(case)s first.")
        ),
        "concluded-by-the-sender": Words(
            _("Whoever packed, sealed or sent it, or reported it missing, does not conclude what became of it."),
            _("Ask the leader, or another head of the service."),
        ),
        "incident-reported": Words(
            _("The written report of this incident has been entered already."), _("Go on looking; then conclude it.")
        ),
        # Bundles.
        "no-card": Words(
            _("This office has no keys for bundles yet."),
            _("The head of the service or the security administrator makes them."),
        ),
        "keys-not-compared": Words(
            _("Nobody has compared the keys of “%(name)s” yet."),
            _("Bring its card of keys, and let a second person compare the fingerprint aloud."),
        ),
        "nobody-cosigned": Words(
            _("No other office has cosigned a checkpoint of these books yet."),
            _("Send a bundle: its receipt brings the signature."),
        ),
        "not-sent-yet": Words(_("This despatch has not been sent."), _("Send it; then write its bundle.")),
        "bundle-left-already": Words(
            _("This bundle left already by the same request, and a second one of it would be another file."),
            _("Ask for it again with a new request: it is on record each time that it leaves."),
        ),
        "not-accepted-yet": Words(_("What came has not been accepted yet."), _("Accept it; then write the receipt.")),
        "bundle-not-one": Words(_("This file is not a bundle, or it was damaged on the way."), ASK_AGAIN),
        "bundle-too-large": Words(
            _("This is larger than a bundle may be: %(most)s KiB."),
            _("Whoever sends it makes several despatches of it."),
        ),
        "bundle-own": Words(
            _("This bundle was written by this office."), _("Bring one that another office has written.")
        ),
        "bundle-unknown-sender": Words(
            _("This bundle is signed by an office that is not known here."),
            _("Register the body, bring its card of keys and compare the fingerprint aloud; then open it again."),
        ),
        "bundle-not-compared": Words(
            _("Nobody has compared the keys of “%(name)s” yet."),
            _("Let a second person compare the fingerprint aloud; then open it again."),
        ),
        "bundle-unknown-key": Words(
            _("This bundle is signed with a key that is not on the card of “%(name)s”: an old one, or a stranger's."),
            _("Ask them whether they have changed their keys; bring the new card and compare it aloud."),
        ),
        "bundle-signature": Words(_("The signature of “%(name)s” does not hold: the bundle was altered."), ASK_AGAIN),
        "bundle-altered": Words(_("What “%(name)s” sealed was altered after it was signed."), ASK_AGAIN),
        "bundle-other-office": Words(
            _("This bundle of “%(name)s” is for another office."),
            _("Nothing was opened. Return it to them, or to whom it is for, by the same channel."),
        ),
        "bundle-old-key": Words(
            _("“%(name)s” sealed this bundle with keys that this office does not use now."),
            _("Send them the card of keys in force, and ask for the bundle again."),
        ),
        "bundle-replayed": Words(
            _("This bundle of “%(name)s” was opened here before."), _("Look at its case: nothing is taken in twice.")
        ),
        "bundle-does-not-open": Words(_("This bundle does not open with the key of this office."), ASK_AGAIN),
        "bundle-contents": Words(
            _("What is inside this bundle is not what a bundle holds, or not what stands on its outside."), ASK_AGAIN
        ),
        "bundle-books-unsigned": Words(
            _("The checkpoint in this bundle is not signed by the ledger of its sender."), ASK_AGAIN
        ),
        "bundle-books-unproved": Words(
            _("The act that this bundle rests on does not stand in the sender's books."), ASK_AGAIN
        ),
        "books-rewritten": Words(
            _("The books of “%(name)s” do not continue what they showed here before: they were rewritten, or forked."),
            _("Keep the file, and tell the inspector of both offices at once. Nothing of it was taken in."),
        ),
        "cosigned-not-shown": Words(
            _("“%(name)s” signs a checkpoint of our books that it was never shown."), ASK_AGAIN
        ),
        "cosigned-falsely": Words(_("The signature of “%(name)s” under our checkpoint does not hold."), ASK_AGAIN),
        "bundle-no-receipt": Words(
            _("This bundle is a despatch and not a receipt."), _("Open it as what another office sends.")
        ),
        "receipt-of-nothing-sent": Words(
            _("This receipt of “%(name)s” answers no despatch of this office that waits for one."),
            _("Look whether it was answered before; else ask them what they received."),
        ),
        "receipt-of-other-lines": Words(
            _("This receipt of “%(name)s” speaks of other copies than were sent."), ASK_AGAIN
        ),
        "scheme-not-loaded": Words(
            _("The level %(level)s of the scheme “%(scheme)s” cannot be read here."),
            _("Load that scheme in the settings; then open the bundle again."),
        ),
        "seals-differ": Words(
            _("The seals are not those that were announced: %(announced)s."),
            _("Read them again; if it is so, write in “What is wrong with it” what was found."),
        ),
        "condition-needed": Words(
            _("Covers or seals are not intact."),
            _("Write in “What is wrong with it” what was found; then take it in."),
        ),
        "line-not-open": Words(
            _("Line %(line)s is not there, or was settled already."),
            _("Look at the lines of the case. A wrong number is taken off its line first."),
        ),
        "line-without-number": Words(
            _("Line %(line)s is not there, or has no number."), _("Look at the lines of the case.")
        ),
        "document-entered": Words(
            _("%(number)s stands for another line already."),
            _("Choose the document of this line; or take the number off the other line first."),
        ),
        "announced-otherwise": Words(
            _("%(number)s was registered with %(registered)s folios; the bundle announces %(announced)s."),
            _(
                "Count again. If it was registered wrongly, annul that entry, register it anew and link it to its envelope; if folios "
                "are missing, say of this line that it is not in the envelope, and what is: the receipt tells the other office."
            ),
        ),
        "registered-too-low": Words(
            _("%(number)s was registered below the level %(level)s, which this line has here."),
            _("Annul that entry, register it with its level and link it to its envelope."),
        ),
        "no-equivalence": Words(
            _("The level %(level)s of the scheme “%(scheme)s” has no equivalent here: the office decides."),
            _("Register it with a level that protects it as much, link it to its envelope and enter that number."),
        ),
        "lines-open": Words(
            _("Some lines have neither a number nor a note that they are missing."),
            _("Register what came, and say so of each line."),
        ),
    }
)
