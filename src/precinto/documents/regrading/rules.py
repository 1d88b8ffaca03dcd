# SPDX-License-Identifier: EUPL-1.2
"""What must hold when a classification changes. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from precinto.access.decide import Scoped, decide
from precinto.access.principals import REGISTRY
from precinto.access.reach import FOREVER
from precinto.custody import codes
from precinto.custody.models import PlaceKind
from precinto.documents.models import Copy
from precinto.documents.queries import visible
from precinto.documents.regrading import queries
from precinto.documents.regrading.models import Line, Mark, Regrading
from precinto.labels.label import Label
from precinto.office import schemes
from precinto.office.models import PrintedForm
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records.errors import NotFound

SHOWN = 10  # codes that a refusal names


def _names(copies: list[Copy]) -> list[str]:
    return [codes.pretty(copy.thing.code) for copy in copies[:SHOWN]]


# ---- the order


def one_scheme(case: Regrading, actor: Actor, facts: Facts) -> str | None:
    """A level belongs to a scheme: an order gives one level."""
    return None if {document.scheme for document in facts.documents} == {case.scheme} else "order-of-another-scheme"


def all_registered(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    for document in facts.documents:
        if document.stage not in queries.REGISTERED:
            return Reason("not-registered", {"number": str(document)}, "1.1")
    return None


def label_fits(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    unfit = schemes.unfit(facts.level, facts.caveats)
    if unfit is not None:
        return Reason(unfit[0], unfit[1])
    return Reason("declassified-with-caveats") if case.rank == 0 and (case.comp or case.rel) else None


def something_changes(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    wanted = (case.rank, case.comp, case.rel, case.declassify_on, case.declassify_event)
    for d in facts.documents:
        if (d.rank, d.comp, d.rel, d.declassify_on, d.declassify_event) == wanted:
            return Reason("nothing-changes", {"number": str(d)})
    return None


def not_being_decided(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    """One decision of a document at a time."""
    for document in facts.documents:
        line = queries.live_lines().filter(document=document).select_related("regrading").first()
        if line is not None:
            return Reason("regrading-open", {"number": str(document), "case": line.regrading.name})
    return None


def order_is_dated(case: Regrading, actor: Actor, facts: Facts) -> str | None:
    return "order-in-the-future" if facts.dated > actor.day else None


def cleared_for_the_new(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    """Who raises a document handles it at its new level."""
    label = Label(case.scheme, case.rank, case.comp, case.rel)
    decision = decide(actor.subject, Scoped(label, ((REGISTRY, 0, FOREVER),)))
    return None if decision else Reason(decision.reason or "", {"name": actor.person.name}, decision.clause)


# ---- the list


def somebody_runs_out(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    found = queries.run_out(facts.until).exists()
    return None if found else Reason("no-term-runs-out", {"until": facts.until.isoformat()})


def list_lacks(case: Regrading, actor: Actor, facts: Facts) -> str | None:
    return None if queries.to_list(case).exists() else "list-is-whole"


def list_is_whole(case: Regrading, actor: Actor, facts: Facts) -> str | None:
    return "list-lacks" if queries.to_list(case).exists() else None


def on_the_list(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    found = case.lines.filter(document=facts.document, state=Line.State.LISTED).exists()
    return None if found else Reason("document-not-listed", {"number": str(facts.document)})


# ---- the effect


def lines_seen(case: Regrading, actor: Actor, facts: Facts) -> None:
    """1.2: whoever handles them sees them."""
    lines = queries.next_lines(case)
    if not all(visible(line.document, actor.subject) for line in lines):
        raise NotFound("not-found", clause="1.2")


def term_is_over(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    """A term ends on its day and not before."""
    early = case.until is not None and case.until > actor.day
    return Reason("term-not-over", {"until": case.until.isoformat()}) if early and case.until else None


def something_left(case: Regrading, actor: Actor, facts: Facts) -> str | None:
    return None if queries.next_lines(case) else "all-in-effect"


def still_registered(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    for line in queries.next_lines(case):
        if line.document.stage not in queries.REGISTERED:
            return Reason("annulled-since", {"number": str(line.document)}, "1.1")
    return None


def places_high_enough(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    """Law (vi): no copy lies, at any instant, where its level may not lie. It moves in the act that raises it."""
    copies = queries.copies_of(queries.next_lines(case))
    low = queries.too_low(case, copies)
    if low and facts.place is None:
        return Reason("lie-too-low", {"codes": [codes.pretty(thing.code) for thing in low[:SHOWN]]}, "1.3")
    if low and facts.place.rank < case.rank:
        return Reason("place-too-low", {"place": facts.place.name}, "1.3")
    return None


# ---- the marks


def of_this_case(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    for copy in _copies(facts):
        line = queries.line_of(case, copy)
        if line is None:
            return Reason("not-of-this-regrading", {"code": codes.pretty(copy.thing.code)})
        if Mark.objects.filter(line=line, copy=copy).exists():
            return Reason("marked-already", {"code": codes.pretty(copy.thing.code)})
    return None


def _copies(facts: Facts) -> list[Copy]:
    named = getattr(facts, "copies", None) or [facts.copy]
    rows = Copy.objects.filter(pk__in=[copy.pk for copy in named])
    return list(rows.select_related("document", "thing__place", "thing__person").order_by("pk"))


def signed_for(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever has the copy signs that it bears the new mark: its holder, the office, or the body that it is with."""
    for copy in _copies(facts):
        code = codes.pretty(copy.thing.code)
        person, place = copy.thing.person, copy.thing.place
        if person is not None:
            if queries.recalled(case).filter(copy=copy).exists():
                return Reason("comes-back-first", {"code": code, "holder": person.name})
            if facts.holder is None or facts.holder.pk != person.pk:
                return Reason("holder-signs", {"code": code, "holder": person.name})
        elif place is not None and place.kind == PlaceKind.DESTROYED:
            return Reason("destroyed-is-destroyed", {"code": code}, "1.6")
        elif place is not None and place.kind == PlaceKind.MISSING:
            return Reason("missing-is-excused", {"code": code})
        elif facts.holder is not None:
            return Reason("holder-has-it-not", {"code": code, "holder": facts.holder.name})
        elif not copy.thing.in_the_safe and not facts.receipt:
            bagged = place is not None and place.kind == PlaceKind.BAG
            return Reason("inside-a-bag" if bagged else "body-signs", {"code": code, "place": str(place)})
    return None


