# SPDX-License-Identifier: EUPL-1.2
"""Who is who, who holds which post, who may see what. Decisions are pure functions on frozen data."""
