"""Revenue of a period: totals, chart and table, one currency at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import streamlit as st

from analytics.revenue import GroupBy, RevenueQuery, RevenueRow, read_revenue, read_totals
from pages.links import show_link
from pages.periods import DAY, PERIODS, Period, period_of
from pages.revenue_chart import MOST_BARS, TIMES, draw_revenue
from pages.revenue_table import show_table
from pages.revenue_tiles import show_totals
from pages.services import services

# one currency is shown at a time
GROUPS = {name: name.capitalize() for name in get_args(GroupBy) if name != "currency"}


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


def chart_note(rows: Sequence[RevenueRow], group_by: str, zone: str) -> str:
    """Return what the chart shows and what it leaves out."""
    notes = [f"Days are those of {zone}."]
    if any(row.previous_net for row in rows):
        notes.append("The short line marks the period of as many days just before.")
    if group_by not in TIMES and len(rows) > MOST_BARS:
        notes.append(f"The best {MOST_BARS} of {len(rows):,}; the table has all.")
    return " ".join(notes)


show_page()
