# SPDX-License-Identifier: EUPL-1.2
"""What must hold in clause 1.5. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from precinto.access.decide import Scoped, decide
from precinto.access.models import Person, Role
from precinto.access.principals import REGISTRY, Kind, principal
from precinto.access.reach import FOREVER
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.custody.models import OFFICE
from precinto.documents import reservations
from precinto.documents import rules as ours
from precinto.documents.copying import queries
from precinto.documents.copying.models import Kind as Made
from precinto.documents.copying.models import Reproduction
from precinto.documents.models import Copy, Document
from precinto.documents.queries import visible
from precinto.documents.reservations import Use
from precinto.labels.label import NOBODY, Label, SchemeMismatch
from precinto.ledger import history
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records.errors import NotFound

LAST_COPY = 999  # what a code can write


def _sources(case: Reproduction, facts: Facts) -> list[Copy]:
    return queries.sources(case) if case.pk else list(facts.sources)


def _documents(case: Reproduction, facts: Facts) -> list[Document]:
    return [copy.document for copy in _sources(case, facts)]


def sees_the_sources(case: Reproduction, actor: Actor, facts: Facts) -> None:
    """1.2: who may not see every source finds nothing."""
    if not all(visible(document, actor.subject) for document in _documents(case, facts)):
        raise NotFound("not-found", clause="1.2")


def sources_fit(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """A copy and a translation have one source. An extract may have several, each a document of its own."""
    found = _sources(case, facts)
    if case.kind != Made.EXTRACT and len(found) != 1:
        return Reason("one-source")
    if len({copy.document_id for copy in found}) != len(found):
        return Reason("document-twice")
    return None


def copied_whole(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5: a copy has every folio of its source. A part of it is an extract, which a level or a caveat may forbid."""
    if case.kind != Made.COPY:
        return None
    if case.part:
        return Reason("part-is-an-extract")
    folios = getattr(facts, "folios", None) or case.pages
    for copy in _sources(case, facts):
        if folios != copy.thing.pieces:
            told = {"code": codes.pretty(copy.thing.code), "folios": copy.thing.pieces, "written": folios}
            return Reason("copy-is-whole", told)
    return None


