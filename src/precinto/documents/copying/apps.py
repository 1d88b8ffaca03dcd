# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class CopyingConfig(AppConfig):
    name = "precinto.documents.copying"
    label = "copying"

    def ready(self) -> None:
        from precinto.documents.copying import printing, procedures, queries  # noqa: F401  tables and forms enter by being read
        from precinto.documents.printing import past
        from precinto.documents.reservations import Use, register

        register(queries.of_surplus, Use.LEAVE)
        register(queries.of_sources, Use.DESTROY, Use.ANNUL)
        past.touches("documents.document", queries.touching, by=queries.NAME)
