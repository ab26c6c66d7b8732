"""
The ids that every log line of a piece of work bears: its request, job, feed, order, partner.

They follow the work from a coroutine into its threads: whatever is noted there, later lines of the
same piece of work bear, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_IDS: ContextVar[dict[str, str] | None] = ContextVar("log_ids", default=None)


@contextmanager
def log_ids(**ids: str | None) -> Iterator[None]:
    """Have all lines of the block bear these ids, besides those around it."""
    token = _IDS.set({**current_ids(), **_known(ids)})
    try:
        yield
    finally:
        _IDS.reset(token)


def note_ids(**ids: str | None) -> None:
    """Have the lines from here to the end of the innermost `log_ids` bear these ids, too."""
    noted = _IDS.get()
    if noted is not None:
        noted.update(_known(ids))


def current_ids() -> dict[str, str]:
    """Return the ids that a line would bear now."""
    return dict(_IDS.get() or {})


def _known(ids: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in ids.items() if value is not None}
