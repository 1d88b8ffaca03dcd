# SPDX-License-Identifier: EUPL-1.2
"""The keys of this office for bundles. The one that opens lies in a file of its own; those that sign come of the ledger's key."""

from __future__ import annotations

from pathlib import Path

import pyrage
from django.conf import settings

from precinto.despatch import bundle
from precinto.despatch.models import KeyCard
from precinto.ledger import checkpoint, witness
from precinto.office import schemes
from precinto.records.errors import Broken
from precinto.records.files import write_whole
from precinto_verify.note import VKey


def card() -> KeyCard | None:
    """The card in force."""
    return KeyCard.objects.filter(stage="in_force").order_by("-number").first()


def make(number: int) -> tuple[str, str]:
    """The card of that number and its fingerprint. Its private key is made if it is not there yet."""
    ed25519, mldsa = witness.derived(f"bundle/{number}")
    base = witness.base()
    office = schemes.office()
    seen, seen_pq = witness.vkeys()
    known = bundle.OfficeKeys(
        office=office.name if office else base,
        base=base,
        number=number,
        age=_recipient(number),
        ledger=checkpoint.vkey(),
        sign=VKey.of(ed25519, f"{base}/bundle"),
        sign_pq=mldsa.public_key().public_bytes_raw(),
        witness=seen,
        witness_pq=seen_pq,
    )
    return bundle.card(known, witness.certifier()), known.fingerprint


def own(row: KeyCard) -> bundle.OfficeKeys:
    return bundle.read_card(row.card)


def signer(row: KeyCard) -> bundle.Signer:
    ed25519, mldsa = witness.derived(f"bundle/{row.number}")
    return bundle.Signer(own(row), ed25519, mldsa)


def identity(row: KeyCard) -> str:
    """Raises `Broken` where the file is gone: what was sealed to it cannot be opened any more."""
    file = _file(row.number)
    try:
        lines = file.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Broken(f"{file} cannot be read: retire the card of keys and make another") from error
    return next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")


def _file(number: int) -> Path:
    found: Path = settings.HOME.identity(number)
    return found


def _recipient(number: int) -> str:
    file = _file(number)
    if not file.is_file():
        made = pyrage.x25519.Identity.generate()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, f"# public key: {made.to_public()}\n{made}\n".encode(), mode=0o600)
    for line in file.read_text("ascii").splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            return str(pyrage.x25519.Identity.from_str(line).to_public())
    raise Broken(f"{file} holds no key")
