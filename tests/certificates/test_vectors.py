"""The published vectors: what this code makes, and what its verifier answers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from certificates import load_keyset, load_status, verify
from certificates.multikey import from_base64url
from certificates.record import utc


def test_vectors_are_what_this_code_makes() -> None:
    script = Path(__file__).parent / "make_vectors.py"
    made = subprocess.run(
        [sys.executable, script, "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert made.returncode == 0, made.stdout + made.stderr


def test_verifier_answers_every_qr_vector_as_published(qr_vectors: dict[str, Any]) -> None:
    sources = {}
    for name, source in qr_vectors["sources"].items():
        if source["keyset"] is None:
            sources[name] = (None, None)
            continue
        keyset = load_keyset(json.dumps(source["keyset"]).encode(), qr_vectors["root"])
        lists = [from_base64url(one) for one in source["lists"]]
        sources[name] = (keyset, load_status(lists, keyset))
    now = utc(qr_vectors["now"])
    wrong = []
    for case in qr_vectors["cases"]:
        keyset, status = sources[case["sources"]]
        verdict = verify(case["text"], keyset, status, now)
        if (verdict.state, verdict.reason) != (case["state"], case["reason"]):
            wrong.append((case["name"], verdict.state, verdict.reason))
    assert wrong == []


def test_verifier_answers_every_badge_vector_as_published(badge_vectors: dict[str, Any]) -> None:
    sources = {}
    for name, source in badge_vectors["sources"].items():
        if source["keyset"] is None:
            sources[name] = (None, None)
            continue
        keyset = load_keyset(json.dumps(source["keyset"]).encode(), badge_vectors["root"])
        lists = [json.dumps(one).encode() for one in source["lists"]]
        sources[name] = (keyset, load_status(lists, keyset))
    now = utc(badge_vectors["now"])
    wrong = []
    for case in badge_vectors["cases"]:
        keyset, status = sources[case["sources"]]
        verdict = verify(case.get("credential", case.get("text")), keyset, status, now)
        if (verdict.state, verdict.reason) != (case["state"], case["reason"]):
            wrong.append((case["name"], verdict.state, verdict.reason))
    assert wrong == []
