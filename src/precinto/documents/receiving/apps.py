# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ReceivingConfig(AppConfig):
    name = "precinto.documents.receiving"
    label = "receiving"

    def ready(self) -> None:
        from precinto.documents import losing, reservations
        from precinto.documents.receiving import acts, duties, parcels, printing, procedures  # noqa: F401  read once, they are in the registry

        losing.when_found(acts.found_unopened)
        reservations.register(parcels.claimed, reservations.Use.DESTROY)
