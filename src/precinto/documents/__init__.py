# SPDX-License-Identifier: EUPL-1.2
"""Chapter 1: documents. Register, circulate, lend."""
