"""
Which threads go first: bulk work gives way to what somebody waits for.

On Linux each thread has a niceness of its own (setpriority(2)); elsewhere nothing is changed.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NICENESS = 10
TASKS = Path("/proc/self/task")


def give_way() -> None:
    """Have the calling thread give way to those that do not."""
    if TASKS.exists():
        _set_niceness(threading.get_native_id())


@contextmanager
def giving_way() -> Iterator[None]:
    """Have all threads that the block starts give way to those that do not."""
    before = _thread_ids()
    try:
        yield
    finally:
        for thread_id in _thread_ids() - before:
            _set_niceness(thread_id)


def _thread_ids() -> set[int]:
    return {int(task.name) for task in TASKS.iterdir()} if TASKS.exists() else set()


def _set_niceness(thread_id: int) -> None:
    try:
        os.setpriority(os.PRIO_PROCESS, thread_id, NICENESS)
    except OSError:
        return  # it has ended, or has a niceness that only root may change
