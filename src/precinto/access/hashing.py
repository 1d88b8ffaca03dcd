# SPDX-License-Identifier: EUPL-1.2
"""Argon2id, with the floor that OWASP gives: 19 MiB, two passes, one lane. More where the machine affords it."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2Hasher(Argon2PasswordHasher):
    time_cost = 3
    memory_cost = 65_536
    parallelism = 2
