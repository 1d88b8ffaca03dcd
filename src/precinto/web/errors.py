# SPDX-License-Identifier: EUPL-1.2
"""Pages for when something cannot be answered: a clear sentence, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse("403", status=403)
