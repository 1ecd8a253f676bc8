"""The credential inside the PDF: attaching it with reportlab, and taking it out again.

Reading looks for the one embedded file stream that `attach` writes, with firm limits; it is not a
PDF parser. A PDF rewritten by another program may lose it: then the QR on the paper is checked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from certificates.errors import UnreadableError

CREDENTIAL_NAME = "certificate.json"
TEXT_NAME = "certificate.txt"  # what the verifier page reads
MAX_PDF_BYTES = 8_000_000
MAX_ATTACHMENT_BYTES = 65_536

_STREAM = re.compile(
    rb"/Length (\d{1,6})\s{1,3}/Subtype /application#2Fjson\s{1,3}/Type /EmbeddedFile\s{1,3}"
    rb">>\s{1,3}stream\n"
)


@dataclass(frozen=True)
class Attachment:
    """One file inside the PDF; `relationship` is PDF/A-3's word for what it is to the page."""

    name: str
    media_type: str
    description: str
    data: bytes
    relationship: str


def attach(canvas: Canvas, files: Sequence[Attachment]) -> None:
    """Embed the files, in the order of their names, in the PDF that `canvas` is drawing."""
    document = vars(canvas)["_doc"]  # reportlab has no public way to its catalogue
    names: list[object] = []
    for file in sorted(files, key=lambda one: one.name):
        names += [PDFString(file.name), document.Reference(_file(document, file))]
    document.Catalog.Names = PDFDictionary(
        {"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})}
    )
    document.Catalog.AF = PDFArray(names[1::2])


def _file(document: Any, file: Attachment) -> PDFDictionary:
    stream = PDFStream(
        PDFDictionary(
            {
                "Type": PDFName("EmbeddedFile"),
                # PDFName would not escape the slash
                "Subtype": f"/{file.media_type.replace('/', '#2F')}",
                "Filter": PDFName("FlateDecode"),
            }
        ),
        zlib.compress(file.data, 9),
    )
    return PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": PDFString(file.name),
            "UF": PDFString(file.name),
            "Desc": PDFString(file.description),
            "EF": PDFDictionary({name: document.Reference(stream) for name in ("F", "UF")}),
            "AFRelationship": PDFName(file.relationship),
        }
    )


def read_attachment(pdf: bytes) -> bytes:
    """The embedded certificate.json; raises UnreadableError when there is none."""
    if len(pdf) > MAX_PDF_BYTES:
        raise UnreadableError("The PDF is too large to be a certificate; check its QR instead.")
    found = _STREAM.search(pdf)
    if found is None:
        raise UnreadableError("The PDF holds no certificate; check the QR on it instead.")
    packed = pdf[found.end() : found.end() + int(found[1])]
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(packed, MAX_ATTACHMENT_BYTES + 1)
    except zlib.error as error:
        raise UnreadableError("The PDF's certificate is damaged; check its QR instead.") from error
    if len(data) > MAX_ATTACHMENT_BYTES or not inflater.eof:
        raise UnreadableError("The PDF's certificate is damaged; check its QR instead.")
    return data
