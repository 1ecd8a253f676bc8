"""The QR: small enough for an ordinary phone, and read by two decoders."""

import io

import cv2
import numpy as np
import pytest
from certificate_world import BASE, KEYS, changed
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates import Issued, Keyset, UnreadableError, issue, qr_png, read_qr
from certificates.qr import Correction, qr_matrix, read_qr_text


def version(text: str, correction: Correction) -> int:
    return (len(qr_matrix(text, correction)) - 17) // 4


def picture(png: bytes, width: int | None = None) -> Image.Image:
    opened = Image.open(io.BytesIO(png)).convert("L")
    if width is not None:
        opened = opened.resize((width, width), Image.Resampling.LANCZOS)
    return opened


def png_of(opened: Image.Image) -> bytes:
    out = io.BytesIO()
    opened.save(out, "PNG")
    return out.getvalue()


def jpeg_of(opened: Image.Image) -> bytes:
    out = io.BytesIO()
    opened.save(out, "JPEG", quality=60)
    return out.getvalue()


@pytest.mark.parametrize("correction", ["M", "Q"])
@pytest.mark.parametrize("width", [None, 240])
def test_zxing_reads_it_at_full_size_and_at_240_pixels(
    width: int | None, correction: Correction, issued: Issued
) -> None:
    assert read_qr(png_of(picture(qr_png(issued.qr_text, correction), width))) == [issued.qr_text]


@pytest.mark.parametrize("correction", ["M", "Q"])
def test_opencv_reads_it_too(correction: Correction, issued: Issued) -> None:
    pixels = np.asarray(picture(qr_png(issued.qr_text, correction)))
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(pixels)
    assert text == issued.qr_text


def test_it_is_read_from_a_jpeg(issued: Issued) -> None:
    assert read_qr(jpeg_of(picture(qr_png(issued.qr_text, "Q"), 400))) == [issued.qr_text]


def test_an_ordinary_certificate_takes_170_to_210_bytes(issued: Issued) -> None:
    assert 170 <= len(issued.cose) <= 210
    assert version(issued.qr_text, "M") in (10, 11)
    assert version(issued.qr_text, "Q") in (12, 13, 14)


def test_a_name_of_forty_letters_stays_readable(keyset: Keyset) -> None:
    record = changed(holder_name="Francisca Guadalupe Contreras Villanueva", status_index=65_535)
    assert len(record.holder_name) == 40
    text = issue(record, KEYS["issuing"], keyset).qr_text
    assert text.startswith(f"{BASE}/v#")
    assert version(text, "M") <= 11
    assert version(text, "Q") <= 13


def test_digits_go_into_a_numeric_segment(issued: Issued) -> None:
    as_bytes = issued.qr_text.replace("#", "#x")  # one letter makes the whole end bytes
    assert version(issued.qr_text, "M") + 5 <= version(as_bytes, "M")


def test_quiet_zone_is_four_modules(issued: Issued) -> None:
    pixels = np.asarray(picture(qr_png(issued.qr_text, "M", pixels_per_module=1)))
    dark = np.argwhere(pixels == 0)
    assert dark.min() == 4
    assert pixels.shape[0] - 1 - dark.max() == 4


def test_a_picture_bomb_is_refused_before_it_is_opened() -> None:
    huge = png_of(Image.new("1", (9000, 9000)))
    with pytest.raises(UnreadableError, match="too large"):
        read_qr(huge)


@given(st.binary(max_size=100), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8"]))
@settings(max_examples=200, deadline=None)
def test_a_broken_picture_is_refused_by_name(data: bytes, start: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_qr(start + data)


def test_a_picture_without_a_code_holds_nothing() -> None:
    assert read_qr(png_of(Image.new("L", (200, 200), 255))) == []


@given(st.text(max_size=60))
def test_texts_are_read_or_refused(text: str) -> None:
    try:
        _, payload = read_qr_text(text)
    except UnreadableError:
        return
    assert payload
