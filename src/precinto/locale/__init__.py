# SPDX-License-Identifier: EUPL-1.2
"""The catalogues. `python -m precinto.locale` compiles them; the source language is English."""
