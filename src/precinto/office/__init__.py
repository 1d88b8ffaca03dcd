# SPDX-License-Identifier: EUPL-1.2
"""What an installation decides about itself: its name, its classification schemes, its places, its deadlines, its printed forms."""
