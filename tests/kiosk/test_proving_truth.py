"""The ruler's table: written for a person, read from any spreadsheet, mended by name."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.proving import TruthError, TruthRow, read_truth, write_truth

MEASURES = ["plate_edge_mm", "knife_edge_mm"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "truth.csv"


def test_an_empty_table_has_a_row_a_photo_and_a_column_a_measure(table: Path) -> None:
    write_truth(table, [TruthRow("a.jpg", "1"), TruthRow("b.jpg", "1")], MEASURES)
    lines = table.read_text("utf-8-sig").split()
    assert lines == ["photo;laying;bar_mm;plate_edge_mm;knife_edge_mm", "a.jpg;1;;;", "b.jpg;1;;;"]


@settings(deadline=None)
@given(st.lists(st.floats(-500, 500), min_size=2, max_size=2), st.floats(90, 110))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, values: list[float], bar: float
) -> None:
    path = tmp_path_factory.mktemp("truth") / "truth.csv"
    row = TruthRow("a.jpg", "1", bar, dict(zip(MEASURES, values, strict=True)))
    write_truth(path, [row], MEASURES)
    (read,) = read_truth(path, MEASURES)
    assert read.values == pytest.approx(row.values, rel=1e-5, abs=1e-9)
    assert read.bar_mm == pytest.approx(bar, rel=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "photo;laying;bar_mm;plate_edge_mm;knife_edge_mm\na.jpg;1;100;20,5;21\n",
        "photo,laying,bar_mm,plate_edge_mm,knife_edge_mm\na.jpg,1,100,20.5,21\n",
        'photo,laying,bar_mm,plate_edge_mm,knife_edge_mm\na.jpg,1,100,"20,5",21\n',
        "photo\tlaying\tbar_mm\tplate_edge_mm\tknife_edge_mm\r\na.jpg\t1\t100 mm\t20.5 mm\t21\r\n",
        "\ufeffPhoto;Laying;bar_mm;plate_edge_mm;knife_edge_mm\n\na.jpg;1;100;20.5;21;;\n;;;;\n",
    ],
)
def test_any_spreadsheets_way_of_saving_is_read(table: Path, text: str) -> None:
    table.write_text(text)
    (row,) = read_truth(table, MEASURES)
    assert row == TruthRow("a.jpg", "1", 100.0, {"plate_edge_mm": 20.5, "knife_edge_mm": 21.0})


def test_a_value_typed_once_holds_for_its_laying_alone(table: Path) -> None:
    table.write_text("photo;laying;bar_mm;plate_edge_mm\na;1;100;20\nb;1;;\nc;2;;\nd;2;;25\ne;;;\n")
    rows = read_truth(table, MEASURES)
    assert [row.values.get("plate_edge_mm") for row in rows] == [20.0, 20.0, None, 25.0, 25.0]
    assert {row.bar_mm for row in rows} == {100.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("photo;laying;plate_edge_mm\na.jpg;1;about 20\n", r"row 2, plate_edge_mm: 'about 20'"),
        ("photo;laying;plate_edge_mm\na.jpg;1;inf\n", r"row 2, plate_edge_mm"),
        ("photo;laying;plate_edge_mm\n;1;20\n", "row 2: there is no photo's name"),
        ("foto;laying\na.jpg;1\n", "no column 'photo'"),
        ("photo;laying;plate_egde_mm\na.jpg;1;20\n", "unknown column 'plate_egde_mm'"),
        ("", "is empty"),
    ],
)
def test_a_mistake_is_named_with_its_row_and_column(table: Path, text: str, told: str) -> None:
    table.write_text(text)
    with pytest.raises(TruthError, match=told):
        read_truth(table, MEASURES)


def test_a_missing_table_says_how_to_get_one(table: Path) -> None:
    with pytest.raises(TruthError, match="run the command once"):
        read_truth(table, MEASURES)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_file_makes_the_reader_fail_otherwise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("truth") / "truth.csv"
    path.write_bytes(data)
    try:
        rows = read_truth(path, MEASURES)
    except TruthError:
        return
    assert all(row.photo for row in rows)
