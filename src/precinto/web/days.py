# SPDX-License-Identifier: EUPL-1.2
"""What the days bring: the 18:00 list, the calendar by month, and its feed for other calendars of the house."""

from __future__ import annotations

from calendar import Calendar as Months
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from precinto.access.models import Person
from precinto.documents.cases import actor_of, not_found
from precinto.documents.lists import agenda, evening, feed
from precinto.documents.lists.agenda import Item
from precinto.documents.lists.models import Evening
from precinto.documents.lists.procedures import EVENING
from precinto.ledger.append import new_act
from precinto.policy.calendar import national_names
from precinto.procedures.models import Holiday
from precinto.procedures.perform import may_take, perform
from precinto.web.session import SignedRequest
from precinto.web.signing import see

FIRST_YEAR, LAST_YEAR = 1970, 2200
MONTHS = [
    gettext_lazy("January"), gettext_lazy("February"), gettext_lazy("March"), gettext_lazy("April"), gettext_lazy("May"),
    gettext_lazy("June"), gettext_lazy("July"), gettext_lazy("August"), gettext_lazy("September"), gettext_lazy("October"),
    gettext_lazy("November"), gettext_lazy("December"),
]  # fmt: skip
WEEK = [
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
]  # fmt: skip


# ---- the 18:00 list


@require_http_methods(["GET", "HEAD", "POST"])
def today(request: SignedRequest) -> HttpResponse:
    """What is out, late, or due until the end of the next working day. A POST draws it up, so that it can be printed."""
    if request.method == "POST":
        act = perform(
            EVENING, "draw", None, by=request.officer, facts={}, intent=request.POST.get("_intent") or str(new_act())
        )
        return see(f"/caso/{EVENING.name}/{act.case.pk}/")
    actor = request.actor
    now = evening.split(actor)
    drawn = Evening.objects.order_by("-pk").defer("lines").first()
    draws = may_take(EVENING, EVENING.steps["draw"], None, actor)
    page = {
        "parts": [
            ("late", _("Late"), now.late, _("Nothing is late.")),
            ("ahead", _("Due until the end of the next working day"), now.ahead, _("Nothing falls due until then.")),
            ("begun", _("Begun, and due later"), now.begun, _("No standing duty has begun.")),
            ("out", _("Also out of the safes"), now.out, _("Nothing else is out of the safes.")),
        ],
        "day": actor.day,
        "cut": now.cut,
        "most": agenda.MOST,
        "draws": draws,
        "drawn": drawn if draws else None,
        "intent": str(new_act()),
    }
    return render(request, "web/today.html", page)


# ---- the calendar


@dataclass(frozen=True)
class Day:
    """A square of the month."""

    on: date
    of_the_month: bool
    today: bool
    works: bool
    name: str  # of the holiday
    items: list[Item]

    @property
    def late(self) -> bool:
        return any(item.kind in ("thing", "case", "duty") for item in self.items)


def month_of(text: str | None, day: date) -> date:
    year, _dash, month = (text or "").partition("-")
    if year.isdigit() and month.isdigit() and FIRST_YEAR <= int(year[:6]) <= LAST_YEAR and 1 <= int(month[:4]) <= 12:
        return date(int(year), int(month), 1)
    return day.replace(day=1)


def holidays(request: SignedRequest) -> dict[date, str]:
    """The office's own days, under their names."""
    return dict(Holiday.objects.filter(stage="kept").values_list("day", "name"))


@require_safe
def calendar(request: SignedRequest) -> HttpResponse:
    actor = request.actor
    first = month_of(request.GET.get("mes"), actor.day)
    weeks = Months().monthdatescalendar(first.year, first.month)
    begins, ends = _starts(weeks[0][0]), _starts(weeks[-1][-1] + timedelta(days=1))
    found = agenda.look(actor, since=begins, before=ends)
    of: dict[date, list[Item]] = defaultdict(list)
    for item in found.items:
        if item.due is not None:
            of[timezone.localdate(item.due)].append(item)
    kept = holidays(request)
    lang = getattr(request, "LANGUAGE_CODE", "es")[:2]
    national = {day: name for day, name in national_names(first.year, lang).items() if day in kept}
    rows = [
        [
            Day(
                day,
                day.month == first.month,
                day == actor.day,
                actor.calendar.is_working(day),
                kept.get(day, national.get(day, "")),
                of.get(day, []),
            )
            for day in week
        ]
        for week in weeks
    ]
    page = {
        "weeks": rows,
        "week": WEEK,
        "month": MONTHS[first.month - 1],
        "first": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + timedelta(days=32)).strftime("%Y-%m"),
        "current": actor.day.strftime("%Y-%m"),
        "days": [day for week in rows for day in week if day.items or day.name],
        "cut": found.cut,
        "most": agenda.MOST,
        "since": weeks[0][0].isoformat(),
        "until": weeks[-1][-1].isoformat(),
        "feed": request.build_absolute_uri(reverse("calendar_feed", args=[feed.token(request.account)])),
    }
    return render(request, "web/calendar.html", page)


def _starts(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# ---- for other calendars


@require_safe
def download(request: SignedRequest) -> HttpResponse:
    return _ics(feed.ics(request.actor), attached=True)


@require_safe
def subscribed(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a calendar that cannot sign in: the address itself is the key, and shows codes only."""
    account = feed.account_of(token)
    if account is None:
        raise not_found()
    person: Person = account.person
    return _ics(feed.ics(actor_of(feed.onlooker(person))), attached=False)


def _ics(text: str, *, attached: bool) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    if attached:
        response.headers["Content-Disposition"] = 'attachment; filename="precinto.ics"'
    return response


urlpatterns = [
    path("hoy/", today, name="today"),
    path("calendario/", calendar, name="calendar"),
    path("calendario/precinto.ics", download, name="calendar_file"),
    path("calendario/suscripcion/<str:token>.ics", subscribed, name="calendar_feed"),
]
