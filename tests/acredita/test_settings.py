"""Settings come from the environment or acredita.toml, and faults are named."""

from pathlib import Path

import pytest

from acredita.errors import SettingsError
from acredita.settings import Settings, load_settings


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acredita.toml").write_text('centre = "Danlí"\nweb_port = 9000\n')
    monkeypatch.setenv("ACREDITA_CENTRE", "La Ceiba")
    settings = load_settings()
    assert (settings.centre, settings.web_port) == ("La Ceiba", 9000)


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEB_PORT", "70000"), ("WEB_PORT", "x"), ("BASE_URL", "ftp://x"), ("LOG_FORMAT", "xml")],
)
def test_a_fault_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"ACREDITA_{name}", value)
    with pytest.raises(SettingsError, match=name.lower()):
        load_settings()


def test_an_unknown_key_in_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acredita.toml").write_text("webport = 9000\n")
    with pytest.raises(SettingsError, match="webport"):
        load_settings()


def test_the_folders_file_wins_over_the_machines_setting_by_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, here = tmp_path / "machine.toml", tmp_path / "here.toml"
    machine.write_text('centre = "Danlí"\nweb_port = 9000\n')
    here.write_text("web_port = 9001\n")
    monkeypatch.setitem(Settings.model_config, "toml_file", (machine, here))
    settings = load_settings()
    assert (settings.centre, settings.web_port) == ("Danlí", 9001)
