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
        use = reservations.Use
        reservations.register(queries.claimed_by_batches, use.LEAVE, use.DESTROY, use.ANNUL)
        reservations.register(queries.held, use.SEND, use.DESTROY, use.ANNUL)
        seals.used_in(queries.seals_used)
