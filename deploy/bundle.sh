#!/usr/bin/env bash
# Makes one signed file that installs Acredita without internet. Usage: deploy/bundle.sh [--key FILE] [--out FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
key='' out=dist
while [ $# -gt 0 ]; do
    case $1 in
        --key) key=$2; shift 2 ;;
        --out) out=$2; shift 2 ;;
        *) echo "usage: deploy/bundle.sh [--key FILE] [--out FOLDER]" >&2; exit 2 ;;
    esac
done
setup/python.sh run
uv=.venv/bin/uv
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml | head -n 1)
name=acredita-$version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/wheels" "$out"
"$uv" build --quiet --wheel --out-dir "$work/$name/wheels" .
"$uv" export --quiet --frozen --no-dev --no-emit-project --no-hashes --format requirements-txt >"$work/requirements.txt"
.venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work/$name/wheels" \
    --requirement "$work/requirements.txt"
cp -r deploy LICENSE "$work/$name/"
printf '%s\n' "$version" >"$work/$name/VERSION"
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$work" -czf "$out/$name.tar.gz" "$name"
echo "made $out/$name.tar.gz ($(du -h "$out/$name.tar.gz" | cut -f1))"
if [ -n "$key" ]; then
    ssh-keygen -q -Y sign -f "$key" -n acredita-release "$out/$name.tar.gz"
    echo "signed: $out/$name.tar.gz.sig"
fi
