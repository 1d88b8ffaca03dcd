# SPDX-License-Identifier: EUPL-1.2
"""The door for the keyboard and for scripts: `precinto`. The same procedures as the pages and the API."""
