"""Writes the pages and pictures of docs/ that come from the code: run by `make docs`.

A test compares the pages with the code; the pictures come from a demonstration and the kiosk.
"""

import subprocess
import sys
from pathlib import Path

from acredita.reference import commands_page, settings_page
from kiosk.rig_file import rig_schema_text
from scenarios.reference import write_reference

DOCS = Path(__file__).parent
PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> None:
    """Write every page, then draw the picture of the journey from a fresh demonstration."""
    for name, page in PAGES.items():
        (DOCS / "reference" / name).write_text(page())
    write_reference(DOCS)
    (DOCS / "cameras.schema.json").write_text(rig_schema_text())
    acredita = [sys.executable, "-m", "acredita"]
    demo = DOCS.parent / "var" / "docs-demo"
    subprocess.run([*acredita, "demo", "--dir", str(demo), "--seed", "5"], check=True)
    subprocess.run([sys.executable, str(DOCS / "journey_picture.py"), str(demo)], check=True)
    places = [sys.executable, "-m", "tests.vr_page.gallery", "--out", "docs/gallery/vr"]
    subprocess.run(places, check=True, cwd=DOCS.parent)


if __name__ == "__main__":
    main()
