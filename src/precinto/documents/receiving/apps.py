# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ReceivingConfig(AppConfig):
    name = "precinto.documents.receiving"
    label = "receiving"

    def ready(self) -> None:
        from precinto.documents import reservations
        from precinto.documents.receiving import duties, parcels, printing, procedures  # noqa: F401  read once, they are in the registry

        reservations.register(parcels.claimed, reservations.Use.DESTROY)
