# SPDX-License-Identifier: EUPL-1.2
"""Precinto: the confidentiality office in software."""

__version__ = "0.1.0"
