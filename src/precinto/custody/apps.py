# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "precinto.custody"
