"""Revenue of a period: totals, chart, table and what explains a change, in one currency."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.revenue_choices import read_first_sale
from analytics.revenue_query import RevenueQuery
from catalog.clock import this_minute
from pages.links import show_link
from pages.periods import DAY
from pages.revenue_asking import Asked, ask
from pages.revenue_change_view import explaining, show_change
from pages.revenue_filters import ask_filters, read_filters, show_filters, wanted_by
from pages.revenue_lines_view import show_lines
from pages.revenue_notes import compared_note, reach_note
from pages.revenue_panels import Panels, ask_panels, reading, show_panels
from pages.revenue_rows_view import read_rows, show_rows
from pages.revenue_tiles import show_totals
from pages.revenue_trend import trend_of
from pages.sales_answers import AllRows, ask_totals
from pages.services import services


def show_page() -> None:
    """Show the revenue that the widgets and the address ask for."""
    st.title("Revenue")
    filters = read_filters()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = ask(filters.get("category"))
        currency_place = st.empty()
        ask_filters(filters)
    show_filters(filters)
    narrowed = wanted_by(filters)
    if asked is None or narrowed is None:
        return
    query = query_of(narrowed, asked)
    totals = {each.currency: each for each in ask_totals(query)}
    with currency_place:
        currency = st.selectbox("Currency", tuple(totals), key="currency", bind="query-params")
    if currency is None:
        show_nothing(is_filtered=bool(filters))
        return
    query = query.model_copy(update={"currency": currency})
    st.caption(compared_note(query, is_compared=asked.compare is not None))
    if asked.compare is not None:
        show_reach(query)
    show_way_to_causes(query)
    rows = rows_of(query, asked)
    with explaining(query, asked, rows) as told_by_product:
        most = read_rows(query, rows)
        trend = trend_of(most.rows, asked.group_by, asked.period)
        show_totals(totals[currency], trend, is_compared=asked.compare is not None)
        between = show_rows(query, asked, most)
        with between:
            panels = Panels(ask_panels(), query, filters, totals, asked.compare is not None)
        with reading(panels) as bars:
            show_lines(query, totals[currency])
            with between:
                show_panels(panels, bars)
        show_change(query, asked, told_by_product)


def query_of(narrowed: Mapping[str, Any], asked: Asked) -> RevenueQuery:
    """Return the query that the widgets and the filters make, up to now, of every currency."""
    return RevenueQuery.model_validate(
        {
            **narrowed,
            "from_day": asked.period.first,
            "to_day": asked.period.end,
            "group_by": asked.group_by,
            "level": asked.level,
            "compare": asked.compare or "previous",
            "keeps_gone": asked.compare is not None,
            "now": this_minute(),
            "zone": services().settings.reporting_timezone,
        }
    )


def show_reach(query: RevenueQuery) -> None:
    """Say from when on sales are known where the comparison goes further back."""
    first_sale = read_first_sale(services().database, query.partner_id)
    if note := reach_note(query, first_sale):
        st.warning(note)


def show_way_to_causes(query: RevenueQuery) -> None:
    """Show the way to what explains the day, where the period is a single one."""
    if query.from_day is None or query.to_day != query.from_day + DAY:
        return
    partner = {"partner": code} if (code := st.query_params.get("partner")) else {}
    day, currency = query.from_day.isoformat(), query.currency or ""
    show_link("feed_sales.py", "What explains this day", day=day, currency=currency, **partner)


def rows_of(query: RevenueQuery, asked: Asked) -> AllRows | None:
    """Return all rows where what explains the change needs them, too: they are read once."""
    is_needed_twice = asked.group_by == "product" and asked.compare is not None
    return AllRows(query) if is_needed_twice else None


def show_nothing(*, is_filtered: bool) -> None:
    """Say that there is no revenue, and what to do."""
    if is_filtered:
        st.info(
            "Nothing of this was ordered in this period. Drop a filter, or choose a longer one."
        )
        return
    st.info("Nothing was ordered in this period. Choose a longer one, or place an order.")
    show_link("order.py", "Place an order")


show_page()
