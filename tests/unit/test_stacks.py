"""What a test says of an application that has failed: the stacks of its log, and only they."""

import json

from tests.stacks import read_stacks

QUIET = json.dumps({"time": "10:00", "level": "INFO", "logger": "feedledger", "message": "fine"})


def test_stack_of_a_line_is_told_with_who_logged_it_and_all_its_ids() -> None:
    stack = "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'a'"
    line = {"time": "10:01", "level": "ERROR", "logger": "feedledger.jobs", "message": "it failed"}
    log = "\n".join([QUIET, json.dumps({**line, "job_id": "7", "exception": stack}), QUIET])

    told = read_stacks(log)

    assert told.splitlines()[0] == "10:01 feedledger.jobs it failed"
    assert "job_id=7" in told
    assert told.endswith(stack)
    assert "fine" not in told


def test_stack_that_was_written_past_the_log_is_told_to_its_end() -> None:
    stack = "Exception in thread Thread-1:\nTraceback (most recent call last):\n  a\nValueError: b"

    assert read_stacks(f"served at 8501\n{stack}\n{QUIET}") == stack


def test_log_without_a_failure_has_nothing_to_tell() -> None:
    assert read_stacks(f"served at 8501\n{QUIET}\n") == ""
