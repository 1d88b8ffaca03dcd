# SPDX-License-Identifier: EUPL-1.2
"""`migrate`, and then the guard on every table of the books."""

from typing import Any

from django.core.management.commands import migrate

from precinto.records import guard


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        guard.install()
