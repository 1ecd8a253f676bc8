"""The verifier page's own scanner in Chromium: camera, picture, PDF, with and without a network."""

import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Page, expect
from verifier_site import Site, answer, forged

from certificates import qr_png, render_pdf


def photograph(text: str, width: int = 1400) -> Image.Image:
    """A sheet with the code, askew, a little out of focus, unevenly lit."""
    code = Image.open(io.BytesIO(qr_png(text, "Q"))).convert("L").resize((420, 420))
    sheet = Image.new("L", (width, 1000), 205)
    sheet.paste(code.rotate(8, expand=True, fillcolor=205), (width // 2 - 200, 300))
    light = np.linspace(0.6, 1.0, width)[None, :]
    lit = Image.fromarray((np.asarray(sheet) * light).astype(np.uint8))
    return lit.filter(ImageFilter.GaussianBlur(0.8))


def file_of(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def open_file(page: Page, name: str, data: bytes, media_type: str) -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": media_type, "buffer": data})


def told(page: Page) -> tuple[str | None, str | None]:
    verdict = page.locator("#verdict")
    expect(verdict).to_be_visible()
    return verdict.get_attribute("data-state"), verdict.get_attribute("data-reason")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_read(kind: str, site: Site, page: Page) -> None:
    page.goto(f"{site.base}/v")
    picture = file_of(photograph(site.link()), kind)
    open_file(page, f"photo.{kind.lower()}", picture, f"image/{kind.lower()}")
    assert told(page) == ("valid", "ok")


def test_the_pdf_is_read_from_inside(site: Site, page: Page) -> None:
    site.link()
    assert site.issued is not None
    assert site.keyset is not None
    page.goto(f"{site.base}/v")
    pdf = render_pdf(site.record, site.issued, site.keyset)
    open_file(page, "certificate.pdf", pdf, "application/pdf")
    assert told(page) == ("valid", "ok")
    expect(page.locator("#name")).to_have_text(site.record.holder_name)


def test_the_holder_shares_a_part_and_the_employer_sees_that_part(site: Site, page: Page) -> None:
    site.link()
    assert site.issued is not None
    assert site.keyset is not None
    page.goto(f"{site.base}/v")
    pdf = render_pdf(site.record, site.issued, site.keyset, sd_jwt=site.sd_jwt())
    open_file(page, "certificate.pdf", pdf, "application/pdf")
    assert told(page) == ("valid", "ok")
    expect(page.locator("#details")).to_contain_text("Zacatecoluca")
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    page.locator("#share summary").click()
    page.locator("#share button").click()
    page.wait_for_function("window.copied")
    link = page.evaluate("window.copied")
    assert answer(page, link) == ("valid", "ok")
    expect(page.locator("#name")).to_have_text(site.record.holder_name)
    expect(page.locator("#details")).not_to_contain_text("Zacatecoluca")
    page.locator("#meaning summary").click()
    expect(page.locator("#meaning-body table")).to_contain_text("19.6 ± 0.5 mm")


def test_a_scanned_paper_in_a_pdf_is_read_from_its_picture(site: Site, page: Page) -> None:
    page.goto(f"{site.base}/v")
    scanned = file_of(photograph(site.link()).convert("RGB"), "PDF")
    assert b"DCTDecode" in scanned
    open_file(page, "scan.pdf", scanned, "application/pdf")
    assert told(page) == ("valid", "ok")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("blank.png", file_of(Image.new("L", (300, 300), 255), "PNG"), "no_code_found"),
        ("broken.jpg", b"\xff\xd8\xff" + b"x" * 400, "unreadable"),
        ("other.pdf", b"%PDF-1.7\nnothing of ours", "no_certificate_inside"),
        ("poster.png", qr_png("https://example.org/menu", "M"), "unreadable"),
    ],
)
def test_other_files_get_one_clear_answer(
    name: str, data: bytes, reason: str, site: Site, page: Page
) -> None:
    page.goto(f"{site.base}/v")
    open_file(page, name, data, "application/octet-stream")
    assert told(page) == ("not_a_certificate", reason)
    expect(page.locator("#reason")).not_to_be_empty()
    page.locator("#again").click()
    expect(page.locator("#ask")).to_be_visible()


def test_offline_a_photograph_is_checked_and_a_stale_list_is_never_green(
    site: Site, page: Page, context: BrowserContext
) -> None:
    good, withdrawn = site.link(), site.link("withdrawn")
    site.publish(now=datetime.now(UTC), lifetime=timedelta(hours=1))
    page.goto(f"{site.base}/v")
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    site.down = True
    page.reload()
    expect(page.locator("#ready")).to_contain_text("Listo")
    for text, expected in (
        (good, ("valid", "ok")),
        (withdrawn, ("withdrawn", "withdrawn")),
        (forged(good), ("forged", "bad_signature")),
    ):
        open_file(page, "photo.png", file_of(photograph(text), "PNG"), "image/png")
        assert told(page) == expected
        page.locator("#again").click()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=2))
    open_file(page, "photo.png", file_of(photograph(good), "PNG"), "image/png")
    assert told(page) == ("not_checked", "status_stale")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return tmp_path / "camera.mjpeg"


@pytest.fixture
def camera_page(film: Path, site: Site, browser: Browser) -> Iterator[Page]:
    """A page in a browser whose camera films the site's certificate."""
    frame = file_of(photograph(site.link(), 1280).resize((1280, 720)), "JPEG")
    film.write_bytes(frame * 2)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    camera = browser.browser_type.launch(
        executable_path=chromium,
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    yield camera.new_page()
    camera.close()


def test_the_camera_finds_the_code_and_is_closed_again(site: Site, camera_page: Page) -> None:
    page = camera_page
    page.goto(f"{site.base}/v")
    page.locator("#camera").click()
    assert told(page) == ("valid", "ok")
    assert page.evaluate("document.getElementById('video').srcObject") is None


def test_without_a_camera_the_page_says_what_else_to_do(site: Site, page: Page) -> None:
    page.goto(f"{site.base}/v")
    page.locator("#camera").click()
    expect(page.locator("#hint")).to_have_attribute("data-hint", "camera_missing")
    expect(page.locator("#file-label")).to_be_visible()
