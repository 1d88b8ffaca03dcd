# SPDX-License-Identifier: EUPL-1.2
"""What templates write in the office's way: levels, codes, times, and links to cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from precinto.custody import codes
from precinto.documents.borne import of_copy
from precinto.ledger.append import new_act
from precinto.office import schemes
from precinto.records.clock import now

register = template.Library()
register.filter(of_copy)


def level_class(scheme: str, level: str) -> str:
    return f"lv-{scheme}-{level}"


def level_words(scheme: str, level: str) -> str:
    try:
        found = schemes.loaded(scheme).level(level)
    except LookupError:
        return level
    return found.name.get(get_language() or "es", level)


@register.simple_tag
def level(scheme: str, level: str) -> SafeString:
    """A level's narrow band with its word beside it."""
    return format_html(
        '<span class="level {}">{}</span>', level_class(scheme, level), level_words(scheme, level).upper()
    )


def own_level(rank: int) -> SafeString:
    """The band of the lowest level of the office's own scheme that holds a rank."""
    own = schemes.own()
    found = own.at_least(rank)
    return level(own.id, found.id) if found is not None else SafeString("")


@register.simple_tag
def level_name(scheme: str, level: str) -> str:
    return level_words(scheme, level)


@register.filter
def pretty(text: str) -> str:
    """A code in groups for the eye."""
    return codes.pretty(text) if codes.parse(text) else text


@register.filter
def when(at: datetime | None) -> SafeString | str:
    if at is None:
        return ""
    here = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), here.strftime("%Y-%m-%d %H:%M"))


@register.filter
def day(at: Any) -> str:
    if at is None or at == "":
        return "—"
    return (timezone.localtime(at) if isinstance(at, datetime) else at).strftime("%Y-%m-%d")


@register.filter
def due(at: datetime | None) -> SafeString | str:
    """When something falls due, and in words when that is past or near."""
    if at is None:
        return "—"
    here, today = timezone.localtime(at), timezone.localtime(now())
    days = (here.date() - today.date()).days
    if at < now():
        words, kind = (_("late"), "late-word") if days == 0 else (_("%(n)s d late") % {"n": -days}, "late-word")
    elif days == 0:
        words, kind = _("today"), "soon-word"
    elif at - now() < timedelta(days=7):
        words, kind = _("in %(n)s d") % {"n": days}, "soft"
    else:
        return here.strftime("%Y-%m-%d")
    return format_html('{} <span class="{}">{}</span>', here.strftime("%Y-%m-%d"), kind, words)


@register.filter
def late(at: datetime | None) -> bool:
    return at is not None and at < now()


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "")


@register.filter
def in_language(words: Any) -> str:
    """The words of a table by language, in the one in force."""
    return str(words.get(get_language() or "es") or words.get("en") or next(iter(words.values()), ""))


@register.simple_tag
def new_intent() -> str:
    """The key of a form: sent twice, it is done once."""
    return str(new_act())


@register.inclusion_tag("web/take.html", takes_context=True)
def take_out(context: Any, name: str, *, of: Any = "", **narrowed: Any) -> dict[str, Any]:
    """The foot of a list: take it out as a file, or keep its address. With `of`, of one table among several on a page: it has
    no address of its own to keep."""
    return {
        "name": name,
        "of": of,
        "keep": not of,
        "formats": [(name, name.upper()) for name in ("csv", "xlsx")],
        "narrowed": [(key, value) for key, value in narrowed.items() if value],
        "here": context.get("here", "/"),
        "intent": str(new_act()),
        "csrf_token": context.get("csrf_token"),
    }
