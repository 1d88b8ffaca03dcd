# SPDX-License-Identifier: EUPL-1.2
"""What the server loads in its worker."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from precinto.config.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "precinto.config.settings")
application = get_wsgi_application()

if os.environ.get("PRECINTO_SERVING"):
    import_module(settings.ROOT_URLCONF)
    settle()
    from precinto.ledger.sequencer import Sequencer

    Sequencer().start()
