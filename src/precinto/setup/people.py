# SPDX-License-Identifier: EUPL-1.2
"""Whom an installation is made with, and what its people sign in with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Founder:
    """One of the first two persons, as they are named before the office exists."""

    given_name: str
    family_name: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, and what with. Shown once, kept nowhere. `role` is a word for the screen."""

    name: str
    login: str
    role: str
    password: str
