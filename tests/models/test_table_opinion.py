"""Finder and outliner together: one is fooled where the other is not."""

import msgspec
import numpy as np
import pytest

from models.detections import Detections
from models.errors import ModelFolderError
from models.inference import load_model
from models.table_setting.opinion import both_opinions, weighed
from models.table_setting.recipe.opinion import FALSE_SHARE, SURE, fit, offset_at

SHEET = load_model("table_setting").sheet
WEIGHTS = {"finder_weight": 2.0, "outline_weight": 0.6, "doubtful": 0.2}
WEIGHTS |= {f"{name}_offset": -1.0 for name in SHEET.classes}


def glass(confidence: float) -> Detections:
    return Detections(
        class_names=SHEET.classes,
        class_id=np.array([SHEET.classes.index("glass")]),
        confidence=np.array([confidence], np.float32),
        box_px=np.zeros((1, 4), np.float32),
    )


def together(confidence: float, sureness: float) -> float:
    sheet = msgspec.structs.replace(SHEET, options=WEIGHTS)
    found = glass(confidence)
    return float(weighed(found, both_opinions(found, [sureness]), sheet).confidence[0])


def test_what_is_clearly_outlined_is_surer() -> None:
    assert together(0.3, 7.0) > SURE > together(0.3, 1.5)


def test_what_has_no_outline_is_doubtful_but_not_missing() -> None:
    assert together(0.4, 0.0) < SURE
    assert together(0.3, 0.0) == pytest.approx(WEIGHTS["doubtful"])


def test_who_has_no_weights_hears_the_finder_alone() -> None:
    found = glass(0.4)
    plain = msgspec.structs.replace(SHEET, options={})
    assert weighed(found, both_opinions(found, [9.0]), plain) is found


def test_half_the_weights_are_told_with_what_is_missing() -> None:
    found = glass(0.4)
    half = {name: value for name, value in WEIGHTS.items() if name != "glass_offset"}
    sheet = msgspec.structs.replace(SHEET, options=half)
    with pytest.raises(ModelFolderError, match="glass_offset"):
        weighed(found, both_opinions(found, [3.0]), sheet)


def test_the_shipped_model_weighs_both() -> None:
    assert SHEET.options["finder_weight"] > 0
    assert SHEET.options["outline_weight"] > 0


def test_weights_are_found_again_from_what_they_made() -> None:
    rng = np.random.default_rng(3)
    opinions = rng.normal(0, 2, (20_000, 2))
    true = np.array([1.5, 0.5])
    right = rng.random(len(opinions)) < 1 / (1 + np.exp(-opinions @ true))
    assert fit(opinions, right) == pytest.approx(true, abs=0.1)


def test_the_offset_leaves_the_share_of_false_ones_that_was_asked_for() -> None:
    scores = np.concatenate([np.full(995, 3.0), np.linspace(2, 1, 20)])
    right = np.arange(len(scores)) < 995
    sure = 1 / (1 + np.exp(-(scores + offset_at(scores, right)))) > SURE
    assert (sure & ~right).sum() == int(FALSE_SHARE * right.sum())
    assert sure[right].all()
