"""
A Chromium for the browser tests: a pytest plugin that lends it, and a command that installs it.

`python -m tests.chromium` says which browser the tests will use, after installing one where none
is found. Without one the browser tests fail; they are never skipped.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Playwright's driver needs libatomic1, which a small Debian lacks.
DEBIAN_PACKAGES = ("chromium", "fonts-dejavu-core", "libatomic1")
NONE_FOUND = (
    "No Chromium that starts: install one (`apt-get install chromium`, or "
    "`.venv/bin/python -m playwright install chromium`) or name one in CHROMIUM."
)
# Tests need no sandbox around pages of our own (root has none), and no talk to its makers.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OWN_OF_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


class NoChromium(RuntimeError):
    """No browser of the family starts on this machine."""


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Lend the path of a Chromium that starts."""
    return find_chromium()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """
    Lend one running Chromium; each test opens a context of its own in it.

    It is of the module, not of the session: while Playwright runs, its event loop does, and no
    other test could start one.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@cache
def find_chromium() -> Path:
    """
    Return the Chromium to test with: CHROMIUM, else one on PATH, else Playwright's own.

    Raises:
        NoChromium: none of them starts, the one in CHROMIUM does not, or Playwright does not.
    """
    own = _own_of_playwright()
    named = os.environ.get("CHROMIUM")
    if named:
        if not _starts(Path(named)):
            raise NoChromium(f"CHROMIUM names {named}, which does not start.")
        return Path(named)
    on_path = (shutil.which(name) for name in NAMES)
    for path in (*(Path(found) for found in on_path if found), own):
        if _starts(path):
            return path
    raise NoChromium(NONE_FOUND)


def main() -> None:
    """Say which Chromium the tests use; install one first if there is none."""
    reason = _reason_against()
    for commands in () if os.environ.get("CHROMIUM") else _ways_to_install():
        if not reason:
            break
        _say(f"{reason}\nRunning {' && '.join(' '.join(each) for each in commands)}")
        if all(_runs(command) for command in commands):
            reason = _reason_against()
    if reason:
        _say(f"The browser tests will fail. {reason}")
    else:
        _say(f"The browser tests use {find_chromium()}")


def _reason_against() -> str:
    try:
        find_chromium()
    except NoChromium as error:
        return str(error)
    return ""


def _ways_to_install() -> Iterator[list[list[str]]]:
    if shutil.which("apt-get") and os.geteuid() == 0:
        yield [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *DEBIAN_PACKAGES],
        ]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _runs(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    nothing = subprocess.DEVNULL
    ended = subprocess.run(command, check=False, env=environment, stdin=nothing, stdout=nothing)
    return ended.returncode == 0


def _own_of_playwright() -> Path:
    command = [sys.executable, "-c", OWN_OF_PLAYWRIGHT]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    if told.returncode:
        raise NoChromium(f"Playwright does not start ({told.stderr.strip().splitlines()[-1]}).")
    return Path(told.stdout.strip())


def _starts(path: Path) -> bool:
    """Return whether it tells its version; Ubuntu's chromium, for one, can be an empty promise."""
    if not shutil.which(path):
        return False
    try:
        told = subprocess.run([path, "--version"], check=False, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
