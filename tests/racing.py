"""Calls that are made at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def together(*calls: Callable[[], Result]) -> list[Result]:
    """Make the calls at once, each on a thread of its own, and return their results."""
    barrier = Barrier(len(calls))

    def call(number: int) -> Result:
        barrier.wait(10)
        return calls[number]()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, range(len(calls))))
