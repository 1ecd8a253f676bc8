#!/usr/bin/env bash
# Makes .venv with exactly the packages in uv.lock. Usage: setup/python.sh [run|dev|bench|fuzz]
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
stamp=.venv/.installed-$what
[ "$stamp" -nt uv.lock ] && [ "$stamp" -nt pyproject.toml ] && exit 0
[ "$what" = run ] && [ .venv/.installed-dev -nt uv.lock ] && [ .venv/.installed-dev -nt pyproject.toml ] && exit 0

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
    echo "Python 3.11 or newer is needed: install it (Debian: apt install python3), then try again." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Acredita needs Python 3.11 or newer; $("$python" --version) was found. Name another with: make ... PYTHON=python3.12" >&2
    exit 1
fi
# Debian and Ubuntu ship Python without ensurepip: their package python3-venv brings it.
if [ ! -x .venv/bin/python ] && ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    setup/system.sh venv
    "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
flags=(--frozen --inexact --python .venv/bin/python --quiet)
case $what in
    run) flags+=(--no-dev) ;;
    bench | fuzz) flags+=(--group "$what") ;;
esac
UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync "${flags[@]}"
touch "$stamp"
