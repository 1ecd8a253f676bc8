"""The paper: PDF/A-3 as qpdf reads it, a signature readers accept, cards, ceremonies, badges."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from archive_check import archive_faults
from asn1crypto import x509 as asn1_x509
from certificate_world import BASE, KEYS, changed
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import (
    CertificateRecord,
    Issued,
    KeyFileError,
    Keyset,
    RecordError,
    UnreadableError,
    Verdict,
    issue,
    read_qr,
    render_pdf,
)
from certificates.badge_baking import bake, read_baked
from certificates.document_key import (
    DocumentKey,
    create_document_key,
    import_document_key,
    load_document_key,
)
from certificates.pdf_card import CODE_LEFT, HEIGHT, WIDTH, render_card
from certificates.pdf_signature import sign_pdf
from certificates.print_run import MOST, render_cards, render_certificates, render_list
from certificates.shared_badge import shared_badge_png

LONG = {
    "es": "Francisca Guadalupe de los Ángeles Contreras Villanueva",
    "en": "Ñuflo Übeda Å. Ó’Connor-Échéverría y Güell Zúñiga",
    "fr": "Marie-Thérèse Anaïs Désirée Lefebvre-Grandmaison",
}
SECRET = b"only for tests"
PNG = b"\x89PNG\r\n\x1a\n"
TODAY = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture(scope="module")
def document_key(tmp_path_factory: pytest.TempPathFactory) -> DocumentKey:
    path = tmp_path_factory.mktemp("keys") / "documents.p12"
    made = datetime.now(UTC)
    create_document_key(path, SECRET, organisation="Instituto Ñ", host="acredita.example", now=made)
    return load_document_key(path, SECRET)


@pytest.fixture(scope="module")
def made(keyset: Keyset) -> list[tuple[CertificateRecord, Issued]]:
    """A certificate with a long name in each language."""
    records = [
        changed(
            holder_name=name,
            language=language,
            level="Básico",
            id=f"7F3A-9C21-04DE-000{n}",
            competency="Albañilería: muro de ladrillo a media asta",
        )
        for n, (language, name) in enumerate(LONG.items())
    ]
    return [(one, issue(one, KEYS["issuing"], keyset, KEYS["chamber"])) for one in records]


def pages_of(pdf: bytes, dots: int, folder: Path) -> list[bytes]:
    """The pages as poppler draws them, PNG."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(dots), "-png", "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.png"))]


@pytest.mark.parametrize("n", range(3))
def test_a_certificate_is_pdf_a_3_and_stays_so_when_signed(
    n: int,
    made: list[tuple[CertificateRecord, Issued]],
    keyset: Keyset,
    document_key: DocumentKey,
) -> None:
    pdf = render_pdf(*made[n], keyset)
    assert archive_faults(pdf) == []
    signed = sign_pdf(pdf, document_key, reason="Emitido", place="Zacatecoluca")
    assert signed.startswith(pdf)
    assert archive_faults(signed) == []


def test_the_structural_check_can_fail(
    made: list[tuple[CertificateRecord, Issued]], keyset: Keyset
) -> None:
    pdf = render_pdf(*made[0], keyset)
    assert archive_faults(pdf.replace(b"<pdfaid:part>3", b"<pdfaid:part>1")) == ["says it is 1B"]
    assert archive_faults(pdf.replace(b"/Keywords (", b"/Keywordz (")) != []


def test_the_credential_and_the_codes_text_are_inside(
    made: list[tuple[CertificateRecord, Issued]], keyset: Keyset
) -> None:
    record, issued = made[0]
    with pikepdf.open(io.BytesIO(render_pdf(record, issued, keyset))) as pdf:
        inside = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert json.loads(inside["certificate.json"]) == issued.credential
    assert inside["certificate.txt"].decode() == issued.qr_text


