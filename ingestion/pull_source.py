"""What every source of a pull is: asked for its version first, then read piece by piece."""

import posixpath
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

from catalog.errors import RejectedInput, TryAgain
from ingestion.object_keys import safe_filename

PIECE_BYTES = 1024 * 1024
# how long a server may say nothing
STALL_S = 30.0
# a file changed so shortly before may change once more within the same second
SETTLED_AFTER_S = 5.0


class PullNotFound(RejectedInput):
    """The source is not there; nothing was recorded."""

    code = "pull/not_found"


class PullRefused(RejectedInput):
    """The source does not let us in, or we do not trust it; nothing was recorded."""

    code = "pull/refused"


class PullForbidden(RejectedInput):
    """The address leads where pulls may not go; nothing was recorded."""

    code = "pull/forbidden"


class PullTooLarge(RejectedInput):
    """The source is larger than allowed; nothing was recorded."""

    code = "pull/too_large"


class PullUnavailable(TryAgain):
    """The source did not answer, or not to the end; nothing was recorded."""

    code = "pull/unavailable"


@dataclass(frozen=True)
class Marks:
    """What tells one version of a source from another; without any, its bytes have to."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is any."""
        return self != NO_MARKS


NO_MARKS = Marks()


@dataclass(frozen=True)
class Found:
    """A version of the source that is to be read; `size_bytes` is None if nobody knows it."""

    filename: str
    size_bytes: int | None
    marks: Marks
    pieces: Iterator[bytes]


class PullSource(Protocol):
    """Where a pull reads from."""

    def open(self, known: Marks) -> AbstractContextManager[Found | None]:
        """
        Lend the source, or None if it is the version with the known marks.

        Raises:
            PullNotFound, PullRefused, PullForbidden: it cannot be read.
            PullUnavailable: it may be read later; also while its pieces are read.
        """


def file_marks(size_bytes: int, modified_at: float, now: datetime) -> Marks:
    """Return the marks of a file: its size and when it was written, once that is settled."""
    if now.timestamp() - modified_at < SETTLED_AFTER_S:
        return NO_MARKS
    return Marks(etag=f"{size_bytes}-{modified_at}")


def last_segment(url: str) -> str:
    """Return the name of the file that an address names, safe as a part of a path."""
    return safe_filename(posixpath.basename(unquote(urlsplit(url).path)))
