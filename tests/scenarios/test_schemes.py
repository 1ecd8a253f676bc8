"""What a certificate certifies."""

import shutil
from pathlib import Path

import msgspec
import pytest

from scenarios import (
    Pack,
    PackError,
    Scheme,
    SchemeError,
    check_scheme,
    find_packs,
    find_schemes,
    load_scheme,
    scheme_for,
)
from scenarios.schemes import SCHEMES_ROOT

SCHEMES = find_schemes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of a scheme to break."""
    return Path(shutil.copy(SCHEMES_ROOT / "table_service.toml", tmp_path))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_scheme_and_packs_fit_together(scheme: Scheme) -> None:
    assert list(check_scheme(scheme, find_packs())) == []


@pytest.mark.parametrize("pack", find_packs(), ids=lambda pack: pack.id)
def test_every_pack_belongs_to_a_scheme(pack: Pack) -> None:
    assert pack.id in scheme_for(pack.id).scenarios


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_scheme_cuts_no_lower_than_its_scenarios(scheme: Scheme) -> None:
    cuts = [p.pass_rule.cut_share for p in find_packs() if p.id in scheme.scenarios]
    assert scheme.cut_share >= max(cuts)


def test_scheme_is_loaded_by_its_id() -> None:
    assert load_scheme("table_service").title.in_language("en") == "Table service: laying a cover"


def test_scenario_without_a_scheme_suggests_one() -> None:
    with pytest.raises(SchemeError, match="tourism/table_setting"):
        scheme_for("tourism/table_seting")


def test_unknown_scheme_suggests_one() -> None:
    with pytest.raises(SchemeError, match="table_service"):
        load_scheme("table_servise")


def test_words_in_another_language_are_refused() -> None:
    with pytest.raises(SchemeError, match="Use es, en or fr"):
        load_scheme("table_service").title.in_language("id")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("validity_months", "validity_month", 'Did you mean "validity_months"'),
        ('fr = "De base"\n', "", "level.fr: missing key"),
        ('isco_08 = "5131"', "isco_08 = 5131", "ISCO-08"),
        ("esco/isco", "esco/other", "ESCO"),
        ('id = "table_service"', 'id = "table"', "Rename the file"),
    ],
)
def test_faulty_scheme_is_refused_with_its_remedy(
    file: Path, old: str, new: str, words: str
) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemeError, match=words):
        load_scheme(file)


def test_missing_scheme_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match="the file is missing"):
        load_scheme(tmp_path / "none.toml")


def test_scenario_that_does_not_exist_is_found() -> None:
    scheme = msgspec.structs.replace(SCHEMES[0], scenarios=("tourism/table_seting",))
    assert any("tourism/table_setting" in f.remedy for f in check_scheme(scheme, find_packs()))


def test_unit_that_nothing_tests_is_found() -> None:
    unit = msgspec.structs.replace(SCHEMES[0].units[0], id="cooking")
    scheme = msgspec.structs.replace(SCHEMES[0], units=(*SCHEMES[0].units, unit))
    assert [f.key for f in check_scheme(scheme, find_packs())] == ["units[cooking]"]


def test_pack_errors_and_scheme_errors_are_told_apart() -> None:
    assert not issubclass(SchemeError, PackError)
