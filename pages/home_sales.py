"""Today's revenue and orders, each currency by itself, beside the same day of last week."""

from datetime import datetime
from decimal import Decimal

import streamlit as st

from analytics.revenue import Totals
from analytics.revenue_query import RevenueQuery
from catalog.clock import this_minute
from pages.amounts import money_cell, shown_move
from pages.links import show_link
from pages.periods import PERIODS, period_of
from pages.revenue_asking import COMPARISONS
from pages.sales_answers import ask_totals
from pages.services import services

AS_LAST_WEEK = {"period": PERIODS["today"], "compare": COMPARISONS["week"]}


def show_sales() -> None:
    """Show what today has brought so far, as far as the same day last week had come by now."""
    zone, now = services().settings.zone, this_minute()
    here = now.astimezone(zone)
    today = period_of("today", here.date())
    query = RevenueQuery(
        from_day=today.first,
        to_day=today.end,
        compare="week",
        keeps_gone=True,
        now=now,
        zone=zone.key,
    )
    totals = ask_totals(query)
    st.subheader("Today")
    st.caption(_explained(here))
    if not totals:
        st.info("Nothing was ordered today, nor by this time a week ago.")
        show_link("order.py", "Place an order")
        return
    for each in totals:
        _show_currency(each)


def _explained(here: datetime) -> str:
    return (
        f"{here:%A %-d %B} up to {here:%H:%M}, beside last {here:%A} up to the same time."
        f" Days are those of {services().settings.zone.key}."
    )


def _show_currency(totals: Totals) -> None:
    currency = totals.currency
    before = totals.previous_net or Decimal(0)
    with st.container(border=True):
        net, placed, way = st.columns(3, vertical_alignment="center", gap="small")
    with net:
        _show_figure(
            f"Net revenue ({currency})",
            money_cell(totals.net, currency),
            shown_move(abs(before), abs(before) + totals.net - before),
            f"last week: {money_cell(before, currency)}",
        )
    with placed:
        orders, orders_before = totals.orders, totals.previous_orders or 0
        move = shown_move(Decimal(orders_before), Decimal(orders))
        _show_figure("Orders", f"{orders:,}", move, f"last week: {orders_before:,}")
    with way:
        show_link(
            "revenue.py", f"Revenue of today in {currency}", currency=currency, **AS_LAST_WEEK
        )


def _show_figure(label: str, now: str, move: str, before: str) -> None:
    st.metric(label, now, move or None, delta_description=before)
