"""Draws docs/images/journey.png: the journey in five real pictures of a demonstration just run.

`python docs/journey_picture.py [DIR]`: DIR is a finished demonstration (default var/demo).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

from acredita.demo.plan import Progress
from acredita.demo.site import Site

ROOT = Path(__file__).parent
OUT = ROOT / "images" / "journey.png"
FONTS = Path(__file__).parents[1] / "kiosk" / "screens" / "fonts"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]

COLUMNS, WIDTH, HEIGHT, GAP, CAPTION = 3, 440, 330, 32, 58
SAND, DARK, TEAL, ORANGE = "#F6F1E7", "#1D2B33", "#0F4C5C", "#E36414"
CAPTIONS = (
    "1  A candidate works; the kiosk measures",
    "2  Every millimetre with its uncertainty",
    "3  An assessor rates, an officer decides",
    "4  A certificate worth framing",
    "5  An employer checks it, offline",
)


def main() -> None:
    """Take the pictures and lay them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path, nargs="?", default=Path("var/demo"))
    demo = parser.parse_args().demo.resolve()
    with tempfile.TemporaryDirectory() as folder:
        pictures = _kiosk(Path(folder)), demo / "evidence" / "annotated-1.jpg"
        pages = _pages(demo, Path(folder))
        paper = _paper(demo, Path(folder))
        _lay_out([*pictures, pages[0], paper, pages[1]])
    print(OUT.relative_to(ROOT.parent))


def _kiosk(folder: Path) -> Path:
    """A screen of the touch application, played by the gallery."""
    command = [sys.executable, "-m", "kiosk.screens.gallery", "--out", str(folder / "kiosk")]
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return next(path for path in sorted(folder.rglob("*.png")) if "step" in path.name)


def _pages(demo: Path, folder: Path) -> tuple[Path, Path]:
    """The attempt in the officer's console, and the employer's phone."""
    progress = _progress(demo)
    site = Site(demo, progress)
    site.web.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            return _console(browser, site, folder), _phone(browser, demo, folder)
    finally:
        site.web.stop()


def _console(browser: Browser, site: Site, folder: Path) -> Path:
    login = site.progress.logins["certifying_officer"]
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(f"{site.base_url}/log-in")
    page.fill("input[name=login]", login.name)
    page.fill("input[name=password]", login.password)
    page.press("input[name=password]", "Enter")
    page.goto(f"{site.base_url}/attempts/{site.progress.attempt}")
    page.screenshot(path=folder / "console.png")
    return folder / "console.png"


def _phone(browser: Browser, demo: Path, folder: Path) -> Path:
    import cv2
    import zxingcpp

    [code] = zxingcpp.read_barcodes(cv2.imread(str(demo / "qr.png")))
    page = browser.new_page(viewport={"width": 390, "height": 700}, device_scale_factor=2)
    page.goto(code.text)
    page.wait_for_timeout(2500)
    page.screenshot(path=folder / "phone.png")
    return folder / "phone.png"


def _paper(demo: Path, folder: Path) -> Path:
    target = folder / "paper"
    command = ["pdftoppm", "-png", "-r", "80", "-singlefile", str(demo / "certificate.pdf")]
    subprocess.run([*command, str(target)], check=True)
    return target.with_suffix(".png")


def _progress(demo: Path) -> Progress:
    import msgspec

    return msgspec.convert(json.loads((demo / "demo.json").read_text()), Progress)


def _lay_out(pictures: list[Path]) -> None:
    rows = -(-len(pictures) // COLUMNS)
    size = (COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + CAPTION) + GAP)
    sheet = Image.new("RGB", size, SAND)
    draw = ImageDraw.Draw(sheet)
    bold = sorted(FONTS.glob("*Bold*.ttf"))
    font = ImageFont.truetype(str(bold[0]), 18) if bold else ImageFont.load_default(18)
    for number, (path, caption) in enumerate(zip(pictures, CAPTIONS, strict=True)):
        row, column = divmod(number, COLUMNS)
        in_row = min(COLUMNS, len(pictures) - row * COLUMNS)
        indent = (COLUMNS - in_row) * (WIDTH + GAP) // 2
        left, top = GAP + indent + column * (WIDTH + GAP), GAP + row * (HEIGHT + CAPTION)
        picture = Image.open(path).convert("RGB")
        picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        place = (left + (WIDTH - picture.width) // 2, top + (HEIGHT - picture.height) // 2)
        sheet.paste(picture, place)
        draw.rectangle(
            (place[0] - 1, place[1] - 1, place[0] + picture.width, place[1] + picture.height),
            outline=TEAL,
        )
        draw.text((left + WIDTH / 2, top + HEIGHT + 24), caption, DARK, font, anchor="mm")
        if column + 1 < in_row:
            x, y = left + WIDTH + GAP // 2, top + HEIGHT // 2
            draw.polygon([(x - 9, y - 11), (x + 9, y), (x - 9, y + 11)], fill=ORANGE)
    OUT.parent.mkdir(exist_ok=True)
    sheet.save(OUT, optimize=True)


if __name__ == "__main__":
    main()
