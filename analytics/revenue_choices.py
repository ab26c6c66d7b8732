"""What there is to choose from where revenue is narrowed down, and how far back it goes."""

from datetime import datetime
from itertools import accumulate

from catalog.category_path import SEPARATOR, canonical_path, parts_of
from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


def list_choices(database: Database) -> dict[str, list[str]]:
    """Return what was ever sold: partners, brands, countries, and categories of each level."""
    found: dict[str, list[str]] = {"partner": [], "category": [], "brand": [], "country": []}
    for row in database.rows(SQL["select_revenue_choices"]):
        found[row["filter"]].append(row["choice"])
    levels = {path for category in found["category"] for path in _levels(category)}
    return found | {"category": sorted(levels)}


def read_first_sale(database: Database, partner_id: int | None) -> datetime | None:
    """Return when the first line was placed, of that partner alone if it is named."""
    found: datetime | None = database.rows(SQL["select_first_sale"], {"partner_id": partner_id})[0][
        "placed_at"
    ]
    return found


def _levels(category: str) -> list[str]:
    """Return the path and what is above it."""
    return list(accumulate(parts_of(canonical_path(category)), lambda *ends: SEPARATOR.join(ends)))
