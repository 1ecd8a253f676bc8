"""Updates of a kiosk: signed bundles only, and always a release that runs.

`systemctl` is a stand-in here that starts what `current` points at, as systemd would; bundles,
signatures, folders and the script are real.
"""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
SCRIPT = DEPLOY / "kiosk" / "acredita-update"

SYSTEMCTL = """#!/bin/sh
# Starts what `current` points at: a release whose VERSION says "broken" does not start.
echo "$@" >> "$ACREDITA_ROOT/systemctl.log"
! grep -q broken "$ACREDITA_ROOT/current/VERSION"
"""
INSTALL = """#!/bin/sh
# What install-release.sh does, without the minutes that wheels take.
set -e
release="$2/releases/$(cat "$1/VERSION")"
[ ! -e "$release" ] || { echo "installed already" >&2; exit 1; }
mkdir -p "$release/venv/bin"
cp "$1/VERSION" "$release/"
cp "$1/acredita" "$release/venv/bin/acredita"
echo "$release"
"""
IDLE = "#!/bin/sh\nexit 0\n"
BUSY = "#!/bin/sh\nexit 1\n"


@dataclass(frozen=True)
class Site:
    """A kiosk's folders under a temporary one."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "opt"

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "ACREDITA_ROOT": str(self.root),
            "ACREDITA_DATA": str(self.folder / "data"),
            "ACREDITA_SIGNERS": str(self.folder / "signers"),
        }

    def bundle(self, version: str, *, program: str = IDLE, key: str = "release") -> Path:
        """A signed bundle of that version."""
        folder = self.folder / "made" / f"acredita-{version}"
        (folder / "deploy").mkdir(parents=True)
        (folder / "VERSION").write_text(f"{version}\n")
        for path, text in (("acredita", program), ("deploy/install-release.sh", INSTALL)):
            (folder / path).write_text(text)
            (folder / path).chmod(0o755)
        bundle = self.folder / f"acredita-{version}.tar.gz"
        with tarfile.open(bundle, "w:gz") as tar:
            tar.add(folder, folder.name)
        self.sign(bundle, key)
        return bundle

    def sign(self, bundle: Path, key: str = "release") -> None:
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(self.folder / key)]
        Path(f"{bundle}.sig").unlink(missing_ok=True)
        subprocess.run([*command, "-n", "acredita-release", str(bundle)], check=True)

    def update(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SCRIPT), *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def running(self) -> str:
        return (self.root / "current" / "VERSION").read_text().strip()

    def releases(self) -> set[str]:
        return {path.name for path in (self.root / "releases").iterdir()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/systemctl").write_text(SYSTEMCTL)
    (tmp_path / "bin/systemctl").chmod(0o755)
    site.root.mkdir()
    (tmp_path / "data/kiosk").mkdir(parents=True)
    for key in ("release", "stranger"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / key)]
        subprocess.run(make, check=True)
    public = (tmp_path / "release.pub").read_text().split()
    (tmp_path / "signers").write_text(
        f'release namespaces="acredita-release" {public[0]} {public[1]}\n'
    )
    return site


def test_an_update_runs_and_the_one_before_can_be_put_back(site: Site) -> None:
    for version in ("1.0", "1.1"):
        done = site.update(site.bundle(version))
        assert done.returncode == 0, done.stderr
        assert site.running() == version
    assert site.update("--rollback").returncode == 0
    assert site.running() == "1.0"
    assert site.update("--rollback").returncode == 0
    assert site.running() == "1.1"


def test_a_release_that_does_not_start_is_taken_back_at_once(site: Site) -> None:
    site.update(site.bundle("1.0"))
    done = site.update(site.bundle("2.0-broken"))
    assert done.returncode == 1
    assert "2.0-broken does not start; 1.0 runs again" in done.stderr
    assert site.running() == "1.0"
    assert (site.root / "systemctl.log").read_text().count("restart") == 3


@pytest.mark.parametrize("tampered", ["stranger", "unsigned", "flipped", "no key"])
def test_what_nobody_known_signed_changes_nothing(site: Site, tampered: str) -> None:
    site.update(site.bundle("1.0"))
    bundle = site.bundle("6.6", key="stranger" if tampered == "stranger" else "release")
    if tampered == "unsigned":
        Path(f"{bundle}.sig").unlink()
    elif tampered == "flipped":
        data = bytearray(bundle.read_bytes())
        data[len(data) // 2] ^= 1
        bundle.write_bytes(data)
    elif tampered == "no key":
        (site.folder / "signers").unlink()
    done = site.update(bundle)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert site.running() == "1.0"
    assert site.releases() == {"1.0"}


def test_a_signed_bundle_cannot_write_outside_its_folder(site: Site) -> None:
    site.update(site.bundle("1.0"))
    bundle = site.folder / "acredita-6.6.tar.gz"
    with tarfile.open(bundle, "w:gz") as tar:
        tar.add(SCRIPT, "acredita-6.6/../../../escaped")
    site.sign(bundle)
    done = site.update(bundle)
    assert done.returncode == 1
    assert "paths that leave it" in done.stderr


def test_a_test_under_way_is_not_interrupted(site: Site) -> None:
    site.update(site.bundle("1.0", program=BUSY))
    (site.folder / "data/kiosk/journal.db").touch()
    for arguments in ([site.bundle("1.1")], ["--rollback"]):
        done = site.update(*arguments)
        assert done.returncode == 1
    assert "a test is under way" in site.update(site.folder / "acredita-1.1.tar.gz").stderr
    assert site.running() == "1.0"


def test_old_releases_are_cleared_away(site: Site) -> None:
    for version in ("1.0", "1.1", "1.2", "1.3"):
        assert site.update(site.bundle(version)).returncode == 0
    assert site.releases() == {"1.2", "1.3"}


def test_a_bundle_left_for_the_night_is_tried_once(site: Site) -> None:
    site.update(site.bundle("1.0"))
    updates = site.folder / "data" / "updates"
    updates.mkdir()
    assert site.update("--waiting").returncode == 0
    bundle = site.bundle("1.1")
    for file in (bundle, Path(f"{bundle}.sig")):
        shutil.copy(file, updates)
    assert site.update("--waiting").returncode == 0
    assert site.running() == "1.1"
    assert not list(updates.glob("*.tar.gz"))
    assert site.update("--waiting").returncode == 0


def test_nothing_to_install_or_nothing_to_go_back_to_is_said(site: Site) -> None:
    assert "there is no" in site.update(site.folder / "missing.tar.gz").stderr
    assert "no release to go back to" in site.update("--rollback").stderr
    assert "say which bundle" in site.update().stderr
    assert "unknown option" in site.update("--force").stderr
