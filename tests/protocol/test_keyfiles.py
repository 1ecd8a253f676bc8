from pathlib import Path

import pytest

from protocol.curve import CurveKeys
from protocol.keyfiles import KeyFileError, read_secret, write_secret


def test_a_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    write_secret(tmp_path / "keys" / "a.secret", "xyz")
    assert (tmp_path / "keys" / "a.secret").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_read_back(tmp_path: Path) -> None:
    write_secret(tmp_path / "a.secret", "xyz")
    assert read_secret(tmp_path / "a.secret") == "xyz"


def test_a_secret_is_never_replaced(tmp_path: Path) -> None:
    write_secret(tmp_path / "a.secret", "first")
    with pytest.raises(KeyFileError, match="move it away"):
        write_secret(tmp_path / "a.secret", "second")
    assert read_secret(tmp_path / "a.secret") == "first"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    write_secret(tmp_path / "a.secret", "xyz")
    (tmp_path / "a.secret").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_secret(tmp_path / "a.secret")


def test_a_missing_secret_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="pair again"):
        read_secret(tmp_path / "a.secret")


def test_curve_keys_are_read_back_whole(tmp_path: Path) -> None:
    keys = CurveKeys.generate()
    keys.write(tmp_path / "curve.secret")
    assert CurveKeys.read(tmp_path / "curve.secret") == keys


def test_a_file_that_holds_no_curve_key_is_refused(tmp_path: Path) -> None:
    write_secret(tmp_path / "curve.secret", "short")
    with pytest.raises(KeyFileError, match="no CURVE key"):
        CurveKeys.read(tmp_path / "curve.secret")


def test_a_curve_secret_does_not_show_when_printed() -> None:
    keys = CurveKeys.generate()
    assert keys.secret not in repr(keys)