def sources_registered(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    for copy in _sources(case, facts):
        document = copy.document
        if document.stage not in ("registered", "verified"):
            return Reason("not-registered", {"number": str(document)}, "1.1")
        if _handling(document).get("two_person_open") and document.stage != "verified":
            return Reason("not-verified", {"number": str(document)}, "1.1")
    return None


def _handling(document: Document) -> dict[str, object]:
    return dict(schemes.loaded(document.scheme).level(document.level).handling)


def copying_allowed(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5: a caveat that forbids copying forbids it to everybody, and so does a level whose extracts are not allowed."""
    for document in _documents(case, facts):
        caveat = schemes.loaded(document.scheme).forbidding("copy", document.comp)
        if caveat is not None:
            return Reason("no-copy", {"number": str(document), "caveat": caveat.name["es"]})
        if case.kind != Made.COPY and not _handling(document).get("extract_allowed"):
            return Reason("no-extract", {"number": str(document)})
    return None


def can_be_joined(case: Reproduction, actor: Actor, facts: Facts) -> str | None:
    """What is made of several bears the join of their labels; two schemes have none."""
    try:
        label = queries.joined(_documents(case, facts))
    except SchemeMismatch:
        return "schemes-do-not-join"
    return "nobody-may-have-both" if label.rel & NOBODY else None


def recipients_fit(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.2: whoever is to have a copy may read every source. A copy for nobody would be surplus before it is made."""
    wanted = len(facts.recipients) + facts.kept
    if not wanted:
        return Reason("no-recipients")
    if wanted > facts.copies:
        return Reason("more-recipients-than-copies", {"recipients": wanted, "copies": facts.copies})
    for person in facts.recipients:
        for document in _documents(case, facts):
            reason = ours.may_read(document, person, actor)
            if reason is not None:
                return reason
    return None


# ---- the approval


def leader_decides(case: Reproduction, actor: Actor, facts: Facts) -> str | None:
    """1.5: the leader approves, but for levels of which the scheme says that the registry may."""
    if actor.role is Role.LEADER:
        return None
    by_clerk = all(_handling(document)["copy_approval"] == "clerk" for document in _documents(case, facts))
    return None if by_clerk else "leader-approves-copies"


def not_for_the_approver(case: Reproduction, actor: Actor, facts: Facts) -> str | None:
    """Who approves does not receive: not in person, and not behind a delegation."""
    mine = case.recipients.filter(person__in=actor.humans).exists()
    return "approver-is-recipient" if mine else None


def not_more_than_asked(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    if (facts.authorised or 0) > case.asked:
        return Reason("more-than-asked", {"authorised": facts.authorised, "asked": case.asked})
    return None


def originator_agrees(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5: of the top level, and wherever the scheme says so, nothing is copied without the originator's written consent."""
    for document in _documents(case, facts):
        top = document.rank > 0 and document.rank == schemes.loaded(document.scheme).levels[-1].rank
        if (top or _handling(document)["copy_approval"] == "leader+originator") and not facts.consent:
            return Reason("originator-consents-first", {"number": str(document)})
    return None


# ---- the making


def sources_in_the_safe(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: the office copies what is in the office."""
    for copy in _sources(case, facts):
        code = codes.pretty(copy.thing.code)
        if copy.thing.person is not None:
            return Reason("in-other-hands", {"code": code, "holder": copy.thing.person.name}, "1.2")
        if copy.thing.place is None or copy.thing.place.kind not in OFFICE:
            return Reason("not-in-the-safe", {"code": code}, "1.3")
    # It does not leave the office: whoever it is promised to has it afterwards.
    return reservations.why_not(Use.LEAVE, case.things(), but=(queries.NAME, case.pk), when=reservations.SOME_DAY)


def within_the_authorised(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5: k <= N. A spoiled copy came out too, and counts."""
    made = case.made.count()
    wanted = made + facts.good + facts.spoiled
    if wanted > case.authorised:
        return Reason(
            "more-than-authorised", {"authorised": case.authorised, "made": made, "wanted": facts.good + facts.spoiled}
        )
    if case.target.copies.count() + facts.good + facts.spoiled > LAST_COPY and not _new(case):
        return Reason("too-many-copies", {"number": str(case.target), "most": LAST_COPY})
    return None


def sheets_add_up(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5, 2.6: what came out of the machine is the good copies and the spoiled ones, and no more than was authorised."""
    most = case.authorised * case.pages
    if facts.folios > case.pages or case.printed + facts.printed > most:
        return Reason(
            "more-pages-than-authorised", {"pages": case.pages, "most": most, "printed": case.printed + facts.printed}
        )
    rest = facts.printed - facts.good * facts.folios
    if rest < facts.spoiled or (rest and not facts.spoiled):
        return Reason("sheets-do-not-add-up", {"printed": facts.printed, "copies": facts.good, "folios": facts.folios})
    return None


def place_high_enough(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    rank = max(document.rank for document in _documents(case, facts))
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if rank > facts.place.rank else None


def operator_apart(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """Who approves does not carry out, and nobody is their own witness. Both see what lies in the machine."""
    operator: Person = facts.operator or actor.person
    approved = history.last(queries.NAME, case.pk, "approve")
    if approved is not None and operator.pk in history.hands([approved]):
        return Reason("operator-approved", {"name": operator.name})
    if facts.witness is not None and facts.witness.pk == operator.pk:
        return Reason("operator-is-witness", {"name": operator.name})
    for person in (operator, facts.witness):
        for document in _documents(case, facts) if person is not None else ():
            reason = ours.may_read(document, person, actor)
            if reason is not None:
                return reason
    return None


# ---- what is born of it, when it is a document of its own


def _new(case: Reproduction) -> bool:
    return case.kind != Made.COPY and case.result_id is None


def label_taken_over(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5: level, caveats and term may not be changed by copying: that is an act of its own."""
    if not _new(case):
        return None
    documents = _documents(case, facts)
    label = queries.joined(documents)
    scheme = schemes.loaded(label.scheme)
    if facts.level and scheme.level(facts.level).rank != label.rank:
        return Reason(
            "copy-level-differs",
            {"level": scheme.by_rank(label.rank).short, "written": scheme.level(facts.level).short},
        )
    if facts.caveats and scheme.bits(facts.caveats) != (label.comp, label.rel):
        return Reason("copy-caveats-differ", {"caveats": scheme.categories_of(label.comp, label.rel) or ["—"]})
    if facts.declassify_on and facts.declassify_on != queries.term(documents):
        return Reason("copy-term-differs", {"term": queries.term(documents) or "—"})
    return None


def scope_not_wider(case: Reproduction, actor: Actor, facts: Facts) -> str | None:
    """1.2: what is made of several is read by whoever may read all of them; and nobody writes themselves in."""
    if not _new(case):
        return None
    if any(number == principal(Kind.PERSON, actor.key) for number, *_dates in facts.scope):
        return "scope-adds-oneself"
    return "copy-scope-wider" if queries.wider(facts.scope, _documents(case, facts), actor.day) is not None else None


def maker_cleared(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """Who registers it handles it: several sources together may bind more than each alone."""
    label: Label = queries.joined(_documents(case, facts))
    decision = decide(subject(actor.person, actor.day), Scoped(label, ((REGISTRY, 0, FOREVER),)))
    return None if decision else Reason(decision.reason or "", {"name": actor.person.name}, decision.clause)


# ---- the end


def surplus_destroyed(case: Reproduction, actor: Actor, facts: Facts) -> Reason | None:
    """1.5: the case is closed when nothing is left that nobody is to have."""
    alive = [made.copy.thing for made in queries.surplus_due(case)] + queries.excess_due(case)
    return Reason("surplus-lives", {"codes": [codes.pretty(thing.code) for thing in alive[:10]]}) if alive else None


def excess_concluded(case: Reproduction, actor: Actor, facts: Facts) -> str | None:
    return "excess-not-concluded" if case.excess.filter(conclusion="").exists() else None


def missing_sheets(case: Reproduction, facts: Facts) -> list[int]:
    """The things that a conclusion on the excess changes."""
    return [thing.pk for thing in queries.excess_missing(case)]


def excess_open(case: Reproduction, actor: Actor, facts: Facts) -> str | None:
    """It is concluded again where its sheets went missing since: they have no case of their own."""
    open_ = case.excess.filter(conclusion="").exists() or bool(queries.excess_missing(case))
    return None if open_ else "no-excess"
