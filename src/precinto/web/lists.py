# SPDX-License-Identifier: EUPL-1.2
"""Boards: loans by stage, what is overdue, rounds, and what waits for a decision."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from precinto.access.models import Role
from precinto.custody.models import Thing
from precinto.documents import reminding
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.lists import deciding
from precinto.documents.lists.books import NARROWED_BY, borrowed
from precinto.documents.lists.narrowing import KNOWING, Narrowing
from precinto.documents.models import LOAN_ENDS, Loan, Round, Stop
from precinto.documents.procedures import CIRCULATE, EXTEND, LEND
from precinto.documents.queries import Held, out
from precinto.ledger.append import new_act
from precinto.procedures import lapsing
from precinto.procedures.perform import Request, perform_all
from precinto.procedures.refusals import answer, words
from precinto.records.errors import NotSignedIn, Refused
from precinto.web import offers, session, sight
from precinto.web.register import number
from precinto.web.session import SignedRequest
from precinto.web.signing import see

PAGE = 50
OVERDUE = 100
TABS = (
    ("vivos", gettext_lazy("All that are open"), ("asked", "approved", "lent", "returned")),
    ("pedidos", gettext_lazy("Asked"), ("asked",)),
    ("aprobados", gettext_lazy("Approved"), ("approved",)),
    ("prestados", gettext_lazy("Lent"), ("lent",)),
    ("devueltos", gettext_lazy("To be settled"), ("returned",)),
    ("cerrados", gettext_lazy("Closed"), LOAN_ENDS),
)
ON_COPIES = ("copy__document", "copy__thing__person", "copy__thing__place")


@require_safe
def loans(request: SignedRequest) -> HttpResponse:
    narrow = Narrowing(
        {name: request.GET.get(name, "") for name in ("quien", "unidad")}, request.actor, NARROWED_BY["loans"]
    )
    whose, unit = narrow.person(), narrow.unit()
    tab = next((t for t in TABS if t[0] == request.GET.get("fase")), TABS[0])
    looks = sight.Sight(request.actor)
    rows = Loan.objects.select_related(*ON_COPIES, "borrower").filter(stage__in=tab[2])
    rows = rows.filter(borrowed(whose, unit) or Q())
    if not looks.roles & (sight.KEEPERS | WITHOUT_THE_TITLE):
        rows = rows.filter(borrower=request.actor.key)
    before = number(request.GET.get("antes"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    read = list(rows.order_by("-pk")[: PAGE * 2 + 1])
    sight.with_scope(loan.copy.document for loan in read)
    shown = [loan for loan in read if looks.case(LEND, loan, loan.copy.document)]
    more = len(shown) > PAGE or len(read) > PAGE * 2
    shown = shown[:PAGE]
    ends = lapsing.lapses([(LEND, loan.pk, loan.stage) for loan in shown], request.actor)
    page = {
        "tabs": [(name, title, name == tab[0]) for name, title, _stages in TABS],
        "tab": tab[0],
        "stages": ",".join(tab[2]),
        "rows": [
            (
                loan,
                lapsing.stage_words(LEND, loan.pk, loan.stage, ends, request.actor.at),
                looks.document(loan.copy.document),
            )
            for loan in shown
        ],
        "older": (shown[-1].pk if shown else read[-1].pk) if more else None,
        "before": before,
        "who": narrow.asked.get("quien", ""),
        "unit": narrow.asked.get("unidad", ""),
        "asked": urlencode(narrow.asked),
        "knows": bool(looks.roles & KNOWING),
        "ask": offers.opening(request.actor, (LEND,)),
    }
    return render(request, "web/loans.html", page)


@require_safe
def rounds(request: SignedRequest) -> HttpResponse:
    looks = sight.Sight(request.actor)
    stops = Prefetch("stops", Stop.objects.select_related("reader").order_by("place"))
    rows = Round.objects.select_related(*ON_COPIES).prefetch_related(stops)
    closed = request.GET.get("fase") == "cerradas"
    # By the stages that are wanted, which stand in an index: "not closed" reads every round there ever was.
    rows = rows.filter(stage__in=["closed"] if closed else [s for s in CIRCULATE.stages if s not in CIRCULATE.ends])
    if not looks.roles & (sight.KEEPERS | WITHOUT_THE_TITLE):
        rows = rows.filter(stops__reader=request.actor.key).distinct()
    before = number(request.GET.get("antes"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    read = list(rows.order_by("-pk")[: PAGE + 1])
    sight.with_scope(one.copy.document for one in read)
    offers.read_acts(request.actor, {CIRCULATE.name: [one.pk for one in read]})
    found = []
    for one in read[:PAGE]:
        mine = any(stop.reader_id == request.actor.key for stop in one.stops.all())
        if mine or looks.case(CIRCULATE, one, one.copy.document):
            steps = [
                s for s in offers.open_to(CIRCULATE, one, request.actor) if s.name in ("give", "take_back", "close")
            ]
            found.append((one, CIRCULATE.stages[one.stage], looks.document(one.copy.document), steps))
    page = {
        "rows": found,
        "closed": closed,
        "older": read[PAGE - 1].pk if len(read) > PAGE else None,
        "open": offers.opening(request.actor, (CIRCULATE,)),
    }
    return render(request, "web/rounds.html", page)


@require_safe
def overdue(request: SignedRequest) -> HttpResponse:
    """What is late or falls due within the week, by holder: soonest due first, a page at a time."""
    actor, looks = request.actor, sight.Sight(request.actor)
    today_ends = timezone.localtime(actor.at).replace(hour=23, minute=59, second=59)
    week = today_ends + timedelta(days=7)
    everybody = looks.roles & (sight.KEEPERS | WITHOUT_THE_TITLE)
    after = Thing.objects.filter(pk=number(request.GET.get("desde-el")) or 0).first()
    things = out(only=Held(None if everybody else actor.person, until=week), after=after, size=OVERDUE + 1)
    more = len(things) > OVERDUE
    things = things[:OVERDUE]
    late: dict[Any, list[Any]] = defaultdict(list)
    today, soon = [], []
    for thing in things:
        document = thing.copy.document if hasattr(thing, "copy") else None
        seen = document is None or looks.document(document)
        if not (seen or thing.person_id == actor.key or looks.roles & WITHOUT_THE_TITLE):
            continue
        row = (thing, document, seen)
        due = thing.due or week
        if due < actor.at:
            late[thing.person].append(row)
        elif due <= today_ends:
            today.append(row)
        else:
            soon.append(row)
    out_late = [row[0] for of_one in late.values() for row in of_one]
    claims = reminding.of_this_holding(out_late)
    doors = reminding.claimable(out_late) if Role.CLERK in looks.roles else {}
    told = [
        (
            person,
            [
                (*row, claims.get(row[0].pk), doors.get(row[0].pk, "") if row[2] and person.pk != actor.key else "")
                for row in of_one
            ],
        )
        for person, of_one in late.items()
    ]
    page = {
        "late": told,
        "today": today,
        "soon": soon,
        "before": after is not None,
        "after": things[-1].pk if more else None,
    }
    return render(request, "web/overdue.html", page)


# ---- decisions

DECISIONS = {"approve": gettext_lazy("Approve those ticked"), "decline": gettext_lazy("Decline those ticked")}


@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: SignedRequest) -> HttpResponse:
    """Every decision that waits for this person, one line each. Of loans and wider scopes several are decided at once, or none;
    the others lead to their case."""
    refusal, wrong = None, ""
    if request.method == "POST":
        done = _decide(request)
        if isinstance(done, HttpResponse):
            return done
        refusal, wrong = done
    actor = request.actor
    found, cut = deciding.waiting(actor)
    page = {
        "sections": _sections(found),
        "others": [one for one in found if one.procedure not in deciding.TOLD_WHOLE],
        "cut": cut,
        "most": deciding.MOST,
        "refusal": refusal,
        "wrong": wrong,
        "asks_password": not session.fresh(request),
        "intent": str(new_act()),
        "decides": bool(sight.roles(actor) & deciding.posts()),
    }
    status = refusal.status if refusal else 403 if wrong else 200
    return render(request, "web/approvals.html", page, status=status)


def _sections(found: list[deciding.Decision]) -> list[tuple[Any, list[deciding.Decision], bool]]:
    """Loans and wider scopes each with its form, and all the rest: the one with the most urgent line first.

    Each is its procedure (None for the rest), its lines, and whether its approval asks for a consent.
    """
    lines: dict[Any, list[deciding.Decision]] = {}
    for one in found:
        lines.setdefault(one.procedure if one.procedure in deciding.TOLD_WHOLE else None, []).append(one)
    return [(of, rows, of is not None and of.steps["approve"].asks is not None) for of, rows in lines.items()]


def _decide(request: SignedRequest) -> HttpResponse | tuple[Any, str]:
    """All that were ticked, as one: either every one of them is decided, or none."""
    procedure = {"documents.lend": LEND, "documents.extend": EXTEND}.get(request.POST.get("procedure", ""))
    step = request.POST.get("step", "")
    keys = [int(key) for key in request.POST.getlist("case") if key.isdigit() and len(key) < 16]
    if procedure is None or step not in DECISIONS or not keys:
        messages.warning(request, _("Tick at least one request."))
        return see(request.path)
    intent = request.POST.get("_intent") or str(new_act())
    facts = {name: request.POST.get(name, "") for name in ("reason", "consent") if name in request.POST}
    try:
        officer = request.officer
        if procedure.steps[step].fresh and not session.fresh(request):
            officer = offers.prove(request, request.POST.get("_password", ""))
        wanted = [Request(procedure, step, key, facts, f"{intent}-{key}") for key in sorted(set(keys))]
        done = perform_all(wanted, by=officer)
    except NotSignedIn as refused:
        return None, words(refused.reason, refused.facts)
    except Refused as refused:
        return answer(refused, get_language() or "es"), ""
    told = ngettext("%(n)s request decided.", "%(n)s requests decided.", len(done)) % {"n": len(done)}
    messages.success(request, told)
    return see(request.path)
