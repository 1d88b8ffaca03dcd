# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "precinto.documents.offline"
    label = "offline"

    def ready(self) -> None:
        from precinto.documents.offline import procedures, replay  # noqa: F401  read once, they are in the registries
