# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DespatchConfig(AppConfig):
    name = "precinto.despatch"

    def ready(self) -> None:
        from precinto.despatch import checks, printing, procedures  # noqa: F401  tables, forms and checks enter by being read
