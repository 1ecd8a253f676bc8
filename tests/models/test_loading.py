import contextlib
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx_bytes import constant_network, field, node, tensor, write_model
from onnx_bytes import model as file_of
from structlog.testing import capture_logs

from models import (
    MODELS_ROOT,
    ImageUnusableError,
    ModelDigestMismatchError,
    ModelFileError,
    ModelFolderError,
    ModelNotFoundError,
    list_models,
    load_model,
    registry,
    use_models_from,
)
from models.onnx_file import read_onnx
from models.registry import DECODERS, EVALUATIONS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the ppe model's folder, to be spoilt."""
    target = tmp_path / "ppe"
    target.mkdir()
    for name in ("model.toml", "model.onnx"):
        shutil.copy(MODELS_ROOT / "ppe" / name, target / name)
    return target


def spoil(folder: Path, old: str, new: str) -> None:
    path = folder / "model.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_model_is_loaded_from_any_folder(folder: Path) -> None:
    assert load_model(folder).digest == load_model("ppe").digest


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A centre's folder of models, forgotten after the test."""
    monkeypatch.setattr(registry, "_OWN_ROOTS", [])
    use_models_from(tmp_path)
    return tmp_path


def test_a_centres_own_model_takes_the_place_of_ours(own: Path, folder: Path) -> None:
    spoil(folder, "helmet = 0.47", "helmet = 0.61")
    assert folder.parent == own
    assert load_model("ppe").sheet.thresholds["helmet"] == 0.61
    assert [sheet.thresholds["helmet"] for sheet in list_models() if sheet.name == "ppe"] == [0.61]
    assert load_model("table_setting").folder == MODELS_ROOT / "table_setting"


def test_a_folder_of_models_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="is no folder: make it"):
        use_models_from(tmp_path / "nothing")


def test_loading_logs_digest_and_provider() -> None:
    with capture_logs() as logs:
        model = load_model("ppe")
    loaded = [entry for entry in logs if entry["event"] == "model.loaded"]
    assert loaded[0]["digest"] == model.digest
    assert loaded[0]["provider"] == "CPUExecutionProvider"


def test_a_changed_file_is_refused_naming_both_digests_and_the_remedy(folder: Path) -> None:
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(ModelDigestMismatchError) as caught:
        load_model(folder)
    message = str(caught.value)
    assert hashlib.sha256(content).hexdigest() in message
    assert load_model("ppe").digest in message
    assert "Restore" in message


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(ModelNotFoundError, match=r"no model 'gloves'.*ppe"):
        load_model("gloves")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    with pytest.raises(ModelFolderError, match=r"model\.onnx is missing"):
        load_model(folder)


def test_a_file_that_is_no_network_is_refused(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"not a network")
    spoil(folder, load_model("ppe").digest, hashlib.sha256(b"not a network").hexdigest())
    with pytest.raises(ModelFolderError, match="is no ONNX file"):
        load_model(folder)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('decoder = "acredita.boxes"', 'decoder = "boxy"', "boxy"),
        ('licence = "', 'license = "', "license"),
        ("width = 416", 'width = "wide"', "width"),
        ("helmet = ", "glove = ", "glove"),
        ('name = "ppe"', "name = ppe", "model.toml"),
        ('licence = "Apache-2.0"', "", "licence"),
        ('licence = "Apache-2.0"', 'licence = " "', "licence is empty.*nobody may use"),
        ("width = 416", "width = 0", r"\[input\] must be"),
        ("std = [1.0,", "std = [0.0,", "no std of 0"),
    ],
    ids=[
        "decoder",
        "unknown key",
        "wrong type",
        "threshold of no class",
        "not toml",
        "no licence",
        "blank licence",
        "no width",
        "division by 0",
    ],
)
def test_a_wrong_key_in_model_toml_is_named(folder: Path, old: str, new: str, named: str) -> None:
    spoil(folder, old, new)
    with pytest.raises(ModelFolderError, match=named):
        load_model(folder)


