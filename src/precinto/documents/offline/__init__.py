# SPDX-License-Identifier: EUPL-1.2
"""The counter while the office's machine does not answer: a signed queue of what happened, brought back through the same door."""
