"""What ISO 19005-3 (PDF/A-3, level B) asks for, as far as qpdf's view of a file shows it.

veraPDF is in no registry this project installs from, so
this is a structural check by another PDF reader, not a certificate of conformity.
"""

import io
import struct
from typing import Any

import pikepdf

PRINTS, HIDDEN = 0b100, 0b100011  # bits of an annotation's flags


def archive_faults(data: bytes) -> list[str]:
    """One line for each fault; none for a file that is built as PDF/A-3b."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            *(f"syntax: {problem}" for problem in pdf.check_pdf_syntax()),
            *_file_faults(data, pdf),
            *_colour_faults(pdf),
            *_metadata_faults(pdf),
            *(fault for page in pdf.pages for fault in _page_faults(page)),
            *_attachment_faults(pdf),
        ]


def _file_faults(data: bytes, pdf: pikepdf.Pdf) -> list[str]:
    faults = []
    if pdf.is_encrypted or "/OpenAction" in pdf.Root or "/JavaScript" in pdf.Root.get("/Names", {}):
        faults.append("encrypted, or acts by itself")
    if "/ID" not in pdf.trailer or data[5:8] > b"1.7":
        faults.append("no file identifier, or a newer PDF")
    marker = data.split(b"\n")[1]
    if marker[:1] != b"%" or sum(byte > 127 for byte in marker[1:5]) != 4:
        faults.append("no line that says the file is binary")
    return faults


def _colour_faults(pdf: pikepdf.Pdf) -> list[str]:
    [intent] = pdf.Root.OutputIntents
    profile = intent.DestOutputProfile
    good = intent.S == "/GTS_PDFA1" and profile.N == 3 and profile.read_bytes()[36:40] == b"acsp"
    return [] if good else ["no colour profile"]


def _metadata_faults(pdf: pikepdf.Pdf) -> list[str]:
    faults = ["compressed metadata"] if "/Filter" in pdf.Root.Metadata else []
    info = {key: str(value) for key, value in pdf.docinfo.items()}
    with pdf.open_metadata() as metadata:  # pikepdf changes both as it leaves
        if metadata.pdfa_status != "3B":
            faults.append(f"says it is {metadata.pdfa_status}")
        same = {
            "/Title": metadata["dc:title"],
            "/Author": metadata["dc:creator"][0],
            "/Subject": metadata.get("dc:description") or "",
            "/Keywords": metadata.get("pdf:Keywords") or "",
            "/Producer": metadata["pdf:Producer"],
            "/Creator": metadata["xmp:CreatorTool"],
        }
    return faults + [f"{key} differs" for key, value in same.items() if info.get(key) != value]


def _page_faults(page: pikepdf.Page) -> list[str]:
    faults = []
    for font in page.Resources.get("/Font", {}).values():
        faults += _font_faults(font)
    for note in page.get("/Annots", []):
        flags = int(note.get("/F", 0))
        if not flags & PRINTS or flags & HIDDEN:
            faults.append("an annotation that does not print")
    return faults


def _font_faults(font: Any) -> list[str]:
    name = str(font.BaseFont)
    program = font.get("/FontDescriptor", {}).get("/FontFile2")
    if program is None:
        return [f"{name} is not embedded"]
    symbolic = int(font.FontDescriptor.Flags) & 4
    if not symbolic or "/Encoding" in font or _encodings(program.read_bytes()) != 1:
        return [f"{name}: a subset that is not encoded by its own table alone"]
    return [] if "/ToUnicode" in font else [f"{name} cannot be copied as text"]


def _encodings(font: bytes) -> int:
    """How many subtables a TrueType font's cmap has."""
    for n in range(struct.unpack(">H", font[4:6])[0]):
        tag, _, offset, _ = struct.unpack(">4sLLL", font[12 + 16 * n : 28 + 16 * n])
        if tag == b"cmap":
            return int(struct.unpack(">H", font[offset + 2 : offset + 4])[0])
    return 0


def _attachment_faults(pdf: pikepdf.Pdf) -> list[str]:
    files = pdf.Root.get("/AF", [])
    wanted = ("/F", "/UF", "/AFRelationship")
    faults = [f"a file without {key}" for file in files for key in wanted if key not in file]
    if any("/Subtype" not in file.EF.F for file in files):
        faults.append("a file without a media type")
    if len(files) != len(pdf.attachments):
        faults.append("a file that belongs to nothing")
    return faults
