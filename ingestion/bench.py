"""Validated feeds on their way to the merge, each with its typed records on a cursor of its own."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from catalog.database import Row
from ingestion.staging import Staged


@dataclass(frozen=True)
class Prepared:
    """What a feed would do, and after how many merges of the partner it did."""

    cursor: DuckDBPyConnection
    staged: Staged
    ledger: Row
    merges: int


class Bench:
    """
    Lends what VALIDATE worked out to the ETL that follows it, so that nothing is read twice.

    It is a shortcut only: what is not here any more (after a restart, or because other feeds
    came in between) is read again from the raw file.
    """

    def __init__(self, places: int = 2) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()

    def put(
        self, feed_id: str, prepared: Prepared, gives_way: Callable[[str], object] = str
    ) -> None:
        """
        Keep a prepared feed; the one kept longest gives way.

        `gives_way` is told of that one before anybody can ask for it in vain.
        """
        with self._lock:
            self._prepared[feed_id] = prepared
            while len(self._prepared) > self._places:
                gone, given_way = self._prepared.popitem(last=False)
                given_way.cursor.close()
                gives_way(gone)

    def take(self, feed_id: str) -> Prepared | None:
        """Return a prepared feed, whose cursor is the caller's to close."""
        with self._lock:
            return self._prepared.pop(feed_id, None)

    def clear(self) -> None:
        """Close all that is kept."""
        with self._lock:
            while self._prepared:
                self._prepared.popitem()[1].cursor.close()
