# SPDX-License-Identifier: EUPL-1.2
"""The ladder of ranks that all schemes share."""

RANKS = (0, 10, 20, 30, 40, 50)