def out_of_reach(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    """Only what the office cannot reach is excused; of another body, once it has been told in writing."""
    (copy,) = _copies(facts)
    place = copy.thing.place
    if place is not None and place.kind == PlaceKind.BODY:
        told = PrintedForm.objects.filter(form=queries.NOTICE, target=queries.notice_of(case, place)).exists()
        return None if told else Reason("body-not-told", {"code": codes.pretty(copy.thing.code), "place": place.name})
    if place is not None and place.kind == PlaceKind.BAG:
        return Reason("inside-a-bag", {"code": codes.pretty(copy.thing.code), "place": place.name})
    away = place is not None and place.kind in (PlaceKind.MISSING, PlaceKind.TRANSIT)
    return None if away else Reason("within-reach", {"code": codes.pretty(copy.thing.code)})


def all_in_effect(case: Regrading, actor: Actor, facts: Facts) -> str | None:
    return "lines-without-effect" if case.lines.filter(state=Line.State.LISTED).exists() else None


def all_marked(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    left = list(queries.to_mark(case).select_related("thing")[:SHOWN])
    return Reason("copies-to-mark", {"codes": _names(left)}) if left else None


def nothing_recalled(case: Regrading, actor: Actor, facts: Facts) -> Reason | None:
    left = [row.copy for row in queries.recalled(case)[:SHOWN]]
    return Reason("recalled-still-out", {"codes": _names(left)}) if left else None
