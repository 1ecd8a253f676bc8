"""The published vectors: what this code makes, and what its verifier answers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from certificates import KeysetError, load_keyset, load_status, verify
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


def test_verifier_shows_competency_and_level_in_the_readers_language(
    qr_vectors: dict[str, Any],
) -> None:
    now, shown = utc(qr_vectors["now"]), 0
    for case in qr_vectors["cases"]:
        for language, words in case.get("shows", {}).items():
            source = qr_vectors["sources"][case["sources"]]
            keyset = load_keyset(json.dumps(source["keyset"]).encode(), qr_vectors["root"])
            verdict = verify(case["text"], keyset, None, now, language)
            assert [verdict.competency, verdict.level] == words, case["name"]
            shown += 1
    assert shown >= 12


def test_a_keyset_with_touched_titles_is_refused(qr_vectors: dict[str, Any]) -> None:
    for one in qr_vectors["refused"]:
        with pytest.raises(KeysetError, match="signature"):
            load_keyset(json.dumps(one["keyset"]).encode(), qr_vectors["root"])
    assert len(qr_vectors["refused"]) == 5


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
