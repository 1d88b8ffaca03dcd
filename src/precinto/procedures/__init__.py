# SPDX-License-Identifier: EUPL-1.2
"""The one door. A procedure is a table of steps; `perform` takes one step of it, or refuses; nothing else changes anything."""
