# SPDX-License-Identifier: EUPL-1.2
"""What a change of classification changes: the document, whom it shows to, every copy of it, and who must give one back."""

from __future__ import annotations

from precinto.custody import move
from precinto.custody.models import PlaceKind
from precinto.documents import acts as ours
from precinto.documents.models import Copy, Document
from precinto.documents.receipts.acts import owe
from precinto.documents.receipts.models import Direction
from precinto.documents.regrading import queries
from precinto.documents.regrading.models import Line, Mark, Recall, Regrading, Whose
from precinto.documents.rules import may_read
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


def open_order(actor: Actor, facts: Facts) -> Regrading:
    return Regrading(
        name="",
        document=facts.documents[0],
        whose=facts.whose,
        body=facts.body,
        reference=facts.reference,
        dated=facts.dated,
        reason=facts.reason,
        **schemes.label(facts.level, facts.caveats),
        declassify_on=facts.declassify_on,
        declassify_event=facts.declassify_event,
    )


def open_list(actor: Actor, facts: Facts) -> Regrading:
    own = schemes.own()
    return Regrading(
        name="",
        until=facts.until,
        whose=Whose.TERM,
        reason=facts.reason,
        scheme=own.id,
        level=own.levels[0].id,
        rank=own.levels[0].rank,
    )


def name_it(case: Regrading, actor: Actor, facts: Facts) -> None:
    year = actor.day.year
    journal.change(case, name=f"{year}/{series.take('regrading', year):05d}")


def note_documents(case: Regrading, actor: Actor, facts: Facts) -> None:
    journal.add_all([Line(regrading=case, document=document) for document in facts.documents])


def list_some(case: Regrading, actor: Actor, facts: Facts) -> None:
    """As many lines as one act can write; the next act goes on where this one ends."""
    found = list(queries.to_list(case)[: queries.LISTED_AT_ONCE])
    journal.add_all([Line(regrading=case, document=document) for document in found])


def leave_out(case: Regrading, actor: Actor, facts: Facts) -> None:
    line = case.lines.get(document=facts.document, state=Line.State.LISTED)
    journal.change(line, state=Line.State.LEFT_OUT, why=facts.reason)


def put_into_effect(case: Regrading, actor: Actor, facts: Facts) -> None:
    """The next lines, whole: a document never bears another level than its copies."""
    for line in queries.next_lines(case):
        document = Document.objects.select_for_update().get(pk=line.document_id)
        journal.change(
            line,
            state=Line.State.APPLIED,
            was_level=document.level,
            was_rank=document.rank,
            was_comp=document.comp,
            was_rel=document.rel,
            was_until=document.declassify_on,
            last_copy=document.total,
        )
        _relabel(case, document)
        for copy in queries.copies_of([line]):
            _reach_copy(case, line, document, copy, actor, facts)


def _relabel(case: Regrading, document: Document) -> None:
    # The ranks of one level may differ between two schemes: a document keeps its own.
    level = schemes.loaded(document.scheme).by_rank(case.rank)
    values = {"level": level.id, "rank": level.rank, "comp": case.comp, "rel": case.rel}
    if case.until is None:
        values |= {"declassify_on": case.declassify_on, "declassify_event": case.declassify_event}
    journal.change(document, **values)
    ours.reach_again(document)


def _reach_copy(case: Regrading, line: Line, document: Document, copy: Copy, actor: Actor, facts: Facts) -> None:
    thing = copy.thing
    low = bool(queries.too_low(case, [copy]))
    if thing.rank != document.rank:
        journal.change(thing, rank=document.rank)
    if low:
        move.move(thing, to=facts.place, pieces=thing.pieces)
    elif thing.person is not None and may_read(document, thing.person, actor) is not None:
        due = None if actor.profile.is_off("recall") else actor.due("recall")
        journal.add(Recall(line=line, copy=copy, kind=Recall.Kind.HOLDER, holder=thing.person, due=due))
        if due is not None and (thing.due is None or due < thing.due):
            journal.change(thing, due=due)
    elif thing.place is not None and thing.place.kind == PlaceKind.BAG and thing.place.rank < document.rank:
        due = None if actor.profile.is_off("recall") else actor.due("recall")
        journal.add(Recall(line=line, copy=copy, kind=Recall.Kind.BAG, due=due))


def note_marks(case: Regrading, actor: Actor, facts: Facts) -> None:
    for copy in facts.copies:
        line = queries.line_of(case, copy)
        if line is not None:
            journal.add(
                Mark(
                    line=line,
                    copy=copy,
                    state=Mark.State.MARKED,
                    holder=facts.holder,
                    receipt=facts.receipt,
                    at=actor.at,
                )
            )


def ask_holder(case: Regrading, actor: Actor, facts: Facts) -> None:
    """1.5: whoever has the copies signs that they bear the new mark, as for what they are given: nobody writes it for them."""
    if facts.holder is not None:
        owe(facts.holder, Direction.MARKED, actor, len(facts.copies))


def excuse(case: Regrading, actor: Actor, facts: Facts) -> None:
    line = queries.line_of(case, facts.copy)
    if line is not None:
        journal.add(Mark(line=line, copy=facts.copy, state=Mark.State.EXCUSED, receipt=facts.reason, at=actor.at))


def no_longer_due(case: Regrading, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)
