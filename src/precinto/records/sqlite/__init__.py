# SPDX-License-Identifier: EUPL-1.2
"""SQLite as the books need it: WAL, every commit on the disk, erased pages overwritten, and the guard's function."""
