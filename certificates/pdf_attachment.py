"""The credential inside the PDF: attaching it with reportlab, and taking it out again.

Reading looks for the one embedded file stream that `attach` writes, with firm limits; it is not a
PDF parser. A PDF rewritten by another program may lose it: then the QR on the paper is checked.
"""

from __future__ import annotations

import re
import zlib

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from certificates.errors import UnreadableError

ATTACHMENT_NAME = "certificate.json"
MAX_PDF_BYTES = 8_000_000
MAX_ATTACHMENT_BYTES = 65_536

_STREAM = re.compile(
    rb"/Length (\d{1,6})\s{1,3}/Subtype /application#2Fjson\s{1,3}/Type /EmbeddedFile\s{1,3}"
    rb">>\s{1,3}stream\n"
)


def attach(canvas: Canvas, data: bytes) -> None:
    """Embed `data` as certificate.json in the PDF that `canvas` is drawing."""
    document = vars(canvas)["_doc"]  # reportlab has no public way to its catalogue
    stream = PDFStream(
        PDFDictionary(
            {
                "Type": PDFName("EmbeddedFile"),
                "Subtype": "/application#2Fjson",  # PDFName would not escape the slash
                "Filter": PDFName("FlateDecode"),
            }
        ),
        zlib.compress(data, 9),
    )
    file = PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": PDFString(ATTACHMENT_NAME),
            "UF": PDFString(ATTACHMENT_NAME),
            "EF": PDFDictionary({"F": document.Reference(stream)}),
            "AFRelationship": PDFName("Source"),
        }
    )
    names = PDFArray([PDFString(ATTACHMENT_NAME), document.Reference(file)])
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": names})})


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
