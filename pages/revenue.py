"""Revenue of a period: totals, chart and table, one currency at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import get_args

import streamlit as st

from analytics.revenue import GroupBy, RevenueQuery, RevenueRow, Totals, read_revenue, read_totals
from catalog.currencies import MINOR_UNITS
from pages.amounts import shown_money
from pages.csv_download import write_csv
from pages.links import show_link
from pages.periods import DAY, PERIODS, Period, period_of
from pages.revenue_chart import MOST_BARS, NO_NAME, TIMES, draw_revenue
from pages.services import services

GROUPS: dict[str, str] = {name: name.capitalize() for name in get_args(GroupBy)}
AMOUNTS = ("Gross", "Refunds", "Net", "Net before")
CSV_HEADERS = ("currency", "orders", "units", "gross", "refunds", "net", "previous_net")


def show_page() -> None:
    """Show the revenue that the widgets ask for."""
    st.title("Revenue")
    zone = services().settings.reporting_timezone
    with st.container(horizontal=True):
        period = ask_period()
        group_by = st.selectbox(
            "By", tuple(GROUPS), format_func=GROUPS.__getitem__, key="by", bind="query-params"
        )
        if period is None:
            return
        query = RevenueQuery(from_day=period.first, to_day=period.end, group_by=group_by, zone=zone)
        totals = {each.currency: each for each in read_totals(services().database, query)}
        currency = st.selectbox("Currency", tuple(totals), key="currency", bind="query-params")
    if currency is None:
        st.info("Nothing was ordered in this period. Choose a longer one, or place an order.")
        show_link("order.py", "Place an order")
        return
    show_totals(totals[currency])
    query = query.model_copy(update={"currency": currency})
    rows = read_revenue(services().database, query)
    st.altair_chart(draw_revenue(rows, group_by, period, currency), alt=f"Net by {group_by}")
    st.caption(chart_note(rows, group_by, zone))
    show_table(rows, group_by, currency)


def ask_period() -> Period | None:
    """Ask for the period; None while its first day is after its last."""
    today = datetime.now(services().settings.zone).date()
    name = st.selectbox(
        "Period",
        tuple(PERIODS),
        index=1,
        format_func=PERIODS.__getitem__,
        key="period",
        bind="query-params",
    )
    period = period_of(name, today)
    if name != "custom":
        return period
    first = st.date_input("From", period.first, key="from", bind="query-params") or today
    last = st.date_input("To", today, key="to", bind="query-params") or today
    if first > last:
        st.error("The first day is after the last one: swap them.")
        return None
    return Period(first, last + DAY)


def show_totals(totals: Totals) -> None:
    """Show the totals of the period, the net against the period before."""
    money = partial(shown_money, currency=totals.currency)
    tiles = (
        ("Net revenue", money(totals.net), change(totals)),
        ("Orders", f"{totals.orders:,}", None),
        ("Average order", money(totals.average_order), None),
        ("Gross", money(totals.gross), None),
        ("Refunds", money(totals.refunds), None),
        ("Units", f"{totals.units:,}", None),
    )
    for row in (tiles[:3], tiles[3:]):
        for column, (label, value, delta) in zip(st.columns(3), row, strict=True):
            column.metric(label, value, delta, border=True, height="stretch")


def change(totals: Totals) -> str | None:
    """Return the change of the net against the period before, None where there is nothing."""
    if not totals.previous_net:
        return None
    percent = (totals.net - totals.previous_net) / abs(totals.previous_net) * 100
    return f"{percent:+,.1f} % against {shown_money(totals.previous_net, totals.currency)} before"


def chart_note(rows: Sequence[RevenueRow], group_by: str, zone: str) -> str:
    """Return what the chart shows and what it leaves out."""
    notes = [f"Days are those of {zone}."]
    if any(row.previous_net for row in rows):
        notes.append("The short line marks the period of as many days just before.")
    if group_by not in TIMES and len(rows) > MOST_BARS:
        notes.append(f"The best {MOST_BARS} of {len(rows):,}; the table has all.")
    return " ".join(notes)


def show_table(rows: Sequence[RevenueRow], group_by: str, currency: str) -> None:
    """Show the rows as a table, and offer them as CSV."""
    named = [replace(row, key=row.key or NO_NAME) for row in rows]
    places = MINOR_UNITS.get(currency, 2)
    shape = {0: "localized", 2: "accounting"}.get(places, f"%.{places}f")
    st.dataframe(
        [
            {
                GROUPS[group_by]: row.key,
                "Orders": row.orders,
                "Units": row.units,
                "Gross": row.gross,
                "Refunds": row.refunds,
                "Net": row.net,
                "Net before": row.previous_net,
            }
            for row in named
        ],
        hide_index=True,
        placeholder="",
        alt=f"Revenue by {group_by}",
        column_config={
            name: st.column_config.NumberColumn(f"{name} ({currency})", format=shape)
            for name in AMOUNTS
        }
        | {name: st.column_config.NumberColumn(format="localized") for name in ("Orders", "Units")},
    )
    cells = [(row.key, *(getattr(row, name) for name in CSV_HEADERS)) for row in named]
    st.download_button(
        "Download as CSV",
        data=partial(write_csv, (group_by, *CSV_HEADERS), cells),
        file_name=f"revenue_by_{group_by}_{currency}.csv",
        mime="text/csv",
    )


show_page()
