# SPDX-License-Identifier: EUPL-1.2
"""A station that works off-line, as its browser does: what the tests bring back."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from precinto.documents.offline import queue as reading
from precinto.records.clock import now


class Away:
    """A station, as its browser is: a key, a number, the digest of its last line."""

    def __init__(self, clerk: str = "P00001X") -> None:
        self.clerk = clerk
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.public, self.name = b64encode(public).decode(), reading.station_name(public)
        self.n, self.prev = 0, ""

    def line(
        self, do: str, thing: str, *, person: str = "", folios: int = 12, place: str = "", at: datetime | None = None
    ) -> str:
        self.n += 1
        moment = (at or now()).strftime("%Y-%m-%dT%H:%M:%S.") + "250Z"
        body = {
            "v": 1, "station": self.name, "n": self.n, "at": moment, "clerk": self.clerk, "do": do, "person": person,
            "thing": thing, "folios": folios, "place": place, "prev": self.prev,
        }  # fmt: skip
        text = json.dumps(body, separators=(",", ":"))
        text = f'{text[:-1]},"sig":"{self.sign(text)}"}}'
        self.prev = reading.digest(text)
        return text

    def sign(self, text: str) -> str:
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()
