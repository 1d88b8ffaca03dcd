# SPDX-License-Identifier: EUPL-1.2
"""Two doors under one roof: pages, and the API."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
