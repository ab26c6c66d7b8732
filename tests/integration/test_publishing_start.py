"""What a killed process left of a published file, when the next one starts."""

from pathlib import Path

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
