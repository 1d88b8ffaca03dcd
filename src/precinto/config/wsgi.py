# SPDX-License-Identifier: EUPL-1.2
"""What the server loads in its worker."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "precinto.config.settings")
application = get_wsgi_application()

if os.environ.get("PRECINTO_SERVING"):
    from precinto.ledger.sequencer import Sequencer

    Sequencer().start()
