# SPDX-License-Identifier: EUPL-1.2
"""The books: every act one entry, every entry one leaf of a Merkle tree, every day a signed checkpoint that leaves the machine.

Formats: docs/formats. The pure half (canonical form, hashing, proofs, notes) is `precinto_verify`, which a stranger runs.
"""
