# SPDX-License-Identifier: EUPL-1.2
"""Settings: one file per installation, readers that fail loudly."""
