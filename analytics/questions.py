"""What a question on the published file may take, what it is answered, and why it is not."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import pyarrow as pa

from catalog.errors import FeedledgerError, NotFound, RejectedInput, TryAgain
from catalog.exports import Export, Form

MIB = 1024**2
MOST_CHARACTERS = 100_000


class NotPublished(NotFound):
    """There is no published file yet: it is written soon after the start."""

    code = "query/not_published"


class QueryRefused(RejectedInput):
    """It is not one statement that only reads; it was not run."""

    code = "query/refused"


class QueryFailed(RejectedInput):
    """DuckDB could not run it; the text says why, and where."""

    code = "query/failed"


class QueryTooBig(RejectedInput):
    """It needs more memory than it may, or one row is more than may be shown; it was stopped."""

    code = "query/too_large"


class QueryTooLong(RejectedInput):
    """It took longer than it may, and was stopped."""

    code = "query/too_long"


class QueryCancelled(RejectedInput):
    """Somebody stopped it."""

    code = "query/cancelled"


class QueriesBusy(TryAgain):
    """As many questions run as may at once; this one was not run."""

    code = "query/busy"
    retry_after_s = 5


class QueryUnavailable(TryAgain):
    """The process that answers could not be started, or was ended by somebody else."""

    code = "query/unavailable"


ERRORS: dict[str, type[FeedledgerError]] = {
    error.code: error for error in (QueryRefused, QueryFailed, QueryTooBig)
}


@dataclass(frozen=True)
class Limits:
    """What one question may take; memory is DuckDB's own, its process has half as much beside."""

    seconds: float = 30.0
    rows: int = 10_000
    memory_mib: int = 512
    result_bytes: int = 16 * MIB
    piece_bytes: int = 16 * MIB  # of it at a time

    PROCESS_MIB: ClassVar[int] = 192  # what Arrow and the parser need beside DuckDB's memory


@dataclass(frozen=True)
class Answer:
    """
    The first rows of a result, whether there are more, and how long it took.

    `published_at` is the moment that the file shows which was asked; the session's times, as
    every `day` of the file, are those of `zone`.
    """

    table: pa.Table
    is_cut: bool
    took_s: float
    published_at: datetime
    zone: str

    @property
    def rows(self) -> int:
        """How many rows were answered."""
        return int(self.table.num_rows)


@dataclass(frozen=True)
class FileAnswer(Answer):
    """A whole result as a file; the table has its columns alone."""

    file: Export
    form: Form
    rows_of_file: int

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.rows_of_file
