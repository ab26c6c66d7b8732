"""Batches that their senders have given up: they end, with a reason, and are never loaded."""

import logging
from datetime import timedelta

from duckdb import DuckDBPyConnection

from catalog.errors import RejectedInput
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.feeds import set_failed

LOG = logging.getLogger("feedledger.parts")
SQL = Statements(__file__)


class BatchExpired(RejectedInput):
    """No part came for so long that the feed was ended; nothing of it was loaded."""

    code = "batch/expired"


def end_stale_batches(ingestion: Ingestion, expires_h: float) -> list[str]:
    """
    End feeds CANCELLED that wait for parts, and got none for so many hours; return their ids.

    The parts that are there stay in the store.
    """
    ended: list[str] = []
    since = ingestion.clock() - timedelta(hours=expires_h)
    error = BatchExpired(f"no further part came for {expires_h:g} hours")
    problem = {"code": error.code, "detail": str(error)}

    def end(cursor: DuckDBPyConnection) -> None:
        stale = cursor.execute(SQL["select_stale_batches"], {"since": since}).fetchall()
        ended[:] = [str(feed_id) for (feed_id,) in stale]
        for feed_id in ended:
            set_failed(cursor, feed_id, "CANCELLED", problem, ("RECEIVED",))

    ingestion.database.write(end)
    for feed_id in ended:
        LOG.warning("feed %s ended: %s", feed_id, error)
    return ended
