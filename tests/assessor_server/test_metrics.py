"""What operators watch: the names in docs/operations.md are those that are shown."""

import re
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from assessor_server.intake.metrics import Metrics, MetricsReporter
from assessor_server.measured import COUNTERS, read_picture
from assessor_server.web.metrics import LOOPBACK, MetricsPortTakenError, offer_metrics

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "intake.metrics.json"


@pytest.fixture
def metrics() -> Metrics:
    """Counters of an intake that has seen one kiosk."""
    made = Metrics()
    for name, (_, label) in COUNTERS.items():
        made.count(name, "some" if label else "")
    made.observe("batch_entries", 64)
    made.observe("commit_seconds", 0.004)
    made.contacts.announce("kiosk-1", "0f" * 16, 70, anew=True)
    made.contacts.heard("kiosk-1").clock_offset_s = 1.5
    made.contacts.store("kiosk-1", "0f" * 16, 64)
    return made


def report(metrics: Metrics, path: Path) -> None:
    MetricsReporter(metrics, path, path.with_name("no.wal")).report()


def shown(path: Path) -> dict[tuple[str, str], float]:
    """Every sample by name and first label, as Prometheus reads it."""
    port = offer_metrics(path, 0)
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics") as answer:
        text = answer.read().decode()
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_kiosks_line_is_shown(metrics: Metrics, path: Path) -> None:
    report(metrics, path)
    seen = shown(path)
    assert seen["acredita_kiosk_lag_entries", "kiosk-1"] == 6
    assert seen["acredita_kiosk_clock_offset_seconds", "kiosk-1"] == 1.5
    assert 0 <= seen["acredita_kiosk_silent_seconds", "kiosk-1"] < 10


def test_values_are_counted_into_their_buckets(metrics: Metrics, path: Path) -> None:
    report(metrics, path)
    seen = shown(path)
    assert seen["acredita_batch_entries_bucket", "50.0"] == 0
    assert seen["acredita_batch_entries_bucket", "100.0"] == 1
    assert seen["acredita_batch_entries_sum", ""] == 64


def test_the_page_names_every_metric_and_no_other(metrics: Metrics, path: Path) -> None:
    report(metrics, path)
    rows = re.findall(r"^\| `(acredita_\w+?)(?:\{\w+\})?` \|", OPERATIONS.read_text(), re.M)
    plain = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name, _ in shown(path)}
    assert set(rows) == plain


def test_an_intake_that_was_never_there_is_shown_as_such(path: Path) -> None:
    assert shown(path) == {("acredita_intake_seen", ""): 0}


def test_half_a_picture_is_no_picture(metrics: Metrics, path: Path) -> None:
    report(metrics, path)
    path.write_bytes(path.read_bytes()[:50])
    assert read_picture(path) is None


def test_a_revoked_kiosk_is_shown_no_more(metrics: Metrics, path: Path) -> None:
    metrics.contacts.forget("kiosk-1")
    report(metrics, path)
    assert not any(label == "kiosk-1" for _, label in shown(path))


def test_a_taken_port_is_said_plainly(path: Path) -> None:
    port = offer_metrics(path, 0)
    with pytest.raises(MetricsPortTakenError, match="choose another"):
        offer_metrics(path, port)
