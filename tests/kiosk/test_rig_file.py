"""cameras.toml: what it may say, and what each fault is answered with."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner

from acredita.cli import app
from kiosk.rig import open_rig
from kiosk.rig_file import RigFileError, check_rig_file, read_rig_file, rig_schema_text

LENS = {"width": 64, "height": 48, "K": [[60, 0, 31], [0, 60, 23], [0, 0, 1]],
        "distortion": [0, 0, 0, 0, 0]}  # fmt: skip
GOOD = """
within_ms = 80

[[cameras]]
id = "left"
source = "http://127.0.0.1:1/left"
intrinsics = "left.json"

[[cameras]]
id = "right"
source = "http://127.0.0.1:1/right"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "left.json").write_text(json.dumps(LENS))
    path = folder / "cameras.toml"
    path.write_text(text)
    return path


def twin(path: Path, model: str) -> Path:
    """A photo that names the telephone that took it: a simulated camera."""
    exif = Pillow.Exif()
    exif[272] = model
    Pillow.fromarray(np.zeros((48, 64, 3), np.uint8)).save(path, exif=exif)
    return path


def test_a_good_file_names_cameras_in_order_with_their_calibrations(tmp_path: Path) -> None:
    rig = open_rig(written(tmp_path, GOOD))
    assert [one.id for one in rig.cameras] == ["left", "right"]
    assert rig.within_ms == 80
    assert rig.intrinsics.keys() == {"left"}
    assert rig.cameras[0].identity == "http://127.0.0.1:1/left"


def test_a_photo_is_a_simulated_camera_of_what_took_it(tmp_path: Path) -> None:
    a, b = twin(tmp_path / "a.jpg", "Twin A"), twin(tmp_path / "b.jpg", "Twin B")
    text = f'[[cameras]]\nid = "a"\nsource = "{a}"\n[[cameras]]\nid = "b"\nsource = "{b}"\n'
    rig = open_rig(written(tmp_path, text))
    assert [one.identity for one in rig.cameras] == ["Twin A", "Twin B"]


@pytest.mark.parametrize(
    ("change", "key", "remedy"),
    [
        (("within_ms = 80", "within_ms = 5000"), "within_ms", "5 to 1000"),
        (("within_ms", "within"), "within", "within_ms"),
        (('id = "right"', 'id = "left"'), "cameras[left].id", "Give each its own"),
        (('id = "right"', 'id = "The Right"'), "cameras[The Right].id", "Small letters"),
        (("/right", "/left"), "cameras[right].source", "Name another device"),
        (('"http://127.0.0.1:1/right"', '"somewhere"'), "cameras[right].source", "camera number"),
        (("/right", "/left?channel=2"), "cameras[right].source", "numbers of their own"),
        (("left.json", "gone.json"), "cameras[left].intrinsics", "cannot be read"),
        (('source = "http://127.0.0.1:1/right"', ""), "cameras[right].source", "Add it"),
    ],
)
def test_every_fault_names_its_key_and_its_remedy(
    tmp_path: Path, change: tuple[str, str], key: str, remedy: str
) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    found = check_rig_file(path)
    assert [one.key for one in found] == [key]
    assert remedy in found[0].remedy
    with pytest.raises(RigFileError, match=r"cameras\.toml"):
        read_rig_file(path)


def test_one_camera_is_not_several(tmp_path: Path) -> None:
    one = GOOD[: GOOD.rindex("[[cameras]]")]
    (found,) = check_rig_file(written(tmp_path, one))
    assert found.key == "cameras"
    assert "2 to 4 cameras" in found.remedy


@pytest.mark.parametrize("text", ["[[cameras", "cameras = 3", ""])
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    assert check_rig_file(written(tmp_path, text))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (found,) = check_rig_file(tmp_path / "cameras.toml")
    assert "missing" in found.problem


def test_the_checker_prints_faults_and_exits_1(tmp_path: Path) -> None:
    good = CliRunner().invoke(app, ["camera", "check", str(written(tmp_path, GOOD))])
    assert (good.exit_code, "nothing to mend" in good.output) == (0, True)
    bad = written(tmp_path, GOOD.replace("within_ms", "within"))
    told = CliRunner().invoke(app, ["camera", "check", str(bad)])
    assert told.exit_code == 1
    assert "within_ms" in told.output


def test_the_schema_in_docs_is_the_codes_and_knows_a_good_file(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs" / "cameras.schema.json"
    assert docs.read_text() == rig_schema_text(), "run: make docs"
    import tomllib

    validator = jsonschema.Draft202012Validator(json.loads(rig_schema_text()))
    validator.validate(tomllib.loads(GOOD))
    assert not validator.is_valid(tomllib.loads(GOOD.replace("source", "sauce")))
