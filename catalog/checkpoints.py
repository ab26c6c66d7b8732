"""Folding the log of writes into the file beside the writers, instead of within one's commit."""

import logging

import duckdb

from catalog.database import Database

LOG = logging.getLogger("feedledger.database")
# as much as DuckDB lets the log grow before a commit folds it in
LOG_BYTES = 16_000_000
# how large it gets before a commit does it all the same
WITHIN_COMMIT = "set global checkpoint_threshold = '256MB'"
NEVER = "set global checkpoint_threshold = '1TB'"


class Checkpoints:
    """
    Checkpoints of a thread that nobody waits for.

    DuckDB's own are part of the commit that makes the log too large: this writer waits for all of
    it, and all others for him. Beside them, others commit meanwhile (docs/adr/0021).
    """

    def __init__(self, database: Database, log_bytes: int = LOG_BYTES) -> None:
        self._database = database
        self._log_bytes = log_bytes
        self._is_held = False

    def hold(self, *, held: bool) -> None:
        """
        Have the log grow for now, or fold it in again.

        A checkpoint without room would cost the file its process: DuckDB gives it up.
        """
        self._is_held = held
        with self._database.cursor() as cursor:
            cursor.execute(NEVER if held else WITHIN_COMMIT)

    def step(self) -> bool:
        """
        Fold the log in if it is large, and return whether that was done.

        It is not while an open transaction needs the rows as they were: a later step does it.

        Raises:
            DiskFull: there was no room to begin it; nothing was done.
            DatabaseLost: there was no room to end it; the file has to be opened anew.
        """
        if self._is_held or self._database.log_bytes() < self._log_bytes:
            return False
        try:
            self._database.checkpoint()
        except duckdb.TransactionException as error:
            LOG.debug("the log of writes waits: %s", error)
            return False
        return True
