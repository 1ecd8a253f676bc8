"""Writes protocol/vectors/ and the worked example of docs/protocol.md.

`python tests/protocol/make_vectors.py` writes them anew; with `--check` it only says whether they
are what this code makes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from frame_cases import frame_vectors
from record_cases import chain_vectors, event_vectors, pull_vectors
from worked_example import with_example

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "protocol" / "vectors"
DOCUMENT = ROOT / "docs" / "protocol.md"


def made() -> dict[Path, str]:
    """Every file this writes, and its text."""
    vectors = {
        "frames.json": frame_vectors(),
        "events.json": event_vectors(),
        "chains.json": chain_vectors(),
        "pulls.json": pull_vectors(),
    }
    texts = {
        FOLDER / name: json.dumps(value, indent=1, ensure_ascii=False) + "\n"
        for name, value in vectors.items()
    }
    return texts | {DOCUMENT: with_example(DOCUMENT.read_text(encoding="utf-8"))}


def main() -> int:
    """Write the files, or compare them with what this code makes."""
    stale = []
    for path, text in made().items():
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    if stale:
        print(f"{', '.join(stale)} differ; run: python tests/protocol/make_vectors.py")
    return len(stale)


if __name__ == "__main__":
    sys.exit(main())
