"""Writes the pages under docs/reference from the code: run by `make docs`, compared by a test."""

from pathlib import Path

from acredita.reference import commands_page, settings_page

REFERENCE = Path(__file__).parent / "reference"
PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> None:
    """Write every page again."""
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page())
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
