# SPDX-License-Identifier: EUPL-1.2
"""What it is to be a recorded row: written only inside an act, noted as it is written, read back to be compared.

The rooms above inherit `Recorded`; the ledger, beside them, takes what an act noted and makes the entry of it.
"""
