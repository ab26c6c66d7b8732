"""How many of the products listed have each value; a click on one becomes a filter."""

import streamlit as st

from catalog.category_path import SEPARATOR, parts_of
from catalog.facets import Facet, Facets, FacetValue, count_facets
from catalog.products import ProductFilter
from pages.amounts import counted
from pages.plain_text import plain, shortened
from pages.product_filter import STATES_SHOWN
from pages.services import services
from pages.statuses import shown_status

TITLES: dict[Facet, str] = {
    "partner": "Partner",
    "availability": "Availability",
    "state": "State",
    "currency": "Currency",
    "brand": "Brand",
    "category_path": "Category",
    "issue": "Open issues",
}
NAME_LENGTH = 40


def show_facets(wanted: ProductFilter) -> None:
    """Count the products of the filter by facet where the visitor asks for it."""
    if not st.toggle("Count by partner, brand, category …", key="counts", bind="query-params"):
        return
    facets = count_facets(services().database, wanted)
    st.caption(_said(facets))
    with st.container(gap=None):
        for facet, title in TITLES.items():
            above = _above(wanted) if facet == "category_path" else ()
            if facets.values[facet] or above:
                _show_facet(facet, title, facets.values[facet], above)


def _above(wanted: ProductFilter) -> tuple[str, ...]:
    """Return the paths above the one that is chosen, the whole catalog first, as ''."""
    parts = parts_of(wanted.path or "")
    return tuple(SEPARATOR.join(parts[:depth]) for depth in range(len(parts)))


def _said(facets: Facets) -> str:
    if facets.is_limited:
        return (
            f"More than {facets.products:,} products fit: the counts are of the first"
            f" {facets.products:,} alone. Narrow the filters for exact ones."
        )
    return (
        f"{counted(facets.products, 'product')}. Of each list the most frequent values; click one"
        " to see its products alone. Open issues are what the last feeds found."
    )


def _show_facet(
    facet: Facet, title: str, values: tuple[FacetValue, ...], above: tuple[str, ...]
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}**", width="content")
        for path in above:
            _show_way(facet, f"← {_name(facet, path) or 'All categories'}", path)
        for value in values:
            _show_way(facet, f"{_name(facet, value.value)} · {value.products:,}", value.value)


def _name(facet: Facet, value: str) -> str:
    if facet == "category_path":
        shown = value.rpartition(SEPARATOR)[2]
    else:
        shown = STATES_SHOWN.get(value, value) if facet == "state" else shown_status(value)
    return shortened(shown, NAME_LENGTH)


def _show_way(facet: Facet, label: str, value: str) -> None:
    st.button(
        plain(label),
        key=f"facet_{facet}_{value}",
        type="tertiary",
        on_click=_choose,
        args=(facet, value),
        wrap=True,
    )


def _choose(facet: Facet, value: str) -> None:
    st.session_state[facet] = value
