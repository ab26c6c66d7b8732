"""Products in sales: the best, falling and rising ones, the unsold, the wanted, the repriced."""

from typing import Literal

import streamlit as st

from analytics.performance import (
    PerformanceQuery,
    PerformanceTotals,
    read_performance_totals,
)
from catalog.clock import this_minute
from pages.amounts import money_cell
from pages.choices import ask_choice
from pages.partner_asking import ask_partner
from pages.performance_view import show_performance
from pages.periods import Period
from pages.price_changes_view import show_price_changes
from pages.revenue_asking import ask_period
from pages.sales_answers import ask_sold, ask_sold_currencies, note_age
from pages.services import services
from pages.unsold_view import show_unsold
from pages.wanted_view import show_wanted

Shown = Literal["best", "falling", "rising", "unsold", "wanted", "prices"]
LISTS: dict[Shown, str] = {
    "best": "Best sellers",
    "falling": "Falling",
    "rising": "Rising",
    "unsold": "Not sold",
    "wanted": "Wanted, not to be had",
    "prices": "Price changes",
}


def show_page() -> None:
    """Show the list of products that the widgets ask for."""
    st.title("Products in sales")
    with st.container(horizontal=True):
        shown = ask_choice("Show", tuple(LISTS), LISTS.__getitem__, "list")
        period = ask_period()
        partner_id = ask_partner()
        if period is None:
            return
        query = query_of(period, partner_id)
        currencies = ask_sold_currencies(query)
        currency = st.selectbox("Currency", currencies, key="currency", bind="query-params")
    query = query.model_copy(update={"currency": currency})
    kept = ask_sold(query) if currency else None
    sold = kept and kept.answer
    if kept is not None:
        if note := note_age(kept):
            st.caption(note)
        for totals in read_performance_totals(services().database, query, kept.answer):
            show_totals(totals, is_compared=query.is_compared)
    match shown:
        case "unsold":
            show_unsold(period, partner_id)
        case "wanted":
            show_wanted(period, partner_id, currency)
        case "prices":
            show_price_changes(period, partner_id)
        case "best" | "falling" | "rising":
            show_performance(query, shown, sold)
    st.caption(f"Days are those of {services().settings.reporting_timezone}.")


def query_of(period: Period, partner_id: int | None) -> PerformanceQuery:
    """Return the question to ask of the period."""
    return PerformanceQuery(
        from_day=period.first,
        to_day=period.end,
        partner_id=partner_id,
        now=this_minute(),
        zone=services().settings.reporting_timezone,
    )


def show_totals(totals: PerformanceTotals, *, is_compared: bool) -> None:
    """Show how many products sold, and how many sell less than before."""
    tiles = {"Products sold": f"{totals.products_sold:,}"}
    if is_compared:
        tiles |= {
            "Falling": f"{totals.products_falling:,}",
            "Sell nothing any more": f"{totals.products_stopped:,}",
            f"Lost by the falling ({totals.currency})": money_cell(totals.lost, totals.currency),
            f"Gained by the rising ({totals.currency})": money_cell(totals.gained, totals.currency),
        }
    places = (*st.columns(3), *st.columns(2))
    for place, (label, value) in zip(places, tiles.items(), strict=False):
        place.metric(label, value, border=True, height="stretch")


show_page()
