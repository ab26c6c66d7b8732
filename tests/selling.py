"""Random sales and refunds for tests of revenue, written straight into the books."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import strategies as st

from catalog.database import Database
from catalog.partners import NewPartner, create_partner

Measures = dict[str, Any]

PARTNERS = {1: "lumen", 2: "weaver"}
# zone and a day on which its clocks change, or that it left out
ODD_DAYS = [
    ("UTC", date(2026, 1, 1)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("Atlantic/Azores", date(2026, 10, 25)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/St_Johns", date(2009, 11, 1)),  # back from one after midnight into October
    ("Africa/Monrovia", date(1972, 1, 7)),  # from 44 minutes and 30 seconds behind
]
INSERT_SALES = """
insert into order_item by name
select
    order_id, line, 1 as product_id, partner_id, sku, sku as product_name, category, brand, country,
    1 as unit_price, units as quantity, amount as line_total, currency, uuid() as feed_id,
    happened_at as ordered_at, true as is_imported
from (select unnest($entries::struct(
    happened_at timestamptz, is_refund boolean, order_id uuid, line integer, partner_id bigint,
    sku varchar, category varchar, brand varchar, country varchar, currency varchar,
    units bigint,
    amount decimal(18, 4)
)[], max_depth := 2))
where not is_refund
"""
INSERT_REFUNDS = """
insert into order_refund by name
select
    order_id, line, 1 as product_id, partner_id, sku, category, brand, country, units as quantity,
    amount, currency, happened_at as refunded_at
from (select unnest($entries::struct(
    happened_at timestamptz, is_refund boolean, order_id uuid, line integer, partner_id bigint,
    sku varchar, category varchar, brand varchar, country varchar, currency varchar,
    units bigint,
    amount decimal(18, 4)
)[], max_depth := 2))
where is_refund
"""


@dataclass(frozen=True)
class Entry:
    """A line sold, or given back."""

    happened_at: datetime
    is_refund: bool
    order_id: str
    line: int
    partner_id: int
    sku: str
    category: str | None
    brand: str | None
    country: str | None
    currency: str
    units: int
    amount: Decimal


moments = st.builds(timedelta, hours=st.integers(-90, 90), minutes=st.sampled_from([0, 0, 30, 59]))
entries = st.builds(
    Entry,
    happened_at=moments.map(lambda offset: datetime(2000, 1, 1, tzinfo=UTC) + offset),
    is_refund=st.sampled_from([False, False, True]),
    order_id=st.integers(1, 6).map(lambda number: str(UUID(int=number))),
    line=st.integers(1, 3),
    partner_id=st.sampled_from(list(PARTNERS)),
    sku=st.sampled_from(["LAMP", "RUG"]),
    category=st.sampled_from([None, "Home", "Home > Light"]),
    country=st.sampled_from([None, "France", "Spain"]),
    brand=st.sampled_from([None, "Lux"]),
    currency=st.sampled_from(["USD", "JPY"]),
    units=st.integers(1, 10**6),
    amount=st.decimals("0.0001", "99999999999", places=4),
)


@pytest.fixture
def sold(database: Database) -> Database:
    """Lend a database that knows the partners of the entries."""
    for code in PARTNERS.values():
        create_partner(database, NewPartner(code=code, name=code))
    return database


def write(database: Database, entries: list[Entry]) -> None:
    """Have the books hold these entries alone."""
    with database.transaction() as cursor:
        cursor.execute("delete from order_item")
        cursor.execute("delete from order_refund")
        append_on(cursor, entries)


def append(database: Database, entries: list[Entry]) -> None:
    """Have the books hold these entries, too, as an import adds them, to known orders or new."""
    with database.transaction() as cursor:
        append_on(cursor, entries)


def append_on(cursor: DuckDBPyConnection, entries: list[Entry]) -> None:
    """Do it in the caller's transaction."""
    for statement in (INSERT_SALES, INSERT_REFUNDS):
        cursor.execute(statement, {"entries": [asdict(entry) for entry in entries]})


def key_of(entry: Entry, day: date, group_by: str) -> str:
    """Return the key of an entry that counts on that day."""
    code = PARTNERS[entry.partner_id]
    keys = {
        "day": day.isoformat(),
        "week": (day - timedelta(days=day.weekday())).isoformat(),
        "month": day.isoformat()[:7],
        "partner": code,
        "category": entry.category or "",
        "brand": entry.brand or "",
        "country": entry.country or "",
        "product": f"{code}/{entry.sku}",
        "currency": entry.currency,
    }
    return keys[group_by]


def measured(found: list[Entry]) -> Measures:
    """Return the measures of the entries of one key."""
    sales = [entry for entry in found if not entry.is_refund]
    gross = sum((entry.amount for entry in sales), Decimal(0))
    refunds = sum((entry.amount for entry in found if entry.is_refund), Decimal(0))
    return {
        "orders": len({entry.order_id for entry in sales}),
        "units": sum(entry.units for entry in sales),
        "gross": gross,
        "refunds": refunds,
        "net": gross - refunds,
    }


def measured_before(found: list[Entry] | None) -> Measures:
    """Return the same of what they are compared with; None of no comparison."""
    names = ("net", "orders", "units", "gross")
    before = dict.fromkeys(names) if found is None else measured(found)
    return {f"previous_{name}": before[name] for name in names}


def near(entry: Entry, day: date) -> Entry:
    """Return the entry, drawn around the first day of 2000, as far from this day."""
    moved = entry.happened_at + (day - date(2000, 1, 1))
    return Entry(**{**asdict(entry), "happened_at": moved})
