# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DestroyingConfig(AppConfig):
    name = "precinto.documents.destroying"
    label = "destroying"

    def ready(self) -> None:
        from precinto.custody import seals
        from precinto.documents import losing, reservations
        from precinto.documents.destroying import (  # noqa: F401  read once, they are known
            carrying,
            checks,
            duties,
            emergency_printing,
            lost_bags,
            printing,
            procedures,
            queries,
        )

        losing.when_found(lost_bags.found_bag)
        reservations.register(queries.claimed_by_batches, reservations.Use.LEAVE, reservations.Use.DESTROY)
        reservations.register(queries.held, reservations.Use.SEND, reservations.Use.DESTROY)
        seals.used_in(queries.seals_used)
