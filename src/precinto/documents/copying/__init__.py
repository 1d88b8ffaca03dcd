# SPDX-License-Identifier: EUPL-1.2
"""Clause 1.5: copies, extracts and translations. Every one that is made is born registered."""