def test_pyhanko_and_poppler_find_the_signature_good(
    made: list[tuple[CertificateRecord, Issued]],
    keyset: Keyset,
    document_key: DocumentKey,
    tmp_path: Path,
) -> None:
    pdf = render_pdf(*made[0], keyset)
    signed = sign_pdf(pdf, document_key, reason="Emitido", place="Zacatecoluca")
    root = asn1_x509.Certificate.load(document_key.certificate.public_bytes(Encoding.DER))
    [signature] = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    if shutil.which("pdfsig"):  # of poppler-utils; older ones lack it
        (tmp_path / "signed.pdf").write_bytes(signed)
        told = subprocess.run(
            ["pdfsig", "-nocert", "signed.pdf"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        assert "Signature is Valid" in told
        assert "Total document signed" in told


def test_a_changed_signed_certificate_is_found_out(
    made: list[tuple[CertificateRecord, Issued]], keyset: Keyset, document_key: DocumentKey
) -> None:
    pdf = render_pdf(*made[0], keyset)
    signed = bytearray(sign_pdf(pdf, document_key, reason="Emitido", place="Zacatecoluca"))
    signed[signed.index(b"/Title (") + 10] ^= 1
    root = asn1_x509.Certificate.load(document_key.certificate.public_bytes(Encoding.DER))
    [signature] = PdfFileReader(io.BytesIO(bytes(signed))).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
    assert not status.bottom_line


def test_a_signed_certificate_still_verifies(
    keyset: Keyset,
    issued: Issued,
    document_key: DocumentKey,
    check: Callable[[Any], Verdict],
) -> None:
    signed = sign_pdf(render_pdf(changed(), issued, keyset), document_key, reason="x", place="y")
    assert check(signed).ok


def test_printed_certificates_and_cards_are_read_from_their_picture(
    made: list[tuple[CertificateRecord, Issued]], keyset: Keyset, tmp_path: Path
) -> None:
    texts = {issued.qr_text for _, issued in made}
    pages = pages_of(render_certificates(made, keyset, made=TODAY), 110, tmp_path)
    assert {text for page in pages for text in read_qr(page)} == texts
    card = pages_of(render_card(*made[0], keyset), 250, tmp_path)[0]
    assert read_qr(card) == [made[0][1].qr_text]


def test_a_card_is_as_large_as_a_bank_card_and_ten_fit_on_a_sheet(
    made: list[tuple[CertificateRecord, Issued]], keyset: Keyset
) -> None:
    with pikepdf.open(io.BytesIO(render_card(*made[0], keyset))) as pdf:
        assert [float(n) for n in pdf.pages[0].MediaBox[2:]] == pytest.approx([WIDTH, HEIGHT], 1e-4)
    with pikepdf.open(io.BytesIO(render_cards(made * 4, keyset, made=TODAY))) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.parametrize("name", [*LONG.values(), "Maximiliano " * 6 + "Núñez", "Ñ" * 40])
def test_no_word_of_a_card_runs_into_its_code(name: str, keyset: Keyset, tmp_path: Path) -> None:
    record = changed(holder_name=name, competency="Sécurité du chantier : maîtriser les dangers")
    path = tmp_path / "card.pdf"
    path.write_bytes(render_card(record, issue(record, KEYS["issuing"], keyset), keyset))
    told = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    words = re.findall(r'xMin="([\d.]+)".* xMax="([\d.]+)".*>(.+)</word>', told)
    beside = {
        word: float(end) for start, end, word in words if word in f"{name} {record.competency}"
    }
    assert len(beside) >= 7
    assert max(beside.values()) <= CODE_LEFT + 0.1


def test_the_title_stands_once_on_the_paper(keyset: Keyset, tmp_path: Path) -> None:
    for scheme_name, times in (("Montaje de mesa", 1), ("Montaje de mesa de restaurante", 2)):
        record = changed(scheme_name=scheme_name)
        path = tmp_path / "paper.pdf"
        path.write_bytes(render_pdf(record, issue(record, KEYS["issuing"], keyset), keyset))
        text = subprocess.run(
            ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
        ).stdout
        assert text.count("Montaje de mesa") == times


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_a_ceremonys_papers_are_pdf_a_too(
    language: str, made: list[tuple[CertificateRecord, Issued]], keyset: Keyset
) -> None:
    for pdf in (
        render_list(made * 9, keyset, language=language, made=TODAY),
        render_cards(made, keyset, made=TODAY),
        render_card(*made[0], keyset),
    ):
        assert archive_faults(pdf) == []


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_none_or_too_many_are_refused(
    count: int, made: list[tuple[CertificateRecord, Issued]], keyset: Keyset
) -> None:
    with pytest.raises(RecordError, match="choose 1 to"):
        render_certificates([made[0]] * count, keyset, made=TODAY)


def test_a_name_the_fonts_lack_is_refused_everywhere(keyset: Keyset, issued: Issued) -> None:
    record = changed(holder_name="Мария Иванова 李")
    for render in (render_pdf, render_card, shared_badge_png):
        with pytest.raises(RecordError, match="Latin alphabet"):
            render(record, issued, keyset)


def test_a_badge_shows_its_code_and_holds_its_credential(
    made: list[tuple[CertificateRecord, Issued]], keyset: Keyset
) -> None:
    for record, issued in made:
        png = shared_badge_png(record, issued, keyset)
        assert read_qr(png) == [issued.qr_text]
        assert json.loads(read_baked(png)) == issued.credential
        # Pillow reads iTXt by itself
        assert json.loads(Image.open(io.BytesIO(png)).text["openbadgecredential"])["id"].startswith(
            BASE
        )


def test_a_badge_without_its_code_is_checked_by_what_is_baked_in(
    issued: Issued, check: Callable[[Any], Verdict]
) -> None:
    out = io.BytesIO()
    Image.new("L", (60, 60), 200).save(out, "PNG")
    assert check(out.getvalue()).reason == "no_code_found"
    baked = bake(out.getvalue(), issued.credential)
    assert check(baked).ok
    forged = bake(baked, {**issued.credential, "name": "Soldadura"})
    assert check(forged).state == "forged"


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 40]
)
def test_what_is_no_png_has_nothing_baked_in(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_baked(data)


def test_a_document_key_opens_with_its_secret_alone(tmp_path: Path) -> None:
    path = tmp_path / "documents.p12"
    told = {"organisation": "INCAF", "host": "acredita.example", "now": TODAY}
    key = create_document_key(path, SECRET, **told)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "private" not in repr(key)
    with pytest.raises(KeyFileError, match="does not open"):
        load_document_key(path, b"another")
    with pytest.raises(KeyFileError):
        create_document_key(path, SECRET, **told)
    assert load_document_key(path, SECRET).certificate == key.certificate


def test_an_authoritys_key_takes_the_place_of_our_own(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "documents.p12", tmp_path / "authority.p12"
    told = {"host": "acredita.example", "now": TODAY}
    create_document_key(ours, SECRET, organisation="INCAF", **told)
    create_document_key(theirs, b"\x12", organisation="Autoridad", **told)
    import_document_key(ours, SECRET, theirs.read_bytes(), b"12")
    assert "Autoridad" in repr(load_document_key(ours, SECRET))
    with pytest.raises(KeyFileError, match="does not open"):
        import_document_key(ours, SECRET, b"no file", b"12")
