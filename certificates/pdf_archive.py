"""What makes a page of reportlab a PDF/A-3 file (ISO 19005-3, level B): it keeps for decades.

Fonts are embedded by reportlab; here come the metadata (XMP, the same as the Info dictionary), the
colour space, and the version. Files inside it: pdf_attachment.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from certificates.record import stamp

COLOUR_PROFILE = Path(__file__).parent / "colour" / "sRGB.icc"
PRODUCER = "Acredita"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Keywords>{keywords}</pdf:Keywords>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True)
class About:
    """What the file says about itself. `made` is UTC."""

    title: str
    author: str
    subject: str
    keywords: str
    language: str
    made: datetime


def archive_canvas(out: BytesIO, size: tuple[float, float], about: About, font: str) -> Canvas:
    """A canvas whose file is PDF/A-3b as long as only registered TrueType fonts are drawn with.

    `size` in points; `font` takes the place of reportlab's first font, which is not embedded.
    """
    # reportlab's type stubs take initialFontName for a number
    settings: dict[str, Any] = {"lang": about.language, "initialFontName": font}
    canvas = Canvas(out, size, invariant=1, pageCompression=1, pdfVersion=(1, 7), **settings)
    document = vars(canvas)["_doc"]  # reportlab has no public way to its catalogue
    info = document.info
    info.title, info.author, info.subject = about.title, about.author, about.subject
    info.keywords, info.creator, info.producer = about.keywords, PRODUCER, PRODUCER
    made = about.made.strftime("D:%Y%m%d%H%M%SZ")
    info._dateFormatter = lambda *_: made
    catalogue = document.Catalog
    # reportlab writes only the entries it knows
    catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents", "AF"]
    catalogue.__Refs__ = catalogue.__NoDefault__
    catalogue.Metadata = _metadata(about)
    catalogue.OutputIntents = PDFArray([document.Reference(_colours(document))])
    return canvas


def _metadata(about: About) -> PDFStream:
    words = {
        name: escape(getattr(about, name))
        for name in ("title", "author", "subject", "keywords", "language")
    }
    text = _XMP.format(**words, producer=PRODUCER, made=stamp(about.made))
    entries = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
    return PDFStream(PDFDictionary(entries), text.encode("utf-8"))


def _colours(document: Any) -> PDFDictionary:
    profile = PDFStream(PDFDictionary({"N": 3}), COLOUR_PROFILE.read_bytes())
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )
