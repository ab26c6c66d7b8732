"""Four ways to the same answers: our pages' function, PostgreSQL, its view, and Polars."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import psycopg

from analytics.contributions import ChangeQuery, explain_change
from analytics.performance import PerformanceQuery, ProductList, read_performance
from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from analytics.unsold import list_unsold
from benchmarks.dashboard_questions import Question, Row
from benchmarks.postgres import Postgres
from benchmarks.statements import read_statement
from benchmarks.trade import ZONE, Trade
from catalog.partners import get_partner
from orders.stock import available_units

Ask = Callable[[Question], list[Row]]
COPY_BYTES = 1 << 20
ISO_DAY, ISO_MONTH = "to_char({}, 'YYYY-MM-DD')", "to_char(shown, 'YYYY-MM')"
TIMES = {
    "day": ISO_DAY.format("shown"),
    "week": ISO_DAY.format("date_trunc('week', shown)"),
    "month": ISO_MONTH,
    "currency": "currency",
}
OF_LINES = {**TIMES, "product": "partner || '/' || sku"}
NAMES = ("partner", "category", "brand", "country", "product")


def ask_feedledger(trade: Trade) -> Ask:
    """Answer as the page of revenue does."""

    def ask(question: Question) -> list[Row]:
        first, _ = question.period(trade.end)
        partner = question.partner and get_partner(trade.database, question.partner)
        query = RevenueQuery.model_validate(
            {
                "from_day": first if question.days else None,
                "to_day": trade.end if question.days else None,
                "group_by": question.group_by,
                "partner_id": partner.partner_id if partner else None,
                "zone": ZONE,
            }
        )
        return [
            (r.key, r.currency, r.orders, r.units, r.gross, r.refunds, r.net, r.previous_net)
            for r in read_revenue(trade.database, query)
        ]

    return ask


def other_lists(trade: Trade) -> dict[str, Callable[[], object]]:
    """Return what the other pages of sales read, each by its name."""
    database, zone = trade.database, ZoneInfo(ZONE)
    left = partial(available_units, database)

    def products(days: int, wanted: ProductList) -> object:
        first = trade.end - timedelta(days=days)
        query = PerformanceQuery(from_day=first, to_day=trade.end, zone=ZONE)
        return read_performance(database, query, wanted, left, limit=50)

    def changes(days: int) -> object:
        first = trade.end - timedelta(days=days)
        query = ChangeQuery(
            from_day=first, to_day=trade.end, zone=ZONE, currency="EUR", group_by="product"
        )
        return explain_change(database, query, 20)

    def unsold(days: int) -> object:
        first = trade.end - timedelta(days=days)
        return list_unsold(database, first, trade.end, zone=zone, limit=50)

    return {
        "best 50 products, 30 days": lambda: products(30, "best"),
        "best 50 products, a year": lambda: products(365, "best"),
        "falling 50 products, a year": lambda: products(365, "falling"),
        "what explains the change, 30 days": lambda: changes(30),
        "what explains the change, a year": lambda: changes(365),
        "50 products not sold, a year": lambda: unsold(365),
    }


def fill_postgres(server: Postgres, path: Path) -> None:
    """Copy the lines in, index and analyze them."""
    with server.connect() as connection:
        connection.execute(read_statement("postgres_revenue_table"))
        with (
            path.open("rb") as file,
            connection.cursor().copy("copy sale_line from stdin (format csv, header)") as copy,
        ):
            while piece := file.read(COPY_BYTES):
                copy.write(piece)
        for statement in read_statement("postgres_revenue_indexes").split(";"):
            connection.execute(statement)
        connection.execute("vacuum analyze sale_line")


def fill_view(server: Postgres) -> float:
    """Make the materialised view and analyze it; return the seconds that a refresh takes."""
    with server.connect() as connection:
        for statement in read_statement("postgres_revenue_view").split(";"):
            connection.execute(statement)
        began_s = time.monotonic()
        connection.execute("refresh materialized view revenue_daily")
        took_s = time.monotonic() - began_s
        connection.execute("vacuum analyze revenue_daily")
    return took_s


def ask_postgres(connection: "psycopg.Connection[tuple[object, ...]]", end: date) -> Ask:
    """Answer from the lines."""
    text = read_statement("postgres_revenue")

    def ask(question: Question) -> list[Row]:
        key = OF_LINES.get(question.group_by, question.group_by)
        return _rows(connection, text.format(key=key), question, end)

    return ask


def ask_view(connection: "psycopg.Connection[tuple[object, ...]]", end: date) -> Ask:
    """Answer from the materialised view."""
    text = read_statement("postgres_revenue_from_view")

    def ask(question: Question) -> list[Row]:
        key = TIMES.get(question.group_by, "name")
        return _rows(connection, text.format(key=key), question, end)

    return ask


def ask_polars(path: Path, end: date) -> Ask:
    """Answer from the Parquet file, lazily, so that only what is needed is read."""
    keys = {
        "day": pl.col("shown").dt.to_string("%Y-%m-%d"),
        "week": pl.col("shown").dt.truncate("1w").dt.to_string("%Y-%m-%d"),
        "month": pl.col("shown").dt.to_string("%Y-%m"),
        "product": pl.col("partner") + "/" + pl.col("sku"),
    }

    def ask(question: Question) -> list[Row]:
        first, before = question.period(end)
        day, now = pl.col("day"), pl.col("day") >= first
        key = keys.get(question.group_by, pl.col(question.group_by))
        wanted = day >= before
        if question.days:
            wanted &= day < end
        if question.partner:
            wanted &= pl.col("partner") == question.partner
        shift = pl.duration(days=question.days or 0)
        is_now, net = pl.col("is_now"), pl.col("gross") - pl.col("refunds")
        table = (
            pl.scan_parquet(path)
            .filter(wanted)
            .with_columns(pl.when(now).then(day).otherwise(day + shift).alias("shown"), is_now=now)
            .group_by(key.alias("key"), pl.col("currency").alias("of"))
            .agg(
                pl.col("order_no").filter(is_now & pl.col("is_placed")).n_unique(),
                pl.col("units").filter(is_now).sum(),
                pl.col("gross").filter(is_now).sum(),
                pl.col("refunds").filter(is_now).sum(),
                net.filter(is_now).sum().alias("net"),
                net.filter(~is_now).sum().alias("previous_net"),
                is_now.any().alias("happened"),
            )
            .filter(pl.col("happened"))
            .collect()
        )
        return [(*row[:7], row[7] if question.days else None) for row in table.rows()]

    return ask


def _rows(
    connection: "psycopg.Connection[tuple[object, ...]]", text: str, question: Question, end: date
) -> list[Row]:
    first, before = question.period(end)
    named = {
        "first": first,
        "before": before,
        "end": end if question.days else date(9999, 1, 1),
        "shift": question.days or 0,
        "partner": question.partner,
        "dimension": _dimension(question),
    }
    return connection.execute(text.encode(), named).fetchall()  # type: ignore[return-value]


def _dimension(question: Question) -> str:
    if question.partner:
        return "partner"
    return question.group_by if question.group_by in NAMES else "day"


def settled(rows: list[Row]) -> list[Row]:
    """Return an answer in one order and form, whichever system it is of."""
    return sorted(
        (*row[:2], int(row[2]), int(row[3]), *map(_plain, row[4:]))  # type: ignore[misc]
        for row in rows
    )


def _plain(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else Decimal(amount).normalize() + 0
