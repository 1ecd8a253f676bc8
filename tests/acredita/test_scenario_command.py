"""An author begins a pack, checks it and looks at it."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acredita.authoring.new import KINDS, new_pack
from acredita.authoring.preview import write_preview
from acredita.commands.scenario import app
from acredita.errors import AuthoringError
from scenarios import check_pack, load_pack

CLI = CliRunner()


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_pack_passes_the_check_at_once_and_can_be_looked_at(
    tmp_path: Path, kind: str
) -> None:
    made = CLI.invoke(app, ["new", kind, "crafts/first_try", "--dir", str(tmp_path)])
    assert made.exit_code == 0, made.output
    folder = tmp_path / "crafts/first_try"
    assert CLI.invoke(app, ["check", str(folder)]).exit_code == 0
    assert load_pack(folder).id == "crafts/first_try"
    shown = CLI.invoke(app, ["preview", str(folder), "--out", str(tmp_path / "out")])
    assert shown.exit_code == 0, shown.output
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    pictures = re.findall(r'src="([^"]+)"', page)
    assert len(pictures) >= 2
    assert all((tmp_path / "out" / name).is_file() for name in pictures)


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("video", "crafts/first", "camera, scene, dialogue"),
        ("scene", "first", "trade/name"),
        ("scene", "../first", "trade/name"),
        ("scene", "crafts/First", "small letters"),
    ],
)
def test_what_cannot_be_begun_says_what_to_write(
    tmp_path: Path, kind: str, name: str, words: str
) -> None:
    with pytest.raises(AuthoringError, match=words):
        new_pack(kind, name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    new_pack("scene", "crafts/first", tmp_path)
    with pytest.raises(AuthoringError, match="is there already"):
        new_pack("dialogue", "crafts/first", tmp_path)
    assert check_pack(tmp_path / "crafts/first") == []


@pytest.mark.parametrize("name", ["construction/site_safety", "tourism/guest_check_in"])
@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_shipped_pack_is_shown_whole(tmp_path: Path, name: str, language: str) -> None:
    pack = load_pack(name)
    page = write_preview(pack, tmp_path, language).read_text(encoding="utf-8")
    assert pack.text("title", language) in page
    for play in pack.plays.values():
        parts = [*getattr(play, "views", ()), *getattr(play, "nodes", ())]
        assert parts
        assert all(f"-{part.id}" in page for part in parts)


@pytest.mark.parametrize("name", ["tourism/hotel_room", "tourism/guest_check_in"])
def test_places_of_the_headset_are_shown_in_every_state(tmp_path: Path, name: str) -> None:
    pack = load_pack(name)
    index = write_preview(pack, tmp_path, "fr").read_text(encoding="utf-8")
    for step in pack.vr_by_step:
        assert f'href="places-{step}.html"' in index
        page = (tmp_path / f"places-{step}.html").read_text(encoding="utf-8")
        found = re.search(r'querySelector\("main"\), (\{.*\})\);\n', page)
        assert found is not None
        worlds = json.loads(found[1])
        play = pack.plays_by_step[step]
        guests = [guest.name for guest in getattr(play, "guests", ())]
        assert list(worlds) == (guests or ["good", "bad"])
        shown = {world["guest"]["name"] if guests else name for name, world in worlds.items()}
        assert shown == set(worlds)
        assert len({str(world["things"] or world["guest"]) for world in worlds.values()}) > 1


def test_without_a_display_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    result = CLI.invoke(app, ["preview", "tourism/hotel_room"])
    assert isinstance(result.exception, AuthoringError)
    assert "--out" in str(result.exception)
