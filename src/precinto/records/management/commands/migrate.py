# SPDX-License-Identifier: EUPL-1.2
"""`migrate`, and then the guard on every table of the books. An empty database gets its tables at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from precinto.records import fresh, guard


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if self.all_of_it(options):
            fresh.make()
        super().handle(*args, **options)
        guard.install()

    @staticmethod
    def all_of_it(options: dict[str, Any]) -> bool:
        """Whether nothing but "all migrations, here and now" was asked for."""
        asked = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")
        return options["database"] == DEFAULT_DB_ALIAS and not any(options.get(name) for name in asked)
