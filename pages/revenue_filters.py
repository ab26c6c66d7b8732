"""What revenue is narrowed down to: in the address, shown as chips, each a way back out."""

from functools import partial

import streamlit as st

from analytics.product_names import read_product_names
from analytics.revenue_choices import list_choices
from analytics.revenue_query import NO_NAME
from catalog.category_path import SEPARATOR, canonical_path, parts_of
from catalog.errors import FeedledgerError
from catalog.partners import get_partner
from pages.failures import show_failure
from pages.plain_text import plain
from pages.revenue_asking import ENDS, drop_days
from pages.services import services

FILTERS = ("partner", "category", "brand", "product", "country")
POPOVER = "revenue_filters"


def read_filters() -> dict[str, str]:
    """Return the filters that the address has, by name."""
    asked = {name: st.query_params.get(name, "") for name in FILTERS}
    return {name: value for name, value in asked.items() if value}


def wanted_by(filters: dict[str, str]) -> dict[str, object] | None:
    """Return what they are in a RevenueQuery; None of an unknown partner, which it says."""
    wanted: dict[str, object] = {
        name: "" if value == NO_NAME else value
        for name, value in filters.items()
        if name != "partner"
    }
    if "partner" not in filters:
        return wanted
    try:
        partner = get_partner(services().database, filters["partner"])
    except FeedledgerError as error:
        show_failure(error)
        return None
    return wanted | {"partner_id": partner.partner_id}


def ask_filters(filters: dict[str, str]) -> None:
    """Offer to narrow down; what there is to choose from is read when it is opened."""
    popover = st.popover("Filter", key=POPOVER, on_change="rerun")
    if not popover.open:
        return
    choices = list_choices(services().database, services().settings.zone)
    with popover:
        for name, found in choices.items():
            unnamed = [] if name == "partner" else [NO_NAME]
            options = [*found, *unnamed]
            key = f"filter_{name}"
            chosen = filters.get(name)
            st.selectbox(
                name.capitalize(),
                options,
                index=options.index(chosen) if chosen in options else None,
                placeholder="Any",
                key=key,
                on_change=partial(_choose, name, key),
            )


def show_filters(filters: dict[str, str]) -> None:
    """Show each filter with a way to drop it, and a category with a way to each level above."""
    ends = [st.query_params.get(end) for end in ENDS]
    if not filters and not all(ends):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Only")
        if all(ends):
            days = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
            st.button(f"{plain(days)} ✕", key="drop_days", on_click=drop_days)
        for name, value in filters.items():
            if name == "category" and value != NO_NAME:
                _show_path(value)
            else:
                shown = _named(value) if name == "product" else value
                st.button(
                    f"{name.capitalize()}: {plain(shown)} ✕",
                    key=f"drop_{name}",
                    on_click=set_filter,
                    args=(name, None),
                )


def set_filter(name: str, value: str | None) -> None:
    """Have the address narrow down to this, None for no more."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _choose(name: str, key: str) -> None:
    set_filter(name, st.session_state[key])


def _show_path(category: str) -> None:
    parts = parts_of(canonical_path(category))
    st.button("All categories", key="drop_category", on_click=_climb, args=(None,))
    for depth, part in enumerate(parts, 1):
        here = SEPARATOR.join(parts[:depth])
        is_last = depth == len(parts)
        st.button(
            f"/ {plain(part)}",
            key=f"category_{depth}",
            on_click=_climb,
            args=(here,),
            disabled=is_last,
        )


def _climb(category: str | None) -> None:
    set_filter("category", category)
    st.session_state["by"] = "category"
    st.session_state["level"] = str(len(parts_of(category or "")) + 1)


def _named(product: str) -> str:
    return read_product_names(services().database, [product]).get(product, product)
