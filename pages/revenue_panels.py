"""
Revenue by several things side by side; a click on a bar of one narrows all others down to it.

Each is a question of its own (benchmarks/RESULTS.md says what they cost), so that nothing is chosen
from the beginning, and they are read once the tiles and the chart are drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import streamlit as st

from analytics.product_names import names_of
from analytics.revenue import Most, Totals
from analytics.revenue_query import NO_NAME, RevenueQuery
from catalog.category_path import SEPARATOR, canonical_path, parts_of
from pages.charts import show_chart
from pages.choices import take_name
from pages.revenue_asking import regrouped
from pages.revenue_chart import CHOSEN
from pages.revenue_filters import set_filter
from pages.revenue_panel_bars import bars_of_currencies, bars_of_rows, with_chosen
from pages.revenue_panel_chart import Bar, draw_panel
from pages.sales_answers import ask_most
from pages.services import services

CURRENCY = "currency"
PANELS = {
    "category": "Category",
    "brand": "Brand",
    "partner": "Partner",
    "country": "Country",
    "product": "Product",
    CURRENCY: "Currency",
}
MOST_BARS, A_ROW, AT_ONCE = 8, 3, 2

Reading = Mapping[str, Future[Most]]


@dataclass(frozen=True)
class Panels:
    """What stands side by side, of which revenue; `totals` are those of every currency."""

    names: Sequence[str]
    query: RevenueQuery
    filters: Mapping[str, str]
    totals: Mapping[str, Totals]
    is_compared: bool

    def chosen(self, name: str) -> str | None:
        """Return the key that the page is narrowed down to; '' of what has no name."""
        if name == CURRENCY:
            return self.query.currency
        found = self.filters.get(name)
        if found is None or found == NO_NAME:
            return None if found is None else ""
        return canonical_path(found) if name == "category" else found

    def asked(self, name: str) -> RevenueQuery:
        """Return what the bars of one show: all that stands beside what was chosen of it."""
        query = regrouped(self.query, name).model_copy(update={"keeps_gone": False})
        if name != "category":
            own = "partner_id" if name == "partner" else name
            return query.model_copy(update={own: None})
        chosen = self.chosen(name)
        level = max(len(parts_of(chosen or "")), 1)
        return query.model_copy(update={"category": _above(chosen), "level": level})


def ask_panels() -> list[str]:
    """Ask what is to stand side by side; the answer is in the address, too."""
    take_name("beside", tuple(PANELS), PANELS.__getitem__)
    return st.pills(
        "Side by side",
        tuple(PANELS),
        selection_mode="multi",
        format_func=PANELS.__getitem__,
        key="beside",
        bind="query-params",
    )


@contextmanager
def reading(panels: Panels) -> Iterator[Reading]:
    """Lend what waits for the bars, which are read beside what the block does."""
    beside = ThreadPoolExecutor(AT_ONCE)
    try:
        yield {
            name: beside.submit(ask_most, panels.asked(name), MOST_BARS)
            for name in panels.names
            if name != CURRENCY
        }
    finally:
        beside.shutdown(cancel_futures=True)


def show_panels(panels: Panels, read: Reading) -> None:
    """Show the bars of each, so many in a row as a desk has room for."""
    if panels.names:
        st.caption("Click a bar to see the whole page of it alone, and once more to go back.")
    for first in range(0, len(panels.names), A_ROW):
        places = st.columns(A_ROW)
        for place, name in zip(places, panels.names[first : first + A_ROW], strict=False):
            with place:
                _show_panel(panels, name, read)


def _show_panel(panels: Panels, name: str, read: Reading) -> None:
    chosen, currency = panels.chosen(name), panels.query.currency or ""
    bars, note = _bars_of(panels, name, read)
    st.markdown(f"**{PANELS[name]}** {note}")
    asked = panels.query
    narrowed = (asked.category, asked.brand, asked.product, asked.country, asked.partner_id)
    element = "_".join(map(str, ("revenue_panel", name, currency, *narrowed)))
    told = ", ".join(f"{bar.label} {bar.exact}" for bar in bars)
    show_chart(
        draw_panel(bars, chosen),
        alt=f"{PANELS[name]}: {told}",
        key=element,
        on_select=partial(choose, element, name, chosen),
        selection_mode=CHOSEN,
    )


def _bars_of(panels: Panels, name: str, read: Reading) -> tuple[list[Bar], str]:
    """Return the bars, and what they are of."""
    if name == CURRENCY:
        bars = bars_of_currencies(panels.totals.values(), is_compared=panels.is_compared)
        return bars, "by orders"
    most, totals = read[name].result(), panels.totals[panels.query.currency or ""]
    rows = with_chosen(most.rows, panels.chosen(name), totals)
    names = names_of(services().database, name, (row.key for row in rows))
    bars = bars_of_rows(rows, name, names, is_compared=panels.is_compared)
    left = f", the best {MOST_BARS} of {most.found:,}" if most.found > MOST_BARS else ""
    return bars, f"by net ({totals.currency}){left}"


def choose(element: str, name: str, chosen: str | None) -> None:
    """Narrow the page down to the bar that was clicked; take that back if it was chosen."""
    marks = [mark["id"] for mark in st.session_state[element].selection.get(CHOSEN, [])]
    if not marks:
        return
    if name == CURRENCY:
        st.session_state[CURRENCY] = marks[0]
    elif marks[0] != chosen:
        set_filter(name, marks[0] or NO_NAME)
    else:
        set_filter(name, _above(chosen) if name == "category" else None)


def _above(category: str | None) -> str | None:
    return SEPARATOR.join(parts_of(category or "")[:-1]) or None
