#!/usr/bin/env bash
# Installs an unpacked bundle as a release beside others. Usage: install-release.sh BUNDLE_FOLDER ROOT
# Prints the release's folder. Leaves nothing behind when it fails.
set -euo pipefail
bundle=$1 root=$2
version=$(cat "$bundle/VERSION")
[[ $version =~ ^[0-9A-Za-z][0-9A-Za-z.+-]{0,40}$ ]] || { echo "the bundle's VERSION is no version" >&2; exit 1; }
release=$root/releases/$version
if [ -e "$release" ]; then
    echo "release $version is installed already: $release" >&2
    exit 1
fi
mkdir -p "$root/releases"
# Its own name from the start: programs in a virtual environment hold its path.
trap 'rm -rf "$release"' ERR INT TERM
mkdir "$release"
"${PYTHON:-python3}" -m venv "$release/venv"
"$release/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index \
    --find-links "$bundle/wheels" "$bundle"/wheels/*.whl
cp -r "$bundle/deploy" "$bundle/VERSION" "$release/"
"$release/venv/bin/acredita" --version >&2
trap - ERR INT TERM
echo "$release"
