# SPDX-License-Identifier: EUPL-1.2
"""Persons: the list for those who keep it, and one person with posts, clearance, briefing and everything in their hands."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from precinto.access.models import (
    IN_FORCE,
    Absence,
    Account,
    Appointment,
    Briefing,
    Clearance,
    Delegation,
    Person,
    Role,
    Token,
    in_force,
)
from precinto.computers.procedures import ACCOUNT, TOKEN
from precinto.custody.models import Thing
from precinto.documents.cases import not_found
from precinto.documents.queries import holdings
from precinto.personnel.procedures import ABSENCE, APPOINT, BRIEF, CLEAR, DELEGATE, PERSON
from precinto.web import offers, sight
from precinto.web.session import SignedRequest
from precinto.web.signing import see

PAGE = 100
OPENS = (CLEAR, BRIEF, APPOINT, ACCOUNT)


def may_look_at(request: SignedRequest, key: int) -> bool:
    return key == request.actor.key or bool(sight.roles(request.actor) & sight.PEOPLE)


@require_safe
def persons(request: SignedRequest) -> HttpResponse:
    if not sight.roles(request.actor) & sight.PEOPLE:
        return see(f"/personas/{request.actor.key}/")
    day = request.actor.day
    text = request.GET.get("texto", "").strip()[:60]
    page_text = request.GET.get("hoja", "")
    page = int(page_text) if page_text.isdigit() and len(page_text) < 5 else 0
    rows = Person.objects.select_related("unit", "account")
    for word in text.split():
        rows = rows.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(code__iexact=word))
    left = request.GET.get("salidos") == "1"
    rows = rows.filter(stage="left" if left else "active").order_by("family_name", "given_name", "pk")
    shown = list(rows[page * PAGE : page * PAGE + PAGE + 1])
    keys = [person.pk for person in shown[:PAGE]]
    posts: dict[int, list[str]] = defaultdict(list)
    for appointment in Appointment.objects.filter(in_force(day), person__in=keys).select_related("post"):
        posts[appointment.person_id].append(appointment.post.name)
    clearances: dict[int, Clearance] = {}
    for clearance in Clearance.objects.filter(person__in=keys, stage__in=(IN_FORCE, "suspended")).order_by(
        "rank", "since"
    ):
        clearances[clearance.person_id] = clearance
    # Of those on the page: joined to the persons, all that is out would be counted.
    out = Thing.objects.filter(person__in=keys).values("person").annotate(n=Count("pk"))
    held = dict(out.values_list("person", "n"))
    briefed = dict(Briefing.objects.filter(in_force(day), person__in=keys).values_list("person", "until"))
    found = [
        (
            person,
            posts[person.pk],
            clearances.get(person.pk),
            briefed.get(person.pk),
            person.pk in briefed,
            held.get(person.pk, 0),
        )
        for person in shown[:PAGE]
    ]
    context = {
        "rows": found,
        "today": day,
        "text": text,
        "left": left,
        "page": page,
        "more": len(shown) > PAGE,
        "doing": offers.opening(request.actor, (PERSON,)),
    }
    return render(request, "web/persons.html", context)


@require_safe
def person(request: SignedRequest, key: int) -> HttpResponse:
    found = Person.objects.select_related("unit").filter(pk=key).first() if key < 2**53 else None
    if found is None or not may_look_at(request, found.pk):
        raise not_found()
    actor = request.actor
    mine = found.pk == actor.key
    account = Account.objects.filter(person=found).first()
    looks = sight.Sight(actor)
    held = []
    for thing in holdings(found):
        document = thing.copy.document if hasattr(thing, "copy") else None
        seen = document is None or looks.document(document)
        # 1.2: who keeps the list of persons and does not see the document sees that something is held, and no more.
        held.append((thing, document, seen or mine))
    own = {"person": found}
    dated: list[Any] = [
        (
            "appointments",
            APPOINT,
            list(Appointment.objects.filter(**own).select_related("post").order_by("stage", "-since")),
        ),
        ("clearances", CLEAR, list(Clearance.objects.filter(**own).order_by("stage", "-since"))),
        ("briefings", BRIEF, list(Briefing.objects.filter(**own).order_by("stage", "-since"))),
    ]
    absences = Absence.objects.filter(**own).order_by("-since")[:20]
    lent = (
        Delegation.objects.filter(Q(giver=found) | Q(taker=found))
        .select_related("giver", "taker")
        .order_by("stage", "-since")
    )
    tokens = Token.objects.filter(account=account, stage="live") if account and mine else Token.objects.none()
    page = {
        "person": found,
        "mine": mine,
        "account": account,
        "account_stage": ACCOUNT.stages[account.stage] if account else "",
        "holdings": held,
        "dated": {name: [(row, procedure.stages[row.stage]) for row in rows] for name, procedure, rows in dated},
        "delegations": [(row, DELEGATE.stages[row.stage], Role(row.role).label) for row in lent],
        "absences": [(row, ABSENCE.stages[row.stage]) for row in absences],
        "absent": mine or Role.HEAD in sight.roles(actor),
        "tokens": list(tokens),
        "token_procedure": TOKEN.name,
        "steps": offers.open_to(PERSON, found, actor),
        "account_steps": offers.open_to(ACCOUNT, account, actor) if account else [],
        "openings": [(p, s) for p, s in offers.opening(actor, OPENS) if not (p is ACCOUNT and account)]
        if found.stage == "active"
        else [],
        "delegate": mine and bool(offers.opening(actor, (DELEGATE,))),
        "today": actor.day,
        "forgettable": offers.forgettable(PERSON, found, actor),
        "sensitive": mine or bool(sight.roles(actor) & {Role.HEAD, Role.SECURITY}),
    }
    return render(request, "web/person.html", page)
