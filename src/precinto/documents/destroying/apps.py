# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DestroyingConfig(AppConfig):
    name = "precinto.documents.destroying"
    label = "destroying"

    def ready(self) -> None:
        from precinto.custody import seals
        from precinto.documents import reservations
        from precinto.documents.destroying import checks, duties, emergency_printing, printing, procedures, queries  # noqa: F401  read once, they are known

        reservations.register(queries.claimed_by_batches, reservations.Use.LEAVE, reservations.Use.DESTROY)
        reservations.register(queries.held, reservations.Use.SEND, reservations.Use.DESTROY)
        seals.used_in(queries.seals_used)
