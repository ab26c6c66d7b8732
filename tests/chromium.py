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
        NoChromium: none of them starts, or the one in CHROMIUM does not.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not _starts(Path(named)):
            raise NoChromium(f"CHROMIUM names {named}, which does not start")
        return Path(named)
    on_path = (shutil.which(name) for name in NAMES)
    for path in (*(Path(found) for found in on_path if found), _own_of_playwright()):
        if _starts(path):
            return path
    raise NoChromium(NONE_FOUND)


def main() -> None:
    """Say which Chromium the tests use; install one first if there is none."""
    try:
        _say(f"The browser tests use {find_chromium()}.")
    except NoChromium as error:
        if os.environ.get("CHROMIUM"):
            _say(f"The browser tests will fail. {error}.")
            return
        _install()


def _install() -> None:
    for commands in _ways_to_install():
        _say(f"No Chromium found: running {' && '.join(' '.join(each) for each in commands)}")
        if all(_runs(command) for command in commands):
            try:
                _say(f"Installed: the browser tests use {find_chromium()}.")
            except NoChromium:
                continue
            return
    _say(f"The browser tests will fail. {NONE_FOUND}")


def _ways_to_install() -> Iterator[list[list[str]]]:
    if shutil.which("apt-get") and os.geteuid() == 0:
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"]
        yield [["apt-get", "update", "-qq"], [*install, "fonts-dejavu-core"]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _runs(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ended = subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL)
    return ended.returncode == 0


def _own_of_playwright() -> Path:
    command = [sys.executable, "-c", OWN_OF_PLAYWRIGHT]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
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
