"""What keys are used for: counted in memory at each request, written down every few seconds."""

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from catalog.database import Database
from catalog.errors import TryAgain
from catalog.statements import Statements

if TYPE_CHECKING:
    from accounts.accounts import Accounts

SQL = Statements(__file__)
COUNTED_DAYS = 7


@dataclass(frozen=True)
class KeyUse:
    """When and from where a key was sent last, and how often: see who returns it."""

    key_id: str
    last_used_at: datetime
    last_address: str | None
    requests: int


class KeyUses:
    """The requests by key that are not written down yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uses: dict[str, KeyUse] = {}

    def note(self, key_id: str, now: datetime, address: str | None) -> None:
        """Count a request of the key."""
        with self._lock:
            known = self._uses.get(key_id)
            self._uses[key_id] = KeyUse(key_id, now, address, known.requests + 1 if known else 1)

    def take(self) -> list[KeyUse]:
        """Return what was counted, and begin anew."""
        with self._lock:
            uses, self._uses = self._uses, {}
        return list(uses.values())

    def put_back(self, uses: Sequence[KeyUse]) -> None:
        """Count what was taken and could not be written."""
        with self._lock:
            for use in uses:
                later = self._uses.get(use.key_id)
                kept = replace(later, requests=later.requests + use.requests) if later else use
                self._uses[use.key_id] = kept


def write_uses(accounts: "Accounts") -> None:
    """
    Write down what was counted; a crash loses what was counted since the last time.

    Raises:
        TryAgain: it cannot be written now; it stays counted.
    """
    uses = accounts.uses.take()
    if not uses:
        return
    try:
        with accounts.writing, accounts.database.transaction() as cursor:
            for use in uses:
                told = asdict(use)
                if not cursor.execute(SQL["note_key_use"], told).fetchall():
                    cursor.execute(SQL["insert_key_use"], told)
    except TryAgain:
        accounts.uses.put_back(uses)
        raise


def read_uses(database: Database, key_ids: Sequence[str], now: datetime) -> dict[str, KeyUse]:
    """Return what is written down of the keys that were ever used; `requests` of seven days."""
    since = (now - timedelta(days=COUNTED_DAYS - 1)).date()
    rows = database.rows(SQL["select_key_uses"], {"key_ids": list(key_ids), "since": since})
    return {str(row["key_id"]): KeyUse(**{**row, "key_id": str(row["key_id"])}) for row in rows}
