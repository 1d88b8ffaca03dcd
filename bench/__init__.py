# SPDX-License-Identifier: EUPL-1.2
"""Figures, each as a ratio in one run against a peer or a limit. `python -m bench NAME --json`; never part of the tests."""
