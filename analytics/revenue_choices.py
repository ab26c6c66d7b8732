"""What there is to choose from where revenue is narrowed down, and how far back it goes."""

from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.cover import read_cover
from catalog.category_path import SEPARATOR, canonical_path, parts_of
from catalog.clock import start_of_day
from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


def list_choices(database: Database, zone: ZoneInfo) -> dict[str, list[str]]:
    """Return what was ever sold: partners, brands, countries, and categories of each level."""
    found: dict[str, list[str]] = {"partner": [], "category": [], "brand": [], "country": []}
    with database.transaction() as cursor:
        asked = {"open_from": _open_from(cursor, zone)}
        rows = cursor.execute(SQL["select_revenue_choices"], asked).fetchall()
    for filtered, choice in rows:
        found[filtered].append(choice)
    levels = {path for category in found["category"] for path in _levels(category)}
    return found | {"category": sorted(levels)}


def read_first_sale(database: Database, partner_id: int | None) -> datetime | None:
    """Return when the first line was placed, of that partner alone if it is named."""
    found: datetime | None = database.rows(SQL["select_first_sale"], {"partner_id": partner_id})[0][
        "placed_at"
    ]
    return found


def _open_from(cursor: DuckDBPyConnection, zone: ZoneInfo) -> datetime | None:
    """Return the moment before which all was worked out, None where not all was."""
    cover = read_cover(cursor, zone)
    days = cover and cover.days_within(None, None)
    ((first_at,),) = cursor.execute(SQL["select_first_line"]).fetchall()
    if not days or first_at is None or first_at < start_of_day(days.first, zone):
        return None
    return start_of_day(days.end, zone)


def _levels(category: str) -> list[str]:
    """Return the path and what is above it."""
    return list(accumulate(parts_of(canonical_path(category)), lambda *ends: SEPARATOR.join(ends)))
