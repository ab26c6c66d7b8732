"""Order numbers without a gap, and ids that grow with time."""

import secrets
import time
from uuid import UUID

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


def new_id() -> UUID:
    """Return a UUID of version 7 (RFC 9562): milliseconds since 1970, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64
    return UUID(int=value | 0b10 << 62 | random & ((1 << 62) - 1))


class OrderNumbers:
    """
    The numbers FL-000001, FL-000002, … of orders, each given once.

    Called under the desk's lock: what is peeked at is given only once it is committed, so that
    an order that was not written leaves no gap.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._given: int | None = None

    def peek(self, orders: int) -> list[str]:
        """Return the next so many numbers."""
        if self._given is None:
            self._given = self._read_given()
        first = self._given + 1
        return [f"FL-{number:06d}" for number in range(first, first + orders)]

    def give(self, orders: int) -> None:
        """Take in that the next so many numbers are committed."""
        self._given = (self._given or 0) + orders

    def forget(self) -> None:
        """Have the next number looked up anew."""
        self._given = None

    def _read_given(self) -> int:
        row = self._database.row(SQL["select_last_number"])
        return int(row["given"]) if row else 0
