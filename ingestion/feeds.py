"""Feeds as rows: what came, from whom, what became of it, and its ledger."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row, rows_of
from catalog.errors import NotFound, WrongState
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.profiles import Mode

SQL = Statements(__file__)
COUNTERS = ("rows_read", "inserted", "updated", "unchanged", "skipped", "deactivated", "warnings")
FINISHED = frozenset(
    (
        *("VALIDATION_FAILED", "COMPLETED", "COMPLETED_WITH_ERRORS", "FAILED", "CANCELLED"),
        *("REJECTED", "REVERTED"),
    )
)


class FeedNotFound(NotFound):
    """No feed has that id, or not for this caller."""

    code = "feed/not_found"


class FeedWrongState(WrongState):
    """The feed is not in a state that allows it; nothing was written."""

    code = "feed/wrong_state"


class FeedSuperseded(WrongState):
    """A later full feed of the partner is loaded already; nothing was written."""

    code = "feed/superseded"


@dataclass(frozen=True)
class Reverted:
    """What the revert of a feed did, in products."""

    restored: int
    removed: int
    kept_for_orders: int
    changed_since: int


@dataclass(frozen=True)
class Feed:
    """
    A feed as it is now; `partner` is the code, `counters` hold None until they are known.

    `finished_at` and `counters` tell of its load, also after its revert. A feed in parts has no
    `sha256` before they are put together, and the size of those that are there.
    """

    feed_id: str
    feed_no: int
    partner_id: int
    partner: str
    mode: Mode
    origin: str
    delivered_by: str
    filename: str
    raw_key: str
    size_bytes: int
    sha256: str
    hold_requested: bool
    profile_version: int
    status: str
    received_at: datetime
    finished_at: datetime | None
    counters: dict[str, int | None]
    dialect: dict[str, Any] | None
    held_by: tuple[str, ...]
    error: dict[str, Any] | None
    decided_by: str | None
    replays_feed_id: str | None
    revert_asked_by: str | None
    reverted_at: datetime | None
    reverted: Reverted | None
    completed_no: int | None
    raw_expired_at: datetime | None
    raw_deleted_at: datetime | None
    report_deleted_at: datetime | None

    @property
    def is_whole(self) -> bool:
        """Whether it has its raw file: one that comes in parts has not, until they are together."""
        return bool(self.sha256)

    @property
    def receipt_no(self) -> int:
        """Its number in the order of receipt; one in parts is received with its last part."""
        return self.completed_no or self.feed_no

    @property
    def has_raw(self) -> bool:
        """Whether its raw file is there and may be given out."""
        return self.is_whole and self.raw_expired_at is None

    @property
    def has_report(self) -> bool:
        """Whether its report is kept, or a revert has written to it since it was deleted."""
        deleted_at, reverted_at = self.report_deleted_at, self.reverted_at
        return deleted_at is None or (reverted_at is not None and reverted_at > deleted_at)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status in FINISHED

    @property
    def lane(self) -> str:
        """The lane of its jobs: feeds of one partner run in the order received."""
        return lane_of(self.partner_id)


@dataclass(frozen=True)
class FeedFilter:
    """Which feeds to list; None asks for any. They came from `since` on, and before `until`."""

    partner: str | None = None
    status: str | None = None
    partner_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    mode: Mode | None = None


def lane_of(partner_id: int) -> str:
    """Return the lane in which all jobs of the partner's feeds run."""
    return f"partner:{partner_id}"


def get_feed(database: Database, feed_id: str, partner_id: int | None = None) -> Feed:
    """
    Return the feed.

    Raises:
        FeedNotFound: there is none of that id, or it is another partner's than `partner_id`.
    """
    row = database.row(SQL["select_feed"], {"feed_id": feed_id, "partner_id": partner_id})
    if row is None:
        raise FeedNotFound(f"there is no feed {feed_id!r}")
    return _feed(row)


