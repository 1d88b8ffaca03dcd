# SPDX-License-Identifier: EUPL-1.2
"""What cuts across the procedures: what falls due and who is told, lists that leave as files, and addresses that are kept."""
