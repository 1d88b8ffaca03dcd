# SPDX-License-Identifier: EUPL-1.2
"""Making an installation: its folder, its books, its first two persons, and the office that shows how it works."""
