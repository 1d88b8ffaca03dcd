# SPDX-License-Identifier: Apache-2.0
"""The inspector's verifier, and the ledger's formats as pure functions.

Nothing here imports Django or the program it checks. Only the standard library is needed; `cryptography`, where it
can be had, checks the signatures. The formats are described in `docs/formats/`.
"""

__version__ = "0.1.0"
