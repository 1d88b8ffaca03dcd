# SPDX-License-Identifier: EUPL-1.2
"""The refusals of the off-line counter."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures import refusals
from precinto.procedures.refusals import Words

WHOLE = _("Bring the file as the station wrote it.")
refusals.register(
    {
        "queue-empty": Words(_("The queue is empty."), _("There is nothing to bring back.")),
        "queue-too-long": Words(_("The queue has more than 150 movements."), _("Bring it in parts, in their order.")),
        "queue-malformed": Words(_("Line %(line)s is not a movement of a queue."), WHOLE),
        "queue-bad-key": Words(
            _("That is not the public key of a station."), _("Enrol the station from its own page.")
        ),
        "queue-not-signed": Words(_("The signature of line %(line)s is not the station's."), WHOLE),
        "queue-broken": Words(_("Line %(line)s does not go on from the one before."), WHOLE),
        "queue-from-tomorrow": Words(
            _("Line %(line)s is later than now: the clock of the station is ahead."),
            _(
                "Set it right. Bring the queue when that hour has come, or withdraw the station and enter by hand what is so."
            ),
        ),
        "queue-gap": Words(
            _("Movements are missing: %(last)s was the last one brought, and this queue begins with %(first)s."),
            _("Bring the earlier ones first: they are at the station."),
        ),
        "queue-brought-already": Words(
            _("All of this was brought already, up to movement %(last)s."),
            _("Look at the queues: what became of it is there."),
        ),
        "queue-other-past": Words(
            _("Movement %(n)s does not go on from what this station brought before."),
            _("Somebody has changed the queue: tell the head of the service."),
        ),
        "station-known": Words(
            _("This station is enrolled as “%(name)s”."),
            _("Use it. Where it was withdrawn, let the browser forget its key on this page, and enrol it anew."),
        ),
        "station-unknown": Words(
            _("No station that was let in wrote this queue."),
            _("Let the head of the service let the station in; then bring it."),
        ),
        "movement-not-tried": Words(
            _("This movement has not been tried yet."),
            _("Go on with the queue; what is refused then can be set aside."),
        ),
        "station-withdrawn": Words(
            _("The station “%(name)s”, which wrote this queue, was withdrawn: what it says is taken no more."),
            _(
                "Find out what happened, write what is so on a sheet and enter it from there; somebody else confirms it against that "
                "sheet."
            ),
        ),
        "movement-settled": Words(_("What became of this movement is on record."), _("Look at the next one.")),
        "movement-act-or-refusal": Words(
            _("A movement was done or refused: one of the two."), _("Name its act, or the refusal.")
        ),
        "movement-not-its-act": Words(
            _("That act is not this movement's."),
            _("Take the movement through the door: its act then carries its key."),
        ),
        "movements-left": Words(_("%(n)s movements wait to be taken or set aside."), _("Decide each of them first.")),
        "movement-clerk-unknown": Words(
            _("Nobody here has the badge %(code)s that was written down as the clerk's."),
            _("Find out who stood at the counter, enter what is so, and set this aside with its reason."),
        ),
        "movement-person-unknown": Words(
            _("Nobody here has the badge %(code)s."),
            _("Find out who stood there, enter what is so, and set this aside with its reason."),
        ),
        "movement-other-hands": Words(
            _("The badge that was read is not that of whoever has %(code)s."),
            _("Find out who gave it back: what was between readers never passed the counter."),
        ),
        "movement-no-step": Words(
            _("%(code)s is not known, or nothing like this can be done with it now."),
            _("Look at the chain of hands: take it again once it is possible, or set it aside with a reason."),
        ),
    }
)
