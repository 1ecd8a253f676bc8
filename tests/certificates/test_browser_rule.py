"""The verifier page's own modules, in node: the same answers as Python's, and nothing forged."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from judges import published

from certificates.record import State
from certificates.verifier_page import VERIFIER_FOLDER

SCRIPT = Path(__file__).parents[1] / "interop" / "verify_qr.js"


@pytest.fixture(scope="session")
def answers(qr_vectors: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    node = shutil.which("node")
    assert node, "node is missing; install it (Debian: apt install nodejs)."
    page = tmp_path_factory.mktemp("page")
    shutil.copytree(VERIFIER_FOLDER, page, dirs_exist_ok=True)
    (page / "package.json").write_text('{"type": "module"}')  # what a browser knows from <script>
    made = subprocess.run(
        [node, SCRIPT, page],
        input=json.dumps(qr_vectors),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    told: dict[str, Any] = json.loads(made.stdout)
    return told


@pytest.mark.parametrize("suite", ["webcrypto", "noble"])
def test_page_answers_every_vector_as_published(
    suite: str, answers: dict[str, Any], qr_vectors: dict[str, Any]
) -> None:
    assert answers[suite] == published(qr_vectors)


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_page_has_words_for_every_state_and_reason(
    language: str, qr_vectors: dict[str, Any]
) -> None:
    texts = (VERIFIER_FOLDER / "texts.js").read_text(encoding="utf-8")
    block = texts.split(f"  {language}: {{")[1].split("\n  },\n")[0]
    named = set(re.findall(r"\b([a-z_]+):", block))
    sources = (VERIFIER_FOLDER / "sources.js").read_text(encoding="utf-8")
    of_page = set(re.findall(r"'not_checked', '([a-z_]+)'", sources))
    reasons = {case["reason"] for case in qr_vectors["cases"]} | of_page
    assert {state.value for state in State} | reasons <= named


def test_service_worker_keeps_every_file_of_the_page() -> None:
    kept = set(re.findall(r"'(/v[^']*)'", (VERIFIER_FOLDER / "sw.js").read_text(encoding="utf-8")))
    names = {path.relative_to(VERIFIER_FOLDER).as_posix() for path in VERIFIER_FOLDER.rglob("*.*")}
    served = {"/v" if name == "index.html" else f"/v/{name}" for name in names}
    told = {name for name in served if name.endswith((".LICENSE", ".md"))}
    assert kept == (served - told - {"/v/sw.js"}) | {"/v/config.json"}
