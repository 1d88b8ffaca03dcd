# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "precinto.office"

    def ready(self) -> None:
        from precinto.office import procedures  # noqa: F401  the tables enter the registry by being read
