"""The PDF's own signature, which any PDF reader shows: PAdES (ETSI EN 319 142-1), level B-B.

It certifies the file: whatever is changed afterwards, a reader says so.
"""

from __future__ import annotations

from io import BytesIO

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.document_key import DocumentKey

FIELD = "Issuer"


def sign_pdf(pdf: bytes, key: DocumentKey, *, reason: str, place: str) -> bytes:
    """The same PDF with an invisible signature after its end; the bytes before stay as they are."""
    private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    above = SimpleCertificateStore()
    above.register_multiple(
        x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in key.chain
    )
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=above,
    )
    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        location=place,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = _Writer(BytesIO(pdf))
    signed: BytesIO = signers.sign_pdf(writer, wanted, signer=signer)
    return signed.getvalue()


class _Writer(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Adds the signature and nothing else: metadata stay as they were, in both their places."""

    def _update_meta(self) -> None:
        """Not called by us; pyHanko would name itself in one place and not in the other."""
