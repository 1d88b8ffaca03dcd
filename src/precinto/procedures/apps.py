# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "precinto.procedures"
