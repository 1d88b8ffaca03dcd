# SPDX-License-Identifier: EUPL-1.2
"""The door for programs: `/api/v1`, with a key in each request. Every step of every procedure, and what its owner may see."""
