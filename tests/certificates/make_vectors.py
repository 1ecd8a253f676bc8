"""Writes certificates/vectors/: what every verifier of certificates must answer, and why.

`python tests/certificates/make_vectors.py` writes them anew; with `--check` it only says whether
they are what this code makes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from badge_cases import badge_vectors
from qr_cases import qr_vectors
from title_cases import refused_keysets, title_cases

FOLDER = Path(__file__).parents[2] / "certificates" / "vectors"


def written(vectors: dict[str, Any]) -> str:
    """The vectors as JSON, one case a line."""
    head = {name: value for name, value in vectors.items() if name != "cases"}
    lines = (json.dumps(one, ensure_ascii=False) for one in vectors["cases"])
    cases = ",\n".join(f"  {line}" for line in lines)
    return (
        json.dumps(head, indent=1, ensure_ascii=False)[:-2] + f',\n "cases": [\n{cases}\n ]\n}}\n'
    )


def main() -> int:
    """Write the files, or compare them with what this code makes."""
    stale = []
    codes = qr_vectors()
    codes["refused"] = refused_keysets()
    codes["cases"] += title_cases()
    for name, vectors in (("qr.json", codes), ("badges.json", badge_vectors())):
        text = written(vectors)
        path = FOLDER / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"{', '.join(stale)} differ; run: python tests/certificates/make_vectors.py")
    return len(stale)


if __name__ == "__main__":
    sys.exit(main())
