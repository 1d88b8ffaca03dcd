# SPDX-License-Identifier: EUPL-1.2
"""What the server loads in its worker."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "precinto.config.settings")
application = get_wsgi_application()

if os.environ.get("PRECINTO_SERVING"):
    # The program itself is never garbage. Looked through again and again, it held up one page in five by a tenth of a second.
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    from precinto.ledger.sequencer import Sequencer

    Sequencer().start()
