# SPDX-License-Identifier: EUPL-1.2
"""What may stand in the place of a number or a name in an address. Registered before any page names one."""

from __future__ import annotations

from django.urls import register_converter


class Key:
    """A row's number: bounded, so that no address can hold one that the database cannot."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Name:
    """The name of a procedure: `documents.lend`."""

    regex = "[a-z]+\\.[a-z_]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Key, "key")
register_converter(Name, "name")
