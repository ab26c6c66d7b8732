"""The script that makes the environment, on machines that lack one thing or another."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources import ROOT

# Answers as a Python of that version does; `-m venv` leaves itself as the environment's Python.
PYTHON = """#!/bin/sh
case "$*" in
*version_info*) [ {minor} -ge 11 ] && echo 3.{minor} ;;
*ensurepip*) [ -e {ensurepip} ] ;;
*venv*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/bin/pip ;;
esac
"""
APT = '#!/bin/sh\n[ "$1" != install ] || touch {ensurepip}\n'

Put = Callable[..., None]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Put a program on the machine: a Python by its minor version, or a script."""
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname", "mkdir", "cp", "touch"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)

    def put(name: str, *, minor: int = 0, whole: bool = True, script: str = PYTHON) -> None:
        path = tmp_path / "bin" / name
        ensurepip = "/" if whole else tmp_path / "ensurepip"
        path.write_text(script.format(minor=minor, ensurepip=ensurepip))
        path.chmod(0o755)

    return put


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a copy of the script in a checkout of its own, on that machine."""
    tools = tmp_path / "a checkout" / "tools"
    tools.mkdir(parents=True)
    shutil.copy(ROOT / "tools/environment.sh", tools)

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", tools / "environment.sh", *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={"PATH": str(tmp_path / "bin"), **environment},
        )

    return run


def test_newest_python_makes_it_once(put: Put, run: Run) -> None:
    put("python3", minor=11)
    put("python3.12", minor=12)

    assert "Python 3.12" in run().stdout
    assert run("check").returncode == 0
    assert run().stdout == ""


def test_other_python_asked_for_makes_it_anew(put: Put, run: Run) -> None:
    put("python3.11", minor=11)
    put("python3.12", minor=12)
    run()

    assert run("check", PYTHON="python3.11").returncode == 1
    assert "Python 3.11" in run(PYTHON="python3.11").stdout


def test_python_that_can_make_environments_comes_before_a_newer_one(put: Put, run: Run) -> None:
    put("python3.13", minor=13, whole=False)
    put("python3.11", minor=11)

    assert "Python 3.11" in run().stdout


def test_no_python_is_a_sentence(put: Put, run: Run) -> None:
    put("python3", minor=9)

    refused = run()

    assert refused.returncode == 1
    assert "3.11 or newer" in refused.stderr


def test_debian_without_venv_gets_its_package_when_root_asks(put: Put, run: Run) -> None:
    put("python3", minor=11, whole=False)
    put("apt-get", whole=False, script=APT)
    put("id", script="#!/bin/sh\necho 0\n")

    made = run()

    assert "python3.11-venv" in made.stdout
    assert made.returncode == 0


def test_debian_without_venv_tells_others_the_command(put: Put, run: Run) -> None:
    put("python3", minor=11, whole=False)
    put("apt-get", whole=False, script=APT)
    put("id", script="#!/bin/sh\necho 1000\n")

    refused = run()

    assert refused.returncode == 1
    assert "apt-get install python3.11-venv" in refused.stderr


def test_real_python_makes_a_real_environment(run: Run) -> None:
    made = run(PATH="/usr/bin:/bin", PYTHON=sys.executable)

    assert made.returncode == 0, made.stderr
    assert run("check", PATH="/usr/bin:/bin").returncode == 0
