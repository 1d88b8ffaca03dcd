# SPDX-License-Identifier: EUPL-1.2
"""The words of clause 1.5's refusals: what stands in the way, and the way out."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

REGRADE = _("Make it as its sources are; to change that is the originator's decision, recorded as a regrading.")

register(
    {
        "one-source": Words(
            _("A copy or a translation has one source."), _("Ask for an extract to put several together.")
        ),
        "document-twice": Words(
            _("Two of these are copies of the same document."), _("Name one copy of each document.")
        ),
        "no-copy": Words(
            _("%(number)s bears the caveat “%(caveat)s”: it may not be copied."),
            _("It is read in the office; only its originator can lift the caveat."),
        ),
        "no-extract": Words(
            _("Neither extracts nor translations are made of %(number)s: its level does not allow them."),
            _("Ask for a copy, or ask its originator for the extract."),
        ),
        "schemes-do-not-join": Words(
            _("The sources are classified under two schemes, which cannot be joined."),
            _("Make one extract of each scheme."),
        ),
        "nobody-may-have-both": Words(
            _("The caveats of these sources leave nobody to whom both may be released."), _("Make one extract of each.")
        ),
        "no-recipients": Words(
            _("A copy is made for somebody."), _("Write who is to have it, or how many the office keeps.")
        ),
        "more-recipients-than-copies": Words(
            _("%(recipients)s are to have a copy, and %(copies)s are asked for."), _("Ask for as many as are needed.")
        ),
        "leader-approves-copies": Words(
            _("Copies of this level are authorised by the leader."), _("Leave the request to the leader.")
        ),
        "approver-is-recipient": Words(
            _("Nobody authorises a copy for themselves."),
            _("Another leader decides; the delegate of the same one does not."),
        ),
        "more-than-asked": Words(
            _("%(asked)s copies were asked for: %(authorised)s cannot be authorised."),
            _("Authorise as many or fewer; who needs more asks for them."),
        ),
        "originator-consents-first": Words(
            _("Of %(number)s nothing is copied without its originator's written consent."),
            _("Write the reference and date of the consent."),
        ),
        "more-than-authorised": Words(
            _("%(authorised)s copies are authorised and %(made)s are made: %(wanted)s more are too many."),
            _("What came out beyond that is reported as excess; who needs more asks for a new authorisation."),
        ),
        "too-many-copies": Words(
            _("%(number)s would have more than %(most)s copies: their codes cannot be written."), _("Make fewer.")
        ),
        "more-pages-than-authorised": Words(
            _("%(most)s sheets are authorised, %(pages)s a copy: %(printed)s is more."),
            _("Enter what was authorised, and report the sheets beyond it as excess."),
        ),
        "sheets-do-not-add-up": Words(
            _("%(printed)s sheets came out; %(copies)s copies of %(folios)s do not account for them."),
            _("Count again: whatever is not in a good copy belongs to a spoiled one."),
        ),
        "operator-approved": Words(
            _("%(name)s approved these copies and does not make them."), _("Another person works the machine.")
        ),
        "operator-is-witness": Words(_("%(name)s cannot witness their own work."), _("Name another witness, or none.")),
        "copy-level-differs": Words(
            _("The level is that of the sources, %(level)s: it cannot be %(written)s."), REGRADE
        ),
        "copy-caveats-differ": Words(_("The caveats are those of the sources: %(caveats)s."), REGRADE),
        "copy-term-differs": Words(
            _("It is secret as long as its sources are, until %(term)s: neither longer nor shorter."), REGRADE
        ),
        "copy-scope-wider": Words(
            _("The scope names somebody who is not in the reading scope of every source."),
            _("Leave them out, or have the scopes of the sources extended first."),
        ),
        "surplus-lives": Words(
            _("These are still to be destroyed: %(codes)s."),
            _(
                "Propose their destruction; then close the case. Of what is missing, its discrepancy or difference is concluded first; of "
                "sheets in excess, the excess."
            ),
        ),
        "excess-not-concluded": Words(
            _("Sheets beyond those authorised were reported, and nobody has concluded on them."),
            _("The leader concludes; then close the case."),
        ),
        "no-excess": Words(_("There is no excess left to conclude on."), _("Go on with the case.")),
        "part-is-an-extract": Words(
            _("A part of a document is an extract, and no copy."),
            _("Ask for an extract, where its level has any; of a copy leave “Which part” empty."),
        ),
        "copy-is-whole": Words(
            _("%(code)s has %(folios)s folios, and %(written)s were written: a copy has all of them."),
            _("Write as many, or ask anew if it has another number since. A part of it is an extract."),
        ),
        "surplus-copy": Words(
            _("%(code)s is surplus of the reproduction %(case)s and is to be destroyed."),
            _("Propose its destruction; if a copy is needed, ask for one."),
        ),
        "being-copied": Words(
            _("%(code)s is a source of the reproduction %(case)s, which is not finished."),
            _("Finish or withdraw the reproduction first."),
        ),
    }
)
