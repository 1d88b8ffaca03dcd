# SPDX-License-Identifier: EUPL-1.2
"""Clause 1.6: destruction one by one, what forbids it, what waits for it, and what an emergency leaves to be put in order."""
