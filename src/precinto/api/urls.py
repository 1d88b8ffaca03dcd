# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the API, read when the first of them is asked for: pages alone never load it."""

from precinto.api.v1 import api

urlpatterns = api.urls[0]
