# SPDX-License-Identifier: EUPL-1.2
"""Forms of what leaves: the guide with its detachable receipt (24, 4), the two covers, the claim, and the book of the year."""
