"""Fixtures of whole-system runs."""

import pytest
from journeys_support import Demo, run_demo


@pytest.fixture(scope="session")
def competent(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The default journey: a drawn cover, well laid, ends with a certificate."""
    return run_demo(tmp_path_factory.mktemp("demo") / "table", "--seed", "5")
