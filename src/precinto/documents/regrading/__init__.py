# SPDX-License-Identifier: EUPL-1.2
"""Changes of classification: up, down, declassified, one by one or all whose term has run out. They reach every copy and every holder."""
