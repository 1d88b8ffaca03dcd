# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ComputersConfig(AppConfig):
    name = "precinto.computers"

    def ready(self) -> None:
        from precinto.computers import duties, procedures  # noqa: F401  the tables enter the registry by being read
