"""
The one tree of errors.

Whether a call may be repeated is an error's branch, never its text: `RejectedInput`
will fail again, `TryAgain` wrote nothing and may work the next time.
"""

from typing import ClassVar


class FeedledgerError(Exception):
    """Every error that Feedledger raises on purpose; `code` is stable, the text is not."""

    code: ClassVar[str] = "server/error"


class RejectedInput(FeedledgerError):
    """The same call will fail again; nothing was written."""

    code = "request/rejected"


class NotFound(RejectedInput):
    """What the call names does not exist, or not for this caller; nothing was written."""

    code = "request/not_found"


class WrongState(RejectedInput):
    """What the call names is not in a state that allows it; nothing was written."""

    code = "request/wrong_state"


class TryAgain(FeedledgerError):
    """Nothing was written and the same call may work later."""

    code = "server/try_again"
    spends_attempt: ClassVar[bool] = True  # of a job, which has only so many


class WriteConflict(TryAgain):
    """Another writer won; nothing was written."""

    code = "server/write_conflict"


class DiskFull(TryAgain):
    """There is no room on the disk for it; nothing was written, and it works once there is."""

    code = "server/disk_full"
    retry_after_s = 10
    spends_attempt = False


class DatabaseLost(TryAgain):
    """
    DuckDB has given up the file after a failed write, and the process ends to open it anew.

    What was being committed is there afterwards or not: jobs and idempotency keys tell.
    """

    code = "server/database_lost"
    retry_after_s = 5
