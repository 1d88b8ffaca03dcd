# SPDX-License-Identifier: EUPL-1.2
"""What must hold of what another office announces, from its bundle to the receipt. Each returns None, or why it does not hold."""

from __future__ import annotations

from precinto.access.decide import Scoped, decide
from precinto.access.principals import REGISTRY
from precinto.access.reach import FOREVER
from precinto.custody import seals
from precinto.despatch import queries
from precinto.despatch.models import Incoming
from precinto.despatch.queries import incoming_labels
from precinto.documents.models import Document
from precinto.documents.receiving.models import Enclosed
from precinto.documents.receiving.rules import concluded
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason


def opener_cleared(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever opens it handles what it announces: their level reaches it."""
    for label in incoming_labels(facts.found.what.lines):
        if label is None:
            continue
        decision = decide(actor.subject, Scoped(label, ((REGISTRY, 0, FOREVER),)))
        if not decision:
            return Reason(decision.reason or "", {"name": actor.person.name}, decision.clause)
    return None


def arrived_as_announced(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """Seals that differ, or covers that are not whole, are written down in words, and the envelope is taken in all the same."""
    if facts.condition:
        return None
    if sorted(seals.numbers(facts.seals)) != sorted(seals.numbers(case.seals)):
        return Reason("seals-differ", {"announced": case.seals})
    return None if facts.intact else Reason("condition-needed")


def place_for_it(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: the level of the place reaches that of the envelope."""
    low = queries.level_of(case).rank > facts.place.rank
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if low else None


def out_of_its_envelope(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: what answers for a line came out of the envelope that was opened here."""
    came = Enclosed.objects.filter(document=facts.document).values_list("thing", flat=True).first()
    if case.arrival is None or came == case.arrival.thing_id:
        return None
    return Reason("not-out-of-it", {"number": facts.document.full_number, "name": case.arrival.name}, "1.1")


def envelope_done_with(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: accepted is what was opened, counted and registered whole."""
    done = case.arrival is None or case.arrival.stage in ("registered", "closed", "gone")
    return (
        None if done or case.arrival is None else Reason("envelope-not-done-with", {"name": case.arrival.name}, "1.1")
    )


def finding_concluded(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    return concluded(case.arrival, actor, facts) if case.arrival is not None else None


def line_is_open(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    return _line(case, facts, document__isnull=True, missing=False)


def line_has_no_number(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """What was not seen in the envelope may have been in it after all."""
    return _line(case, facts, document__isnull=True)


def line_has_a_number(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    why = _line(case, facts, document__isnull=False)
    return Reason("line-without-number", why.facts) if why is not None else None


def _line(case: Incoming, facts: Facts, **as_it_should_be: bool) -> Reason | None:
    found = case.lines.filter(place=facts.line, **as_it_should_be).exists()
    return None if found else Reason("line-not-open", {"line": facts.line})


def document_is_that_line(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """What was registered is what was announced: so many folios, at least the level that the schemes give it."""
    line = case.lines.get(place=facts.line)
    document: Document = facts.document
    folios = set(document.copies.values_list("thing__pieces", flat=True))
    if line.folios not in folios:
        told = {"number": document.full_number, "registered": max(folios, default=0), "announced": line.folios}
        return Reason("announced-otherwise", told)
    if line.own_level:
        own = schemes.own().level(line.own_level)
        if document.rank < own.rank:
            return Reason("registered-too-low", {"number": document.full_number, "level": own.short})
    elif not document.rank and line.level:
        return Reason("no-equivalence", {"scheme": line.scheme, "level": line.level})
    return None


def document_not_entered(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """One document answers for one line."""
    if case.lines.filter(document=facts.document).exists() or facts.document.came_as.exists():
        return Reason("document-entered", {"number": facts.document.full_number})
    return None


def every_line_settled(case: Incoming, actor: Actor, facts: Facts) -> str | None:
    return "lines-open" if case.lines.filter(document__isnull=True, missing=False).exists() else None


def announced_is_late(case: Incoming, actor: Actor, facts: Facts) -> Reason | None:
    """It is given up when its day is over, or when its envelope went back as it came."""
    if case.arrival is not None:
        if case.arrival.stage == "sent_back":
            return None
        reason = "envelope-is-gone" if case.arrival.stage == "gone" else "envelope-is-with-us"
        return Reason(reason, {"name": case.arrival.name}, "1.1")
    return Reason("receipt-not-late", queries.until(case)) if queries.awaited(case, actor.at) else None
