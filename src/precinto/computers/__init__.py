# SPDX-License-Identifier: EUPL-1.2
"""Chapter 2: computers and media. So far the accounts of this program, and the register of media."""
