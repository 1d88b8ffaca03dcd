# SPDX-License-Identifier: EUPL-1.2
"""The same three rows kept five ways: bare, with a plain audit row, in our ledger, by two audit packages."""
