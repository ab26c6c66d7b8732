"""The published file when a process starts: there at once, and nothing left of a killed one."""

from pathlib import Path

import duckdb
import pytest

from catalog.settings import Settings
from jobs.runner import JobRunner
from wiring import Feedledger


def test_what_was_left_aside_is_gone_before_the_first_job_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "analytics-work" / "next.duckdb"
    left.parent.mkdir()
    left.write_bytes(b"half a file")
    was_there: list[bool] = []
    start = JobRunner.start

    def look_and_start(runner: JobRunner) -> None:
        was_there.append(left.exists())
        start(runner)

    monkeypatch.setattr(JobRunner, "start", look_and_start)
    feedledger = Feedledger(Settings(data_dir=tmp_path))
    feedledger.start()
    feedledger.close()

    assert was_there == [False]


def test_file_is_there_once_the_application_has_started(tmp_path: Path) -> None:
    feedledger = Feedledger(Settings(data_dir=tmp_path))
    feedledger.start()
    try:
        with duckdb.connect(str(tmp_path / "analytics.duckdb"), read_only=True) as reader:
            assert reader.execute("select count(*) from about").fetchall() == [(1,)]
    finally:
        feedledger.close()
