"""What can be wrong with a pack, and whether its author is told where and how to mend it."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import PACKS_ROOT, Finding, Pack, check_pack, find_packs

Edit = Callable[[str, str, str], None]
TOML = "scenario.toml"

FAULTS = [
    # file, what is replaced, by what, key of the finding, words of problem and remedy
    (TOML, "weight = 3", "wieght = 3", "criteria[pieces_present].wieght", 'mean "weight"'),
    (TOML, "weight = 3", "weight = 0", "criteria[pieces_present].weight", "> 0"),
    (TOML, "weight = 3", "weight = nan", "criteria[pieces_present].weight", "ordinary number"),
    (TOML, "weight = 3", 'weight = "3"', "criteria[pieces_present].weight", "Marks it earns"),
    (TOML, "weight = 3\n", "", "criteria[pieces_present].weight", "missing key"),
    (TOML, 'kind = "measurement"', 'kind = "measure"', "criteria[pieces_present].kind", "one of"),
    (TOML, 'kind = "camera"', 'kind = "camara"', "sensors[camera].kind", 'mean "camera"'),
    (TOML, 'id = "lay"', 'id = "Lay it"', "steps[Lay it].id", "Small letters"),
    (TOML, 'id = "fork"', 'id = "plate"', "materials[plate]", "stands twice"),
    (TOML, 'id = "tourism/table_setting"', 'id = "tourism/table"', "id", "Rename the folder"),
    (TOML, 'trade = "tourism"', 'trade = "building"', "trade", 'trade = "tourism"'),
    (TOML, 'version = "1.1.0"', 'version = "1.0"', "version", "Three numbers"),
    (TOML, 'sight = "table_setting"', 'sight = "table_seting"', "sight", 'mean "table_setting"'),
    (TOML, '"plate_edge_mm"', '"plate_egde_mm"', "criteria[plate_edge].measure", "plate_edge_mm"),
    (TOML, 'unit = "mm"', 'unit = "deg"', "criteria[plate_edge].unit", 'unit = "mm"'),
    (TOML, 'step = "lay"', 'step = "lai"', "criteria[time].step", 'mean "lay"'),
    (TOML, 'sensor = "clock"', 'sensor = "clok"', "criteria[time].sensor", 'mean "clock"'),
    (TOML, '"prepare.png"', '"../../secret.png"', "steps[prepare].picture", "pictures/"),
    (TOML, '"prepare.png"', '"/etc/passwd"', "steps[prepare].picture", "pictures/"),
    (TOML, "cut_share = 0.7", "cut_share = 7", "pass_rule.cut_share", "Least share"),
    (TOML, "low = 15, high", "low = 16, high", "criteria[plate_edge].bands[good].low", "a gap"),
    (TOML, "low = 15, high", "low = 14, high", "criteria[plate_edge].bands[good].low", "overlap"),
    (TOML, "low = 30, p", "low = 30, high = 99, p", "criteria[plate_edge].bands[poor].high", "out"),
    (TOML, "nominal = 20", "nominal = 15", "criteria[plate_edge].tolerance", "same limits"),
    (TOML, "nominal = 20\n", "", "criteria[plate_edge].nominal", "Write both"),
    (TOML, "high = 240, points = 0.5", "high = 240, points = 0",
     "criteria[time].bands[too_late].low", "same points"),
    (TOML, "low = 5.5, points = 1 ", "low = 5.5, points = 0.9 ", "criteria[pieces_present].bands",
     "points = 1"),
    ("texts/es.toml", 'title = "Poner la mesa"\n', "", "title", "missing text"),
    ("texts/en.toml", "[bands]", "[bands]\ncomplet = \"?\"", "bands.complet", "nothing uses"),
    ("texts/fr.toml", '"Mettre la table"', '" "', "title", "empty"),
    ("texts/fr.toml", '"Mettre la table"', "3", "title", "not a text"),
    ("texts/fr.toml", '"Mettre la table"', '"' + "a" * 1300 + '"', "title", "characters"),
]  # fmt: skip


@pytest.mark.parametrize("pack", find_packs(), ids=lambda pack: pack.id)
def test_shipped_pack_has_nothing_to_mend(pack: Pack) -> None:
    assert check_pack(PACKS_ROOT / pack.id) == []


@pytest.mark.parametrize(("file", "old", "new", "key", "words"), FAULTS)
def test_fault_is_found_where_it_is_with_its_remedy(
    folder: Path, edit: Edit, file: str, old: str, new: str, key: str, words: str
) -> None:
    edit(file, old, new)
    found = [f for f in check_pack(folder) if (f.file, f.key) == (file, key)]
    assert any(words in f"{f.problem} {f.remedy}" for f in found), check_pack(folder)


def test_unknown_parameter_of_a_measure_is_found(folder: Path, edit: Edit) -> None:
    edit(TOML, 'measure = "plate_edge_mm"', 'measure = "plate_edge_mm"\nparameters = { plat = 1 }')
    assert any(
        f.key == "criteria[plate_edge].parameters.plat" and '"plate"' in f.remedy
        for f in check_pack(folder)
    )


def test_all_faults_are_reported_at_once(folder: Path, edit: Edit) -> None:
    edit(TOML, "weight = 3", "wieght = 3")
    edit(TOML, 'kind = "camera"', 'kind = "camara"')
    assert {f.key for f in check_pack(folder)} == {
        "criteria[pieces_present].wieght",
        "criteria[pieces_present].weight",
        "sensors[camera].kind",
    }


def test_missing_file_names_the_one_probably_meant(folder: Path) -> None:
    (folder / "pictures/lay.png").rename(folder / "pictures/lay1.png")
    (finding,) = check_pack(folder)
    assert finding.file == "pictures/lay.png"
    assert '"lay1.png"' in finding.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"id = ", "not valid TOML"),
        (b'id = "\xff"', "not UTF-8"),
        (b"a = " + b"[" * 2_900, "too deep"),
        (b"a." * 20 + b"b = 1", "too deep"),
        (b"a." * 20_000 + b"b = 1", "a line has 40005 bytes"),
        (b"a = " + b"9" * 2_900 + b"e", "not valid TOML"),
        (b"#" * 200_000, "larger than 64 KiB"),
    ],
)
def test_file_that_cannot_be_read_is_one_finding(
    folder: Path, content: bytes, problem: str
) -> None:
    (folder / TOML).write_bytes(content)
    (finding,) = check_pack(folder)
    assert problem in finding.problem


def test_folder_without_a_pack_is_one_finding(tmp_path: Path) -> None:
    (finding,) = check_pack(tmp_path)
    assert finding.problem == "the file is missing"


def test_link_that_leads_out_of_the_pack_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    (folder / "pictures/lay.png").rename(outside)
    (folder / "pictures/lay.png").symlink_to(outside)
    assert [f.problem for f in check_pack(folder)] == ["it lies outside its folder"]


def _png(width: int, height: int) -> bytes:
    """A PNG that claims a size, with next to nothing inside."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 64)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not a picture", "no readable PNG"),
        (b"", "no readable PNG"),
        (_png(60_000, 60_000), "no readable PNG"),
        (_png(5_000, 300), "5000 × 300"),
        (_png(640, 480), "no readable PNG"),
        (b"\x89PNG" + b"\0" * (2 * 1024 * 1024), "larger than 2048 KiB"),
    ],
    ids=["text", "empty", "bomb", "too wide", "cut short", "too large"],
)
def test_picture_that_cannot_be_shown_is_found(folder: Path, content: bytes, problem: str) -> None:
    (folder / "pictures/lay.png").write_bytes(content)
    (finding,) = check_pack(folder)
    assert finding.file == "pictures/lay.png"
    assert problem in finding.problem


