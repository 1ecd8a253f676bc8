"""Whoever released a bundle is trusted only once their key has been seen to have signed it."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "trust-release.sh"


def key(folder: Path, name: str) -> Path:
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "acredita.tar.gz"
    path.write_bytes(b"a bundle")
    signing = key(tmp_path, "releaser")
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(signing), "-n", "acredita-release", str(path)],
        check=True,
    )
    return path


def trust(key: Path, bundle: Path, signers: Path) -> int:
    return subprocess.run([SCRIPT, key, bundle, signers], check=False).returncode


def test_the_key_that_signed_is_trusted(bundle: Path, tmp_path: Path) -> None:
    signers = tmp_path / "etc" / "signers"
    assert trust(tmp_path / "releaser.pub", bundle, signers) == 0
    blob = (tmp_path / "releaser.pub").read_text().split()[1]
    assert blob in signers.read_text()


def test_another_key_changes_nothing(bundle: Path, tmp_path: Path) -> None:
    signers = tmp_path / "signers"
    signers.write_text("the key so far")
    key(tmp_path, "somebody")
    assert trust(tmp_path / "somebody.pub", bundle, signers) == 1
    assert signers.read_text() == "the key so far"


@pytest.mark.parametrize("change", ["bundle", "signature"])
def test_a_bundle_that_was_changed_or_is_unsigned_is_refused(
    bundle: Path, tmp_path: Path, change: str
) -> None:
    if change == "bundle":
        bundle.write_bytes(b"another bundle")
    else:
        bundle.with_name(bundle.name + ".sig").unlink()
    assert trust(tmp_path / "releaser.pub", bundle, tmp_path / "signers") == 1
    assert not (tmp_path / "signers").exists()
