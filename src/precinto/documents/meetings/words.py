# SPDX-License-Identifier: EUPL-1.2
"""The words of refusals about meetings: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

CERTIFIED_ANEW = _(
    "Ask their body for another certificate; a guest on the list is taken off it, and invited anew with that."
)

register(
    {
        "not-the-organiser": Words(
            _("The list and the papers of this meeting are %(name)s's, and the office's."), _("Ask one of them.")
        ),
        "no-participants": Words(
            _("A meeting needs the complete list of who takes part."),
            _("Write their badges, one a line; to a meeting that is planned already, invite them."),
        ),
        "invited-already": Words(_("%(name)s is on the list already.")),
        "not-a-participant": Words(
            _("%(name)s is not on the list of this meeting."), _("Put them on the list before it is approved.")
        ),
        "papers-are-planned": Words(
            _("Copies are planned for %(name)s."), _("Drop them from the plan first; then take them off the list.")
        ),
        "meeting-elsewhere": Words(
            _("This meeting is held elsewhere: papers do not leave the house under a meeting."),
            _(
                "Send to that body, as a despatch (4.6), what is to be read there; what is carried needs a permit of its own (4.3)."
            ),
        ),
        "meeting-too-low": Words(
            _("%(number)s is higher than the meeting %(name)s, or of another scheme."),
            _("Call the meeting at the higher level; or leave the paper out."),
        ),
        "paper-planned": Words(_("%(code)s is planned for %(name)s already."), _("Take another copy.")),
        "paper-not-planned": Words(
            _("%(code)s is not among the papers to be handed out at %(name)s."),
            _("Look at the list of papers: what is not on it was not approved."),
        ),
        "promised-to-a-meeting": Words(
            _("%(code)s is to be handed out at the meeting %(name)s, from %(since)s to %(until)s."),
            _(
                "Let it be back before that day, or wait until the meeting is closed; before it begins, the copy can be dropped from "
                "its plan."
            ),
        ),
        "not-the-day": Words(
            _("The approval of %(name)s is for %(since)s to %(until)s."),
            _("Call it off and call it again for another day."),
        ),
        "devices-inside": Words(
            _("A meeting does not begin with telephones or other devices in the room."),
            _("Have them left outside; then say yes."),
        ),
        "guest-other-scheme": Words(_("The certificate of %(name)s is of another scheme than this."), CERTIFIED_ANEW),
        "guest-level-too-low": Words(_("The certificate of %(name)s does not reach this level."), CERTIFIED_ANEW),
        "guest-certificate-over": Words(_("The certificate of %(name)s ends before the meeting does."), CERTIFIED_ANEW),
        "guest-no-caveats": Words(
            _("%(number)s bears caveats, for which the certificate of %(name)s says nothing."),
            _("Plan it for somebody who is cleared for them; its originator decides who else may read it."),
        ),
        "guest-takes-nothing": Words(
            _("%(code)s was handed out for %(name)s, who is a guest and takes nothing away."),
            _("Collect it; what another body is to have is sent to it as a despatch."),
        ),
        "did-not-come": Words(_("%(name)s did not come to the meeting."), _("Their copy stays in the safe.")),
        "not-handed-out": Words(
            _("%(code)s is not out at %(name)s."), _("Ask “Who has it?”: it may be lent, or back already.")
        ),
        "taking-away-not-approved": Words(
            _("%(name)s may not take %(code)s away from the meeting: no loan of it is approved."),
            _("Collect it; or they ask for the loan, the leader approves it, and it is let go."),
        ),
        "meeting-paper-out": Words(
            _("%(code)s is still with %(name)s."), _("Collect and count it; then close the meeting.")
        ),
        "brought-not-registered": Words(
            _("%(name)s has not settled what was brought from the meeting (%(parcel)s)."),
            _("Take the papers in and register them, or have it stated that nothing was brought."),
        ),
        "papers-of-another": Words(
            _("Each says for themselves what they brought from a meeting."),
            _("Leave the name empty, or ask the office."),
        ),
        "not-back-yet": Words(_("That day is still to come."), _("Write it when they are back.")),
        "papers-announced": Words(
            _("%(papers)s papers were announced in %(name)s: that nothing was brought is not enough."),
            _("Hand them in at the counter; or the leader or the head of the service excuses it with a reason."),
        ),
    }
)
