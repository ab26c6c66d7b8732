"""Which browser the browser tests get."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import chromium
from tests.chromium import NoChromium, find_chromium

Put = Callable[..., Path]


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "_own_of_playwright", lambda: tmp_path / "playwrights-own")
    find_chromium.cache_clear()
    yield
    find_chromium.cache_clear()


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Put a browser on the machine that starts, or does not."""

    def put(name: str, *, starts: bool = True) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\nexit {0 if starts else 1}\n")
        path.chmod(0o755)
        return path

    return put


def test_one_named_comes_first(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("chromium")
    monkeypatch.setenv("CHROMIUM", str(put("special")))

    assert find_chromium().name == "special"


def test_one_on_the_path_comes_before_playwrights_own(put: Put) -> None:
    put("playwrights-own")
    google = put("google-chrome")

    assert find_chromium() == google


def test_one_that_does_not_start_is_passed_over(put: Put) -> None:
    put("chromium", starts=False)
    own = put("playwrights-own")

    assert find_chromium() == own


def test_none_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(NoChromium, match="install one"):
        find_chromium()


def test_one_named_that_does_not_start_is_an_error(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("chromium")
    monkeypatch.setenv("CHROMIUM", str(put("broken", starts=False)))

    with pytest.raises(NoChromium, match="broken"):
        find_chromium()


def test_command_says_what_it_found(put: Put, capsys: pytest.CaptureFixture[str]) -> None:
    found = put("chromium")

    chromium.main()

    assert str(found) in capsys.readouterr().out


def test_command_installs_one_and_says_so(
    put: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def install(command: list[str]) -> bool:
        if "install" in command:
            put("chromium")
        return True

    put("apt-get")
    monkeypatch.setattr(chromium, "_runs", install)
    monkeypatch.setattr("os.geteuid", lambda: 0)

    chromium.main()

    said = capsys.readouterr().out
    assert said.index("Running apt-get") < said.index("The browser tests use")


def test_command_installs_nothing_over_the_one_named(
    put: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", str(put("broken", starts=False)))
    monkeypatch.setattr(chromium, "_runs", pytest.fail)

    chromium.main()

    assert "will fail" in capsys.readouterr().out


def test_command_goes_on_to_playwright_and_then_says_that_tests_will_fail(
    put: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put("apt-get")
    monkeypatch.setattr(chromium, "_runs", lambda _command: False)
    monkeypatch.setattr("os.geteuid", lambda: 0)

    chromium.main()

    said = capsys.readouterr().out
    assert said.index("apt-get install") < said.index("playwright install")
    assert "browser tests will fail" in said
