# SPDX-License-Identifier: EUPL-1.2
"""Things and their holders. A thing is always in exactly one pair of hands or one place."""
