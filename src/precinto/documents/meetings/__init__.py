# SPDX-License-Identifier: EUPL-1.2
"""1.1, meetings: who takes part, which numbered copies are handed out and collected, and what is brought back from elsewhere."""
