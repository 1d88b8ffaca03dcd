# SPDX-License-Identifier: EUPL-1.2
"""Compile every catalogue, without the gettext tools."""

from pathlib import Path

import polib

for catalogue in Path(__file__).parent.glob("*/LC_MESSAGES/*.po"):
    polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
