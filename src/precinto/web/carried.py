# SPDX-License-Identifier: EUPL-1.2
"""A counter's list on its way through the lock: what was sent to a locked door waits in the session until it opens."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from precinto.documents.counter import LONGEST, MOST

KEPT = "counter"  # in the session, while it is locked
TOKEN = 240  # characters of a line as it travels, at most


def keep(request: HttpRequest) -> None:
    """Put a list that was sent to a locked door into the session: codes and counts, and what was read and not taken.

    Words are not kept there: what does not agree may be secret, and a session is no place for it.
    """
    form, sent = QueryDict(mutable=True), request.POST
    lines = [token[:TOKEN] for token in sent.getlist("line")[:MOST]]
    for name in ("person", "place", "mode", *(f"folios-{token[:32]}" for token in lines)):
        form[name] = sent.get(name, "")[:LONGEST]
    form.setlist("line", lines)
    read = [text for name in ("add", "scan", "many") for text in sent.get(name, "").splitlines()]
    form.setlist("missed", [text[:LONGEST] for text in (*sent.getlist("missed"), *read) if text.strip()][:MOST])
    if lines or form["person"] or form.getlist("missed"):
        request.session[KEPT] = form.urlencode()


def taken_up(request: HttpRequest) -> QueryDict:
    """The list that waited, once; empty where none did."""
    return QueryDict(request.session.pop(KEPT, ""))
