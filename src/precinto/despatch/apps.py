# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DespatchConfig(AppConfig):
    name = "precinto.despatch"

    def ready(self) -> None:
        from precinto.custody import seals
        from precinto.despatch import acts, checks, printing, procedures, queries  # noqa: F401  they enter by being read
        from precinto.documents import losing, reservations

        losing.when_found(acts.found_on_its_way)
        reservations.register(queries.claimed, reservations.Use.LEAVE, reservations.Use.DESTROY, reservations.Use.ANNUL)
        seals.used_in(queries.seals_used)
