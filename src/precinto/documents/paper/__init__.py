# SPDX-License-Identifier: EUPL-1.2
"""Paper days: sheets that were reserved for them, and what was written on them, confirmed against the paper by another."""
