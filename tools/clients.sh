#!/bin/sh
# Installs each client of requirements-clients.txt into .venv/clients/NAME-VERSION. One that has no
# wheel for this Python, or cannot be reached, is named, and its tests are skipped: the exit code is
# 0 only where all are there.
set -u
cd "$(dirname "$0")/.."

missing=0
for pin in $(sed -n 's/^\([a-z]*==[0-9.]*\).*/\1/p' requirements-clients.txt); do
    folder=.venv/clients/$(echo "$pin" | sed 's/==/-/')
    [ -e "$folder" ] && continue
    # under its name only when it is whole, so that an install that is cut off is begun anew
    rm -rf "$folder.part"
    if .venv/bin/python -m pip --disable-pip-version-check -qq install \
        --no-deps --only-binary :all: --target "$folder.part" "$pin"; then
        mv "$folder.part" "$folder"
    else
        echo "$pin cannot be installed here: its tests are skipped" >&2
        missing=1
    fi
done
exit $missing
