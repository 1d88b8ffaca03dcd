# SPDX-License-Identifier: EUPL-1.2
"""The words of clause 1.3's refusals: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "keeper-has-not-handed-over": Words(
            _("%(name)s keeps papers and has not handed them over: no inventory conformed in the last %(days)s days."),
            _(
                "Open a hand-over with its inventory: who goes, who takes over and a chief sign it; then repeat the step."
            ),
        ),
        "hand-over-not-of-all": Words(
            _("The hand-over of %(name)s leaves out: %(places)s."), _("Open one that counts those places too.")
        ),
        "place-has-a-lock": Words(_("This place has a lock in use."), _("Take the lock off first: case %(case)s.")),
        "place-being-counted": Words(_("This place is being counted in %(name)s."), _("Close that count first.")),
        "lock-known": Words(_("This place has a lock already."), _("Go on with case %(case)s, or take that lock off.")),
        "sheet-still-open": Words(
            _("By its sheet “%(place)s” is open."),
            _("Close it and say so on its sheet; if it was found open, report that."),
        ),
        "sheet-open-already": Words(_("This place has been opened already."), _("Go on with sheet %(case)s.")),
        "not-a-knower": Words(
            _("You do not know the combination of “%(place)s”."),
            _("Ask somebody who knows it, or have it changed with you among its knowers."),
        ),
        "not-a-keyholder": Words(
            _("You do not hold the key of “%(place)s”."), _("Ask somebody who holds it, or have it named for you.")
        ),
        "checked-by-the-closer": Words(
            _("You closed “%(place)s”: whoever closes a door does not check it."), _("Ask another person to look.")
        ),
        "no-check-missed": Words(
            _("On %(day)s no check at the end of the day was missed that is still to be accounted for."),
            _("Write a working day before today on which a safe was not looked at after the office closed."),
        ),
        "not-in-that-place": Words(_("“%(place)s” does not stand in “%(outer)s”."), _("Name the place that holds it.")),
        "there-already": Words(_("%(code)s is in “%(place)s” already."), _("Take it off the list.")),
        "inventory-not-in-its-time": Words(
            _("%(plan)s: it is counted from %(first)s to %(last)s."),
            _("Count it then. One by surprise counts the whole office as well, today."),
        ),
        "inventory-known": Words(_("That inventory has been planned or made already."), _("Go on with case %(case)s.")),
        "no-places-to-count": Words(_("There is no safe or drawer in that place."), _("Choose another place.")),
        "inventory-open": Words(
            _("%(name)s is counting one of these places now."),
            _("Join it: any number of clerks count in one session. For a hand-over, wait until it is closed."),
        ),
        "general-counts-all": Words(
            _("A general inventory counts all the places of the office."),
            _("Leave the place empty, or choose another kind of inventory."),
        ),
        "partial-needs-a-place": Words(_("It is not said which place is counted."), _("Choose the place.")),
        "not-of-this-inventory": Words(
            _("“%(place)s” is not counted in %(name)s."), _("Read the code of one of its places.")
        ),
        "place-finished-already": Words(
            _("“%(place)s” has been said to be done already."), _("What is found later can still be read there.")
        ),
        "places-left": Words(
            _("Not every place is done: %(places)s."), _("Count them and say of each that it is done.")
        ),
        "nothing-to-draw": Words(_("Every difference has its case."), _("Go on to the signatures.")),
        "differences-left": Words(_("%(n)s differences have no case yet."), _("Open their cases first.")),
        "relief-signs-it": Words(
            _("This inventory belongs to a hand-over."), _("Both holders sign it in the case of the hand-over.")
        ),
        "difference-of-another-kind": Words(
            _("That is not how a difference of this kind ends: %(kind)s."), _("Take another of its steps.")
        ),
        "concluded-by-who-counted": Words(
            _("You counted in %(name)s: whoever counts does not conclude what differs."),
            _("The leader or the head of the service concludes it, whichever of them did not count."),
        ),
        "moved-since": Words(
            _("%(code)s has been moved by another act since the inventory was closed."),
            _("Look at its chain of hands, and conclude the difference with what it says."),
        ),
        "place-closed": Words(_("“%(place)s” is no longer in use."), _("Put the thing back, or move it elsewhere.")),
        "relief-two-persons": Words(
            _("Who hands over and who takes over are two persons."), _("Name the other person.")
        ),
        "inventory-not-counted": Words(
            _("The inventory %(name)s has not been counted and closed."), _("Close the count first; then both sign.")
        ),
        "signs-oneself": Words(_("Only %(name)s signs here."), _("Let them sign in and sign with their own password.")),
        # The page where things are counted.
        "place-first": Words(_("It is not known where you are."), _("Read the code of the safe or drawer first.")),
        "not-counted": Words(
            _("“%(text)s” is not the code of a thing or of a place."), _("Set it aside, and read the next one.")
        ),
        "place-chosen": Words(_("You are at “%(place)s”."), _("Read what lies there; read its end when it is done.")),
        "place-done": Words(_("“%(place)s” is done: nothing is missing."), _("Read the code of the next place.")),
        "place-done-missing": Words(
            _("“%(place)s” is done, and %(n)s of its things are missing."),
            _("What is found later can still be read there. Read the code of the next place."),
        ),
        "read-already": Words(_("%(code)s was read here already, by %(name)s."), _("It counts once.")),
        "read-already-many": Words(_("%(n)s of these were read here already."), _("Each counts once.")),
        "read-unknown": Words(
            _("%(code)s is not in the books."), _("It is noted. Set it aside: the head will see to it.")
        ),
        "read-misplaced": Words(
            _("%(code)s does not belong here: by the books it is with “%(where)s”."),
            _("It is noted, and nothing has been moved. Set it aside: the head will see to it."),
        ),
        "read-elsewhere": Words(
            _("%(code)s does not belong here."),
            _("It is noted, and nothing has been moved. Set it aside: the head will see to it."),
        ),
        "damaged-file": Words(_("That file is not a list of codes."), _("Choose a text file with one code a line.")),
    }
)
