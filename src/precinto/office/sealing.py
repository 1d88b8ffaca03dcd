# SPDX-License-Identifier: EUPL-1.2
"""The office's seal on what it prints: a PAdES signature (ETSI EN 319 142, level B-B) over the whole of the PDF.

The key is the house's own and never leaves it; its certificate is signed by itself, for there is no authority on a machine
that stands alone. What makes it worth something is its fingerprint: it stands in the ledger with every form that was sealed,
and in Settings, to be compared by whoever receives a form. RSA with PKCS #1 v1.5, so that the same form is the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

from precinto.records.clock import now
from precinto.records.files import write_whole

BITS = 3072
YEARS = 30  # as long as the forms are kept; the ledger says when it was in use
FIELD = "Precinto"
RESERVED = 8192  # hexadecimal digits that the signature may take in the file


@dataclass(frozen=True)
class Identity:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def identity() -> Identity:
    """The key and certificate of this house, made the first time that a form is printed."""
    return _identity(settings.HOME.path / "keys" / "seal.pem")


def fingerprint() -> str:
    return identity().fingerprint


def certificate() -> bytes | None:
    """The certificate as a file to give away (PEM), once there is one."""
    if not (settings.HOME.path / "keys" / "seal.pem").exists():
        return None
    return identity().certificate.public_bytes(serialization.Encoding.PEM)


@lru_cache(maxsize=4)
def _identity(file: Path) -> Identity:
    if not file.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        # Both in one file, so that there is never a key without its certificate; whoever comes second takes the first one's.
        write_whole(file, private + _certificate(key).public_bytes(serialization.Encoding.PEM), mode=0o600, over=False)
    text = file.read_bytes()
    key = serialization.load_pem_private_key(text, None)  # type: ignore[assignment]
    return Identity(key, x509.load_pem_x509_certificate(text))


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Precinto: sello de la oficina / seal of the office")])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    at = now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * YEARS))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def seal(pdf: bytes, at: datetime, *, reason: str, place: str) -> bytes:
    """The PDF with the office's signature, dated `at`: the same bytes each time. Nothing in it may be changed afterwards."""
    # Loaded when the first form is printed: most processes never print.
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    class Untouched(IncrementalPdfFileWriter):
        """What the file says of itself stays as it is: pyHanko would write the time of the clock into it."""

        def _update_meta(self) -> None:
            pass

    out = Untouched(io.BytesIO(pdf))
    # pyHanko draws this at random; a form that is asked for again must be the same file.
    first, _second = out._document_id
    out._document_id = generic.ArrayObject([first, generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])])
    described = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=place,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )

    class Dated(signers.PdfSigner):
        """Signs at the time of the act: pyHanko would ask the clock."""

        def init_signing_session(self, *given: Any, **more: Any) -> Any:
            session = super().init_signing_session(*given, **more)
            session.system_time = at
            return session

    sealed: io.BytesIO = Dated(described, _signer()).sign_pdf(out, bytes_reserved=RESERVED)
    return sealed.getvalue()


def _signer() -> Any:
    from asn1crypto import x509 as asn1
    from asn1crypto.algos import SignedDigestAlgorithm
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    mine = identity()

    class Office(signers.Signer):
        """Signs with the key that is read already: reading it takes a tenth of a second."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return mine.key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    return Office(
        signing_cert=asn1.Certificate.load(mine.certificate.public_bytes(serialization.Encoding.DER)),
        cert_registry=SimpleCertificateStore(),
        signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
    )
