# SPDX-License-Identifier: EUPL-1.2
"""Forms 9, 10 and 11."""
