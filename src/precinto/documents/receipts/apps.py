# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "precinto.documents.receipts"
    label = "receipts"

    def ready(self) -> None:
        from precinto.documents.receipts import procedures  # noqa: F401  read once, it is in the registry
