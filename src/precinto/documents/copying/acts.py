# SPDX-License-Identifier: EUPL-1.2
"""What the steps of clause 1.5 change."""

from __future__ import annotations

from django.db.models import Q

from precinto.access.models import Person
from precinto.custody import codes, move
from precinto.custody.models import Thing, ThingKind
from precinto.documents import acts as ours
from precinto.documents.copying import queries
from precinto.documents.copying.models import Excess, Kind, Made, Recipient, Reproduction, Source
from precinto.documents.models import Copy, Document, Via
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


def open_reproduction(actor: Actor, facts: Facts) -> Reproduction:
    return Reproduction(
        name="",
        kind=facts.kind,
        document=facts.sources[0].document,
        asked_by=actor.person,
        asked=facts.copies,
        pages=facts.pages,
        kept=facts.kept,
        part=facts.part,
        reason=facts.reason,
        machine=facts.machine,
    )


def name_it(case: Reproduction, actor: Actor, facts: Facts) -> None:
    year = actor.day.year
    journal.change(case, name=f"{year}/{series.take('copying', year):05d}")


def note_sources(case: Reproduction, actor: Actor, facts: Facts) -> None:
    journal.add_all([Source(reproduction=case, copy=copy) for copy in facts.sources])
    journal.add_all([Recipient(reproduction=case, place=n, person=p) for n, p in enumerate(facts.recipients, start=1)])


def authorise(case: Reproduction, actor: Actor, facts: Facts) -> None:
    journal.change(case, authorised=facts.authorised or case.asked, consent=facts.consent)


def bear_document(case: Reproduction, actor: Actor, facts: Facts) -> None:
    """An extract or translation is registered with its first copy: the label, term and scope are those of its sources."""
    if case.kind == Kind.COPY or case.result_id is not None:
        return
    sources = [copy.document for copy in queries.sources(case)]
    label = queries.joined(sources)
    born = Document(
        stage="registered",
        series="E",
        year=actor.day.year,
        number=0,
        code="",
        scheme=label.scheme,
        level=schemes.level_of(label).id,
        rank=label.rank,
        comp=label.comp,
        rel=label.rel,
        originator="; ".join(dict.fromkeys(d.originator for d in sources if d.originator))[:200],
        reference=", ".join(str(document) for document in sources)[:120],
        dated=actor.day,
        title=facts.title,
        declassify_on=queries.term(sources),
        declassify_event=queries.events(sources),
        total=0,
        via=Via.MADE,
        received_by=actor.person,
        received_at=actor.at,
    )
    journal.add(born)
    ours.number_it(born, actor, facts)
    scope = facts.scope or queries.common_scope(sources, actor.day)
    ours.set_scope(born, actor, Facts(scope=scope))
    journal.change(case, result=born)


def make_copies(case: Reproduction, actor: Actor, facts: Facts) -> None:
    """1.5: each copy is born registered: its number, its place, the marks of its document. The spoiled ones too."""
    document = Document.objects.select_for_update().get(pk=case.target.pk)
    first = document.total + 1
    pieces = [facts.folios] * facts.good + _sheets_of_spoiled(facts)
    numbers = range(first, first + len(pieces))
    things = [
        Thing(
            code=codes.make("C", series=document.series, year=document.year, number=document.number, copy=n),
            kind=ThingKind.COPY,
            rank=document.rank,
            pieces=count,
        )
        for n, count in zip(numbers, pieces, strict=True)
    ]
    move.bring(things, into=facts.place)
    copies = journal.add_all([Copy(document=document, number=n, thing=t) for n, t in zip(numbers, things, strict=True)])
    journal.change(document, total=document.total + len(copies))
    operator: Person = facts.operator or actor.person
    made = case.made.count()
    journal.add_all(
        [
            Made(
                reproduction=case,
                number=made + n,
                copy=copy,
                state=Made.State.GOOD if n <= facts.good else Made.State.SPOILED,
                operator=operator,
                witness=facts.witness,
                made_at=actor.at,
            )
            for n, copy in enumerate(copies, start=1)
        ]
    )
    journal.change(case, printed=case.printed + facts.printed)


def _sheets_of_spoiled(facts: Facts) -> list[int]:
    """The sheets that are not in a good copy, shared out over the spoiled ones."""
    if not facts.spoiled:
        return []
    each, rest = divmod(facts.printed - facts.good * facts.folios, facts.spoiled)
    return [each + 1] * rest + [each] * (facts.spoiled - rest)


def share_out(case: Reproduction, actor: Actor, facts: Facts) -> None:
    """Good copies go to the recipients in their order, then to the office; what is left is surplus."""
    good = list(case.made.filter(state=Made.State.GOOD).order_by("number"))
    recipients = list(case.recipients.order_by("place"))
    for made, recipient in zip(good, recipients, strict=False):
        journal.change(made, recipient=recipient)
    for made in good[len(recipients) + case.kept :]:
        journal.change(made, state=Made.State.SURPLUS)


def note_excess(case: Reproduction, actor: Actor, facts: Facts) -> None:
    """What should not exist is in the books all the same: as waste, in the safe."""
    rank = max(copy.document.rank for copy in queries.sources(case))
    waste = Thing(
        code=codes.make("T", number=series.take("thing")), kind=ThingKind.WASTE, rank=rank, pieces=facts.sheets
    )
    move.bring([waste], into=facts.place)
    journal.add(Excess(reproduction=case, thing=waste, account=facts.account))


def conclude_excess(case: Reproduction, actor: Actor, facts: Facts) -> None:
    """Why there are any; and of those that are missing, that no term of theirs runs any more."""
    missing = queries.excess_missing(case)
    for row in case.excess.filter(Q(conclusion="") | Q(thing__in=missing)):
        journal.change(row, conclusion=facts.conclusion)
    for thing in missing:
        journal.change(thing, due=None)


def no_longer_due(case: Reproduction, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)
