"""
Tests on real data: a pytest plugin.

A test that takes the fixture `realdata`, or has the mark, is skipped with its reason where the
folder is absent. Where the folder is there, skipping it for any reason is a failure.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.sources import ROOT

SHARED = ROOT.parent / "shared" / "realdata"


def asked_folder() -> Path:
    """Return where real data is looked for: `REALDATA_DIR`, else beside the checkout."""
    return Path(os.environ.get("REALDATA_DIR") or SHARED)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Lend the folder of real feeds and orders, see INDEX.md in it."""
    return asked_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that take the fixture."""
    for item in items:
        if "realdata" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.realdata)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test on real data where there is none."""
    if item.get_closest_marker("realdata") and not asked_folder().is_dir():
        pytest.skip(f"real data is not on this machine: no folder {asked_folder()}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where the real data is there."""
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    if report.skipped and not expected_to_fail and item.get_closest_marker("realdata"):
        there = [folder for folder in (SHARED, asked_folder()) if folder.is_dir()]
        if there:
            report.outcome = "failed"
            report.longrepr = f"skipped although {there[0]} is there: {report.longrepr}"
    return report
