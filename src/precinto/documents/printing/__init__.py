# SPDX-License-Identifier: EUPL-1.2
"""The office's printed forms. What stands on the paper is what stood in the books when it was printed, also years later."""
