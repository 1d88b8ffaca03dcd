# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "precinto.web"

    def ready(self) -> None:
        from precinto.web import rooms

        rooms.read_all()
