# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PeersConfig(AppConfig):
    name = "bench.peers"
    default_auto_field = "django.db.models.BigAutoField"
