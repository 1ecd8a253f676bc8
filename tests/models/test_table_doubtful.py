"""A piece that is doubtful is reported as doubtful: "perhaps" must not become "missing"."""

import numpy as np
import pytest

from models.inference import load_model
from models.table_setting.scene import _doubtful_too
from scenarios.measures.parameters import TableParameters


def test_what_the_measures_call_doubtful_is_what_the_model_reports() -> None:
    sheet = _doubtful_too(load_model("table_setting").sheet)
    parameters = TableParameters()
    assert set(sheet.thresholds.values()) == {parameters.doubtful_confidence}


def test_surely_found_is_the_same_for_the_model_and_the_measures() -> None:
    sheet = load_model("table_setting").sheet
    least = np.array([sheet.thresholds[name] for name in sheet.classes])
    assert least == pytest.approx(TableParameters().sure_confidence)
