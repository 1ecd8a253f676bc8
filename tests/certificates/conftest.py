"""One deployment for tests of certificates: its keys, keyset, lists and one issued certificate."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from certificate_world import KEYS, RECORD, TODAY, build_world, publish

from certificates import Issued, Keyset, StatusLists, Verdict, issue, load_status, verify

VECTORS = Path(__file__).parents[2] / "certificates" / "vectors"


@pytest.fixture(scope="session")
def keyset() -> Keyset:
    return build_world()


@pytest.fixture(scope="session")
def status(keyset: Keyset) -> StatusLists:
    return load_status([publish(keyset).bundle()], keyset)


@pytest.fixture(scope="session")
def issued(keyset: Keyset) -> Issued:
    return issue(RECORD, KEYS["issuing"], keyset, KEYS["chamber"])


@pytest.fixture(scope="session")
def check(keyset: Keyset, status: StatusLists) -> Callable[[Any], Verdict]:
    """The verdict of the deployment's own verifier on the day of the tests."""
    return lambda data: verify(data, keyset, status, TODAY)


@pytest.fixture(scope="session")
def qr_vectors() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads((VECTORS / "qr.json").read_text(encoding="utf-8"))
    return vectors


@pytest.fixture(scope="session")
def badge_vectors() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads((VECTORS / "badges.json").read_text(encoding="utf-8"))
    return vectors