SHIPPED = (PACKS_ROOT / "tourism/table_setting" / TOML).read_text(encoding="utf-8")
# The file is written anew for every example, so one folder for all of them is right.
fuzzing = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUES = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1e999",
        "nan",
        '""',
        '"x"',
        "[]",
        "{}",
        "true",
        "[[1]]",
        "1979-05-27",
        "9" * 40,
    ]
)


@fuzzing
@given(line=st.integers(0, SHIPPED.count("\n") - 1), value=VALUES)
def test_any_value_in_any_place_gives_findings_not_a_crash(
    folder: Path, line: int, value: str
) -> None:
    lines = SHIPPED.splitlines()
    lines[line] = f"{lines[line].split('=')[0]}= {value}"
    (folder / TOML).write_text("\n".join(lines), encoding="utf-8")
    assert all(isinstance(f, Finding) and f.problem and f.remedy for f in check_pack(folder))


@fuzzing
@given(st.binary(max_size=300))
def test_any_bytes_give_findings_not_a_crash(folder: Path, content: bytes) -> None:
    (folder / TOML).write_bytes(content)
    assert check_pack(folder)


def test_a_step_may_name_an_eye_of_its_own(folder: Path, edit: Edit) -> None:
    edit("scenario.toml", 'id = "lay"', 'id = "lay"\nsight = "ppe"')
    assert check_pack(folder) == []


def test_a_measure_its_steps_eye_cannot_answer_is_found(folder: Path, edit: Edit) -> None:
    edit("scenario.toml", 'id = "show"', 'id = "show"\nsight = "masonry"')
    finding = check_pack(folder)[0]
    assert finding.key == "criteria[pieces_present].step"
    assert 'sight = "table_setting"' in finding.remedy
