# SPDX-License-Identifier: EUPL-1.2
"""Receipts: who received and who gave back sign for it, beside the clerk whose act it was (1.4)."""
