"""How many of the products listed have each value; a click on one becomes a filter."""

import streamlit as st

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
    "category": "Category",
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
            if facets.values[facet]:
                _show_facet(facet, title, facets.values[facet])


def _said(facets: Facets) -> str:
    if facets.is_limited:
        return (
            f"The search finds more than {facets.products:,} products: the counts are of the first"
            f" {facets.products:,} alone. Narrow the search for exact ones."
        )
    return (
        f"{counted(facets.products, 'product')}. Of each list the most frequent values; click one"
        " to see its products alone."
    )


def _show_facet(facet: Facet, title: str, values: tuple[FacetValue, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}**", width="content")
        for value in values:
            _show_value(facet, value)


def _show_value(facet: Facet, value: FacetValue) -> None:
    shown = STATES_SHOWN.get(value.value) if facet == "state" else shown_status(value.value)
    st.button(
        f"{plain(shortened(shown or value.value, NAME_LENGTH))} · {value.products:,}",
        key=f"facet_{facet}_{value.value}",
        type="tertiary",
        on_click=_choose,
        args=(facet, value.value),
        wrap=True,
    )


def _choose(facet: Facet, value: str) -> None:
    st.session_state[facet] = value
