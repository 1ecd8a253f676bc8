import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from models import (
    MODELS_ROOT,
    ImageUnusableError,
    ModelDigestMismatchError,
    ModelFolderError,
    ModelNotFoundError,
    list_models,
    load_model,
)
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
    with pytest.raises(ModelFolderError, match="self-contained"):
        load_model(folder)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('decoder = "acredita.boxes"', 'decoder = "boxy"', "boxy"),
        ('licence = "', 'license = "', "license"),
        ("width = 320", 'width = "wide"', "width"),
        ("helmet = ", "glove = ", "glove"),
        ('name = "ppe"', "name = ppe", "model.toml"),
    ],
    ids=["decoder", "unknown key", "wrong type", "threshold of no class", "not toml"],
)
def test_a_wrong_key_in_model_toml_is_named(folder: Path, old: str, new: str, named: str) -> None:
    spoil(folder, old, new)
    with pytest.raises(ModelFolderError, match=named):
        load_model(folder)


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
