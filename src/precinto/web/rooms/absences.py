# SPDX-License-Identifier: EUPL-1.2
"""Absences on the page of any case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from precinto.access.models import Absence
from precinto.web.rooms import show

show(
    Absence,
    columns=[
        (_("Person"), "person"), (_("From"), "since"), (_("Until"), "until"), (_("Days"), "days"),
        (_("Hand-over or return by"), "due"), (_("Reason"), "reason"),
    ],
    reads=("person",),
)  # fmt: skip
