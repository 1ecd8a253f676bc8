"""Loading packs, and the digest that stands for one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import PACKS_ROOT, Pack, PackError, PackNotFoundError, find_packs, load_pack

PACKS = find_packs()


def test_both_first_packs_are_found() -> None:
    assert {"construction/ppe_check", "tourism/table_setting"} <= {pack.id for pack in PACKS}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_pack_is_loaded_by_its_id(pack: Pack) -> None:
    assert load_pack(pack.id).digest == pack.digest


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_picture_a_step_names_is_there(pack: Pack) -> None:
    assert all(pack.picture(step.picture).is_file() for step in pack.steps)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_instructions_are_short_sentences(pack: Pack, language: str) -> None:
    for step in pack.steps:
        text = pack.text(step.instruction, language)
        assert len(text) <= 260
        sentences = text.replace(";", ".").split(". ")
        assert max(len(sentence.split()) for sentence in sentences) <= 16


def test_copy_elsewhere_has_the_same_digest(folder: Path) -> None:
    assert load_pack(folder).digest == load_pack("tourism/table_setting").digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("scenario.toml", "weight = 3", "weight = 4"),
        ("texts/fr.toml", "Mettre la table", "Dresser la table"),
    ],
)
def test_digest_changes_with_every_word(
    folder: Path, edit: Callable[[str, str, str], None], file: str, old: str, new: str
) -> None:
    before = load_pack(folder).digest
    edit(file, old, new)
    assert load_pack(folder).digest != before


def test_digest_changes_with_a_picture(folder: Path) -> None:
    before = load_pack(folder).digest
    shutil.copy(folder / "pictures/lay.png", folder / "pictures/show.png")
    assert load_pack(folder).digest != before


def test_files_that_are_no_part_of_a_pack_do_not_change_its_digest(folder: Path) -> None:
    before = load_pack(folder).digest
    (folder / "notes.txt").write_text("ask the chamber")
    assert load_pack(folder).digest == before


def test_faulty_pack_is_not_loaded(folder: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("scenario.toml", "weight = 3", "wieght = 3")
    with pytest.raises(PackError, match='Did you mean "weight"'):
        load_pack(folder)


def test_unknown_id_suggests_a_known_one() -> None:
    with pytest.raises(PackNotFoundError, match="tourism/table_setting"):
        load_pack("tourism/table_seting")


def test_the_same_id_in_two_places_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PACKS_ROOT / "tourism", tmp_path / "tourism")
    with pytest.raises(PackError, match="Remove one"):
        find_packs([PACKS_ROOT, tmp_path])


def test_unknown_text_suggests_a_known_one() -> None:
    with pytest.raises(PackError, match=r'Did you mean "steps\.lay\.title"'):
        load_pack("tourism/table_setting").text("steps.lay.titel", "es")


@pytest.mark.parametrize("name", ["../scenario.toml", "/etc/passwd", "cover.jpg"])
def test_picture_that_the_pack_does_not_show_is_refused(name: str) -> None:
    with pytest.raises(PackError, match="no picture"):
        load_pack("tourism/table_setting").picture(name)


def test_criterion_is_found_by_its_id() -> None:
    assert load_pack("tourism/table_setting").criterion("plate_edge").weight == 2
