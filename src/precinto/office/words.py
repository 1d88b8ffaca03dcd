# SPDX-License-Identifier: EUPL-1.2
"""The words of this room's refusals."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

register(
    {
        "drawer-needs-a-safe": Words(_("A drawer stands in a safe."), _("Choose the safe that it belongs to.")),
        "stands-elsewhere": Words(
            _("%(kind)s: it cannot stand in “%(name)s” (%(outer)s)."),
            _("A drawer stands in a safe, a safe in a room, a room in a building."),
        ),
        "higher-than-its-outside": Words(
            _("It may not hold a higher level than “%(name)s”, in which it stands."),
            _("Choose a lower level, or a place that may hold it."),
        ),
        "higher-lies-in-it": Words(
            _("%(what)s lies in it and is of a higher level."),
            _("Take it to a place that may hold it, or choose a level that is high enough."),
        ),
        "not-printed-yet": Words(
            _("This paper has not been printed yet: there is no number in whose place it would stand."),
            _("Print it."),
        ),
        "no-body-destroys": Words(
            _("“%(name)s” is no other body: what destroys for the office is outside of it."),
            _("Choose the place of the body, or open one of that kind."),
        ),
        "destroys-above-itself": Words(
            _("“%(name)s” may not hold that level, and destroys nothing of it."),
            _("Choose a level that it may hold, or have the level of the place corrected first."),
        ),
        "destroys-nothing": Words(_("“%(name)s” is no destruction authority."), _("There is nothing to do.")),
        "printed-already": Words(
            _("This paper has been printed: it is %(number)s."),
            _("Print a duplicate of it (case %(case)s)."),
        ),
        "nothing-to-correct": Words(_("It has that name and that level already."), _("There is nothing to do.")),
        "read-so-already": Words(
            _("Clause %(clause)s is read so already."), _("Write another reading, or a text of the office's own.")
        ),
        "holiday-known": Words(
            _("The day is in the calendar already: “%(name)s” (case %(case)s)."),
            _("If it was lifted, keep it again on its own page."),
        ),
        "place-in-itself": Words(_("“%(name)s” would stand in itself."), _("Choose another place.")),
        "place-holds-places": Words(
            _("“%(name)s” stands in it and is in use."), _("Close it first, or say that it stands elsewhere.")
        ),
        "minimum-staff-known": Words(
            _("A regime of minimum staff is declared or in force already (case %(case)s)."),
            _("Review that one, or end it first."),
        ),
        "minimum-staff-backwards": Words(
            _("A regime of minimum staff does not reach into the past."), _("Choose today or a later day.")
        ),
        "minimum-staff-lapsed": Words(
            _("The regime is past its last day or its review."), _("End it, and declare it anew if it is still needed.")
        ),
        "epoch-no-checkpoint": Words(
            _("No checkpoint is known that the books do not hold."), _("Write the last one that was printed or kept.")
        ),
        "epoch-other-book": Words(
            _("This checkpoint is of another book: %(origin)s."), _("Write one that this office signed.")
        ),
        "epoch-not-signed": Words(
            _("The signature of this checkpoint is not of this office."),
            _("Write it again as it was kept, or its first three lines."),
        ),
        "epoch-not-needed": Words(
            _("The books continue this checkpoint of %(size)s acts: nothing is missing."),
            _("Go on; a new epoch is only for books that have lost acts."),
        ),
        "epoch-accounted-for": Words(
            _("An act has said already that acts under this checkpoint are lost."),
            _("Go on; a new epoch is only for a loss of which no act speaks yet."),
        ),
    }
)
