# SPDX-License-Identifier: EUPL-1.2
"""Chapter 4: staff. So far who is who: persons, units, posts, appointments, delegations, clearances, briefings."""
