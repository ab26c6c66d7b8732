"""Turns: what a feed, or the revert of one, changed of a product that matters to its sales."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from catalog.currencies import money
from catalog.database import Row

KINDS = ("active", "availability", "quantity", "price", "inserted", "removed")


@dataclass(frozen=True)
class Turn:
    """
    What was changed from `before` to `after`, as text; both are empty where nothing was before.

    `kind` is active, availability, quantity or price; `inserted` where the product was so from
    its insert on, `removed` where a revert took it out of the catalog. `ended_at` is when the
    same was changed next, None if not by the end of what was looked at. With `by_revert`, the
    revert of the feed did it, not the feed.
    """

    kind: str
    changed_at: datetime
    feed_id: str
    by_revert: bool
    before: str
    after: str
    ended_at: datetime | None = None

    @classmethod
    def of(cls, row: Row) -> Self | None:
        """Return the turn that stands in the row, None where there is none."""
        if row["feed_id"] is None:
            return None
        return cls(
            kind=row["kind"],
            changed_at=row["changed_at"],
            feed_id=str(row["feed_id"]),
            by_revert=row["by_revert"],
            before=_side(row, "before"),
            after=_side(row, "after"),
            ended_at=row.get("ended_at"),
        )


def _side(row: Row, side: str) -> str:
    if row["kind"] != "price":
        return row[side] or ""
    price, currency = row[f"price_{side}"], row[f"currency_{side}"] or ""
    return "" if price is None else f"{money(price, currency)} {currency}".rstrip()
