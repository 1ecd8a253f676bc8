"""The committed bundles are what the sources make, and carry nothing from elsewhere."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ("kiosk/vr/static", "assessor_server/web/static/vr")
TEXTS = ROOT / "kiosk/vr/web/src/texts"
MEND = "Run: make vr"


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_bundles_are_built_from_the_sources(web: Path, tmp_path: Path) -> None:
    sources = tmp_path / "kiosk/vr/web"
    shutil.copytree(web, sources, symlinks=True, ignore=shutil.ignore_patterns("node_modules"))
    (sources / "node_modules").symlink_to(web / "node_modules")
    shutil.copytree(ROOT / "kiosk/screens/fonts", tmp_path / "kiosk/screens/fonts")
    subprocess.run(["npm", "run", "--silent", "build"], cwd=sources, check=True, timeout=300)
    for folder in BUILT:
        built, committed = files(tmp_path / folder), files(ROOT / folder)
        assert built.keys() == committed.keys(), MEND
        assert [name for name in built if built[name] != committed[name]] == [], MEND


def test_the_page_asks_for_nothing_from_elsewhere_and_runs_no_text_as_code() -> None:
    for folder in BUILT:
        for name, data in files(ROOT / folder).items():
            if name.endswith((".js", ".html", ".css")):
                text = data.decode("utf-8")
                assert not re.search(r"\beval\(|new Function\(", text), name
                assert not re.search(r"(?:src|href|fetch\(|import\()\s*=?\s*[\"'`]https?://", text)
    page = (ROOT / "kiosk/vr/static/index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_of_the_page_stands_in_every_language(language: str) -> None:
    def words(name: str) -> dict[str, str]:
        return dict(json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8")))

    es, other = words("es"), words(language)
    assert list(es) == list(other)
    assert all(text.strip() for text in other.values())
    alike = {key for key in es if es[key] == other[key] and len(es[key]) > 3}
    assert alike <= {"minutes_left"}, alike


def test_every_word_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in TEXTS.parent.rglob("*.ts"))
    keys = json.loads((TEXTS / "es.json").read_text(encoding="utf-8"))
    assert [key for key in keys if not re.search(rf"\b{key}\b", code)] == []
