# SPDX-License-Identifier: EUPL-1.2
"""The register: its list, and one document with its copies and every pair of hands that they have been in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from precinto.access.models import IN_FORCE
from precinto.access.principals import Kind, kind_and_key
from precinto.custody.models import Movement, PlaceKind
from precinto.documents.cases import WITHOUT_THE_TITLE, not_found
from precinto.documents.destroying.models import Certificate
from precinto.documents.destroying.queries import certificates_of
from precinto.documents.lists.books import NARROWED_BY, says, within
from precinto.documents.lists.narrowing import Narrowing
from precinto.documents.models import Copy, Discrepancy, Document, Extension, Loan, Round
from precinto.documents.procedures import CIRCULATE, DISCREPANCY, EXTEND, LEND, REGISTER, SCOPE
from precinto.documents.queries import chains, find_document, page, visible, with_copies
from precinto.ledger.append import new_act
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures.model import Actor, Procedure
from precinto.procedures.perform import may_take, perform
from precinto.web import drawing, offers, papers, sight
from precinto.web.session import SignedRequest
from precinto.web.signing import see


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 16 else None


@require_safe
def register(request: SignedRequest) -> HttpResponse:
    who = request.actor.subject
    own = schemes.own()
    known = NARROWED_BY["documents"]
    narrow = Narrowing({name: request.GET.get(name, "") for name in known}, request.actor, known)
    level, text = narrow.asked.get("nivel", ""), narrow.asked.get("texto", "")
    since, until, words = narrow.since(), narrow.until(), narrow.words()
    if text and (found := find_document(text, who)) is not None:
        return see(f"/registro/{found.pk}/")
    ranks = narrow.ranks()
    before = number(request.GET.get("antes"))

    def wanted(row: Document) -> bool:
        return says(row, words) and within(row, since, until)

    found_page = page(who, before=before, levels=ranks, wanted=wanted if text or since or until else None)
    context = {
        "rows": with_copies(found_page.rows),
        "older": found_page.older,
        "before": before,
        "level": level,
        "text": text,
        "since": narrow.asked.get("desde", ""),
        "until": narrow.asked.get("hasta", ""),
        "asked": urlencode(narrow.asked),
        "levels": [(x.id, x.name.get(get_language() or "es", x.id)) for x in reversed(own.levels)],
        "stages": REGISTER.stages,
        "doing": [step for _p, step in offers.opening(request.actor, (REGISTER,))],
    }
    return render(request, "web/register.html", context)


@dataclass
class Link:
    """One link of a chain of hands, with the place of its act in the book."""

    movement: Movement
    position: int | None
    step: str
    entry: Entry | None


@dataclass
class Held:
    copy: Copy
    chain: list[Link]
    lend: bool
    certificate: Certificate | None = None  # 1.6: of what was destroyed


@dataclass
class CaseRow:
    procedure: Procedure
    case: Any
    who: str
    due: Any = None

    @property
    def stage(self) -> str:
        return str(self.procedure.stages[self.case.stage])

    @property
    def open(self) -> bool:
        return self.case.stage not in self.procedure.ends


def seen(request: SignedRequest, key: int) -> Document:
    """The document, if it is for this person. Raises `NotFound` in the same words otherwise."""
    rows = Document.objects.select_related("received_by").prefetch_related("scope")
    document = rows.filter(pk=key).first() if key < 2**53 else None
    if document is None or not visible(document, request.actor.subject):
        raise not_found()
    return document


@require_safe
def document(request: SignedRequest, key: int) -> HttpResponse:
    found = seen(request, key)
    actor = request.actor
    copies = chains(found)
    acts = {link.act for copy in copies for link in copy.thing.movements.all()}
    entries = {
        entry.act: entry
        for entry in Entry.objects.select_related("leaf").defer("body").filter(act__in=acts, kind="act")
    }
    cases = _cases(found, copies, actor)
    grants = [grant for grant in found.scope.all() if grant.stage == IN_FORCE]
    done = offers.read_acts(actor, {REGISTER.name: [found.pk]})[(REGISTER.name, found.pk)]
    named = (kind_and_key(grant.principal) for grant in grants)
    persons = sight.names_of([*(key for kind, key in named if kind is Kind.PERSON), *offers.people_of(done)])
    ask = LEND.steps["request"]
    lendable = found.stage in ("registered", "verified") and may_take(LEND, ask, None, actor)
    burnt = [copy.thing_id for copy in copies if copy.thing.place and copy.thing.place.kind == PlaceKind.DESTROYED]
    gone: dict[int, Certificate | None] = dict.fromkeys(burnt) | (certificates_of(burnt) if burnt else {})
    page = {
        "document": found,
        "marking": schemes.marking(found.label, "screen", get_language() or "es"),
        "caveats": schemes.caveats(found.label),
        "held": [
            Held(copy, _links(copy, entries), lendable and copy.thing_id not in gone, gone.get(copy.thing_id))
            for copy in copies
        ],
        "life": drawing.life(
            "life", [(f"{one.number}/{found.total}", list(one.thing.movements.all())) for one in copies], actor.at
        ),
        "scope": [
            (request.standing.principal(grant.principal, persons), kind_and_key(grant.principal)[0].name, grant)
            for grant in grants
        ],
        "may_withdraw": any(
            may_take(SCOPE, step, grant, actor) for grant in grants[:1] for step in SCOPE.steps.values()
        ),
        "cases": cases,
        "stage": REGISTER.stages[found.stage],
        "steps": offers.open_to(REGISTER, found, actor),
        "acts": done,
        "people": persons,
        "titles": {name: step.title for name, step in REGISTER.steps.items()},
        "doubts": may_take(DISCREPANCY, DISCREPANCY.steps["open"], None, actor),
        "round": may_take(CIRCULATE, CIRCULATE.steps["open"], None, actor),
        "fresh": found.stage != "annulled",
        "papers": papers.of_document(found, list(copies), actor),
        "forgettable": offers.forgettable(REGISTER, found, actor),
        "scope_kinds": {"UNIT": _("unit"), "TREE": _("unit and all below it"), "POST": _("post"), "PERSON": ""},
    }
    return render(request, "web/document.html", page)


def _links(copy: Copy, entries: dict[Any, Entry]) -> list[Link]:
    found = []
    for movement in copy.thing.movements.all():
        entry = entries.get(movement.act)
        leaf = getattr(entry, "leaf", None)
        found.append(Link(movement, leaf.index if leaf else None, offers.title_of(entry), entry))
    return found


def _cases(found: Document, copies: list[Copy], actor: Actor) -> list[CaseRow]:
    """Loans, rounds, extensions and discrepancies of the document. A reader sees those that are about themselves."""
    keys = [copy.pk for copy in copies]
    looks = sight.Sight(actor)
    staff = bool(looks.roles & (sight.KEEPERS | WITHOUT_THE_TITLE))
    loans = Loan.objects.filter(copy__in=keys).select_related("borrower")
    rounds = Round.objects.filter(copy__in=keys)
    extensions = Extension.objects.filter(document=found).select_related("beneficiary")
    if not staff:
        loans, rounds = loans.filter(borrower=actor.key), rounds.filter(stops__reader=actor.key)
        extensions = extensions.filter(beneficiary=actor.key)
    rows = [CaseRow(LEND, loan, loan.borrower.name, loan.due) for loan in loans.order_by("-pk")[:50]]
    rows += [CaseRow(CIRCULATE, one, "", one.due) for one in rounds.order_by("-pk")[:20]]
    rows += [CaseRow(EXTEND, one, one.beneficiary.name, one.until) for one in extensions.order_by("-pk")[:20]]
    if staff:
        rows += [
            CaseRow(DISCREPANCY, one, "") for one in Discrepancy.objects.filter(copy__in=keys).order_by("-pk")[:20]
        ]
    rows = [row for row in rows if looks.case(row.procedure, row.case, found) or row.procedure is CIRCULATE]
    return sorted(rows, key=lambda row: not row.open)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedRequest, key: int) -> HttpResponse:
    """1.1: nothing is deleted. Whoever asks for it gets the clause, and the attempt is on record."""
    found = seen(request, key)
    if request.method != "POST":
        return see(f"/registro/{found.pk}/")
    perform(REGISTER, "delete", found, by=request.officer, facts={}, intent=str(new_act()))
    return see(f"/registro/{found.pk}/")
