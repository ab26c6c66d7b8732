"""The stacks in a log of the application, to be read: who reports a failure wants nothing else."""

import json
from collections.abc import Iterator

MARK = "Traceback"


def read_stacks(log: str) -> str:
    """Return the events of the log that hold a stack, each whole and on lines of its own."""
    return "\n\n".join(_events(log.splitlines()))


def _events(lines: list[str]) -> Iterator[str]:
    plain: list[str] = []
    for line in lines:
        told = _read(line)
        if told is None:
            plain.append(line)
        elif MARK in line:
            head = " ".join(str(told.pop(name, "")) for name in ("time", "logger", "message"))
            stack = told.pop("exception", "")
            yield "\n".join([head, *(f"{name}={value}" for name, value in told.items()), stack])
    begins = next((at for at, line in enumerate(plain) if MARK in line), None)
    if begins is not None:  # where it ends nobody can tell
        yield "\n".join(plain[max(begins - 1, 0) :])


def _read(line: str) -> dict[str, str] | None:
    """Return the line if it is an object of JSON, None if it was written past the log."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
