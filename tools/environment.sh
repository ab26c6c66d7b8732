#!/bin/sh
# Makes .venv with a Python of at least 3.11, or says in one sentence why that cannot be.
# `environment.sh check` makes nothing: it tells by its exit code whether .venv can be used.
set -eu
cd "$(dirname "$0")/.."

version_of() {
    "$1" -c 'import sys; assert sys.version_info >= (3, 11); print("%d.%d" % sys.version_info[:2])' \
        2>/dev/null
}

can_make_one() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

usable() {
    have=$(version_of .venv/bin/python) && [ -f .venv/bin/pip ] &&
        { [ -z "${PYTHON:-}" ] || [ "$have" = "$(version_of "$PYTHON")" ]; }
}

refuse() {
    echo "$1" >&2
    exit 1
}

make_one() {
    echo "Making .venv with Python $(version_of "$1") ($(command -v "$1"))"
    "$1" -m venv --clear .venv
}

if usable; then exit 0; fi
if [ "${1:-}" = check ]; then exit 1; fi

if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python; fi

bare=
for python in "$@"; do
    version_of "$python" >/dev/null || continue
    if can_make_one "$python"; then
        make_one "$python"
        exit 0
    fi
    bare=${bare:-$python}
done

[ -n "$bare" ] || refuse "No Python of version 3.11 or newer found (looked for: $*). Install one, or name it: make PYTHON=/path/to/python3 …"

# Debian and Ubuntu keep what makes environments in a package of its own.
package="python$(version_of "$bare")-venv"
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "$bare cannot make environments yet: installing $package with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends "$package" >/dev/null
    make_one "$bare"
else
    refuse "$bare cannot make environments: install its venv module first, on Debian and Ubuntu with: sudo apt-get install $package"
fi