NOTHING = {"out": np.zeros((1, 3, 6), np.float32)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (constant_network(NOTHING, elsewhere="weights.bin"), "one self-contained"),
        (constant_network(NOTHING, operator=("Sharpen", "org.centre")), "'org.centre' .Sharpen."),
        (constant_network(NOTHING, opset=999), "cannot be run by ONNX Runtime"),
        (constant_network(NOTHING, operator=("NoSuchThing", "")), "cannot be run by ONNX Runtime"),
        (constant_network(NOTHING)[:-30], "is no ONNX file .* download it again"),
        (constant_network(NOTHING, (1, 3, 416, 416)), r"takes \[1, 3, 416, 416\].*\[input\]"),
        (constant_network(NOTHING, (1, 64, 64, 3)), "channels before rows"),
        (constant_network(NOTHING, kind=2), r"tensor\(uint8\)"),
        (constant_network(NOTHING, more_inputs=("size",)), "needs 2 inputs"),
        (b"", "is no ONNX file"),
        (b"<html>404 not found</html>", "is no ONNX file"),
    ],
    ids=[
        "weights elsewhere",
        "own operators",
        "opset of tomorrow",
        "unknown operator",
        "cut short",
        "another size",
        "channels last",
        "bytes as input",
        "two inputs",
        "empty",
        "a web page",
    ],
)
def test_a_file_that_cannot_run_here_is_told_from_others_and_says_what_to_do(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(ModelFolderError, match=said):
        load_model(write_model(tmp_path, content, "yolo.nms", ["a"]))


def test_a_network_that_takes_any_size_is_given_the_cards(tmp_path: Path) -> None:
    content = constant_network(NOTHING, ("batch", 3, "height", "width"))
    model = load_model(write_model(tmp_path, content, "yolo.nms", ["a"]))
    assert len(model.find(np.zeros((50, 90, 3), np.uint8))) == 0


def test_another_models_file_under_this_name_is_refused(tmp_path: Path, folder: Path) -> None:
    (folder / "model.onnx").write_bytes(constant_network(NOTHING))
    with pytest.raises(ModelDigestMismatchError, match="another model's file lies under this name"):
        load_model(folder)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_onnx_file_or_are_refused(content: bytes) -> None:
    with contextlib.suppress(ModelFileError):
        read_onnx(content, "some file")


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(at: int, byte: int) -> None:
    content = bytearray(constant_network(NOTHING))
    content[at % len(content)] = byte
    with contextlib.suppress(ModelFileError):
        read_onnx(bytes(content), "some file")


def test_a_file_tells_its_versions_and_operators() -> None:
    facts = read_onnx(constant_network(NOTHING, opset=16), "made")
    assert (facts.ir_version, facts.opset, facts.producer) == (8, 16, "tests")
    assert facts.operators == {("", "Identity")}


def test_weights_elsewhere_are_found_inside_branches() -> None:
    inner = field(5, tensor("hidden", np.zeros(3, np.float32), elsewhere="w.bin"))
    branch = field(1, "then_branch") + field(6, inner)
    content = file_of(field(1, node("If", ["c"], ["y"]) + field(5, branch)))
    assert read_onnx(content, "made").external == ["hidden"]


def test_what_decides_is_in_the_settings_digest_and_words_are_not(folder: Path) -> None:
    before = load_model(folder).digests
    spoil(folder, 'summary = "', 'summary = "Reworded. ')
    assert load_model(folder).digests == before
    spoil(folder, "helmet = 0.47", "helmet = 0.48")
    assert load_model(folder).digests != before


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ImageUnusableError):
        load_model("ppe").find(np.zeros((10, 10), np.uint8))


@pytest.mark.parametrize("name", [sheet.name for sheet in list_models()])
def test_every_model_is_vouched_for_small_and_has_a_card(name: str) -> None:
    sheet = next(sheet for sheet in list_models() if sheet.name == name)
    content = (MODELS_ROOT / name / sheet.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == sheet.sha256
    assert len(content) < 8_000_000
    assert sheet.decoder in DECODERS
    assert sheet.task in EVALUATIONS
    assert sheet.version in (MODELS_ROOT / name / "card.md").read_text(encoding="utf-8")