def list_feeds(
    database: Database, wanted: FeedFilter, limit: int = 100, cursor: str | None = None
) -> Page[Feed]:
    """Return a page of feeds, the newest first."""
    after = decode_cursor(cursor, int)
    parameters = {
        "partner": wanted.partner,
        "status": wanted.status,
        "partner_id": wanted.partner_id,
        "since": wanted.since,
        "until": wanted.until,
        "mode": wanted.mode,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_feeds"], parameters)
    return cut_page([_feed(row) for row in rows], limit, lambda feed: [feed.feed_no])


def count_feeds(database: Database, since: datetime | None = None) -> dict[str, int]:
    """Return how many feeds came since then, by the status that they have now."""
    rows = database.rows(SQL["count_feeds"], {"since": since})
    return {row["status"]: row["count"] for row in rows}


def set_status(
    cursor: DuckDBPyConnection, feed_id: str, status: str, allowed: tuple[str, ...]
) -> None:
    """
    Move the feed to a state, in the caller's transaction.

    Raises:
        FeedWrongState: it is in none of the states from which that is allowed.
    """
    parameters = {"feed_id": feed_id, "status": status, "allowed": list(allowed)}
    if not cursor.execute(SQL["set_feed_status"], parameters).fetchall():
        raise FeedWrongState(f"feed {feed_id} is not in a state that allows {status}")


def set_failed(
    cursor: DuckDBPyConnection,
    feed_id: str,
    status: str,
    problem: dict[str, Any],
    allowed: tuple[str, ...],
) -> None:
    """
    End the feed with its reason and without counters, in the caller's transaction.

    A feed that is in none of the allowed states is left as it is.
    """
    error = json.dumps(problem)
    parameters = {"feed_id": feed_id, "status": status, "error": error, "allowed": list(allowed)}
    cursor.execute(SQL["fail_feed"], parameters)


def write_ledger(cursor: DuckDBPyConnection, feed_id: str, ledger: Row, expected: str) -> None:
    """
    Write status, counters, dialect and guards of the feed, in the caller's transaction.

    What its guards saw stays as it was written where the ledger has no `guard_numbers`.
    The table's CHECK refuses a ledger that does not balance.

    Raises:
        FeedWrongState: it is not in the expected state any more: somebody has cancelled it.
    """
    parameters = {"feed_id": feed_id, "expected": expected, "guard_numbers": None, **ledger}
    if not cursor.execute(SQL["write_ledger"], parameters).fetchall():
        raise FeedWrongState(f"feed {feed_id} is not {expected} any more")


def refuse_superseded(cursor: DuckDBPyConnection, feed_id: str) -> None:
    """
    See that no later full feed of the partner was loaded after this full feed came.

    Raises:
        FeedSuperseded: one was; this one would bring back what is no more.
    """
    later = cursor.execute(SQL["find_later_full_feed"], {"feed_id": feed_id}).fetchall()
    if later:
        raise FeedSuperseded(f"the later full feed {later[0][0]} is loaded already")


def count_merges(cursor: DuckDBPyConnection, partner_id: int) -> int:
    """Return how many merges and reverts have changed the partner's products so far."""
    return int(cursor.execute(SQL["count_merges"], {"partner_id": partner_id}).fetchall()[0][0])


def read_feed(cursor: DuckDBPyConnection, feed_id: str) -> Feed:
    """Return the feed as the cursor's transaction sees it; it must be there."""
    parameters = {"feed_id": feed_id, "partner_id": None}
    return _feed(rows_of(cursor.execute(SQL["select_feed"], parameters))[0])


def _feed(row: Row) -> Feed:
    counters = {name: row.pop(name) for name in COUNTERS}
    return Feed(
        **{
            **row,
            "feed_id": str(row["feed_id"]),
            "counters": counters,
            "dialect": None if row["dialect"] is None else json.loads(row["dialect"]),
            "held_by": tuple(row["held_by"]),
            "error": None if row["error"] is None else json.loads(row["error"]),
            "replays_feed_id": row["replays_feed_id"] and str(row["replays_feed_id"]),
            "reverted": row["reverted"] and Reverted(**row["reverted"]),
        }
    )
