# SPDX-License-Identifier: EUPL-1.2
"""Despatch (4.6): channels, the bodies that things are sent to, despatches and their receipts, bundles between offices."""
