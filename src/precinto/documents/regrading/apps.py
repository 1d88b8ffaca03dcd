# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RegradingConfig(AppConfig):
    name = "precinto.documents.regrading"
    label = "regrading"

    def ready(self) -> None:
        from precinto.documents.printing import past
        from precinto.documents.regrading import checks, duties, printing, procedures, queries  # noqa: F401  all of it enters by being read
        from precinto.documents.reservations import Use, register

        register(queries.of_recalled, Use.LEAVE)
        register(queries.of_listed, Use.ANNUL)
        past.touches("documents.document", queries.touching, by=queries.NAME)
