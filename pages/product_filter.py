"""Which products to show: the widgets that ask, and what they mean."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

import streamlit as st

from catalog.paging import MAX_LIMIT
from catalog.partners import Availability, list_partners
from catalog.products import MAX_SEARCH_LENGTH, ProductFilter
from pages.choices import ask_choice
from pages.plain_text import plain
from pages.services import services
from pages.statuses import shown_status

NO_FILTER = ProductFilter(active=True)
STATES = {"active": True, "inactive": False, "any": None}
STATES_SHOWN = {"active": "Active", "inactive": "Inactive", "any": "Active and inactive"}
SORTS: dict[str, str] = {
    "product_id": "Order of arrival",
    "sku": "SKU",
    "price": "Price, lowest first",
    "updated_at": "Last change, oldest first",
}
MAX_PRICE = 1e12
# the filters that are folded away, and what each is called
MORE = {
    "category_path": "Category path",
    "category": "Category",
    "brand": "Brand",
    "currency": "Currency",
    "issue": "Open issue",
    "from_price": "Lowest price",
    "to_price": "Highest price",
}
# what each filter holds where nothing is asked, by its name in the address
NOTHING: dict[str, str | float | None] = {
    **dict.fromkeys(("q", "category", "category_path", "brand", "currency", "issue"), ""),
    **dict.fromkeys(("partner", "availability", "from_price", "to_price"), None),
    "state": "active",
    "sort": "product_id",
}


def ask_filter() -> ProductFilter:
    """Ask which products to show; the answers are in the address, too."""
    with st.container(horizontal=True):
        text = _text("Search", "q", placeholder="SKU, name or brand")
        partner = _choice("Partner", _partner_codes(), "partner")
        availability = _choice("Availability", get_args(Availability), "availability")
        state = ask_choice("State", tuple(STATES), STATES_SHOWN.__getitem__, "state")
        sort = ask_choice("Sort by", tuple(SORTS), SORTS.__getitem__, "sort")
    with st.expander("More filters"), st.container(horizontal=True):
        path = _text(MORE["category_path"], "category_path", placeholder="Home > Light, and below")
        category = _text(MORE["category"], "category", placeholder="The whole category")
        brand = _text(MORE["brand"], "brand", placeholder="The whole brand")
        currency = _text(MORE["currency"], "currency", placeholder="Such as USD")
        issue = _text(MORE["issue"], "issue", placeholder="Such as gtin/invalid")
        lowest, highest = _price("from_price"), _price("to_price")
    _show_more()
    return ProductFilter.model_validate(
        {
            "q": text,
            "partner": partner,
            "availability": availability,
            "active": STATES[state],
            "sort": sort,
            "category": category,
            "category_path": path,
            "issue": issue,
            "brand": brand,
            "currency": currency and currency.upper(),
            "min_price": lowest,
            "max_price": highest,
        }
    )


def held_filters() -> dict[str, str | float]:
    """Return what the filters hold, by their names, without those that ask for nothing."""
    held = {name: st.session_state.get(name, none) for name, none in NOTHING.items()}
    return {name: value for name, value in held.items() if value not in {None, NOTHING[name]}}


def set_filters(asked: Mapping[str, str | float]) -> None:
    """Have the filters hold this and nothing else, before they are shown or in a callback."""
    for name, none in NOTHING.items():
        st.session_state[name] = asked.get(name, none)


def write_address(asked: Mapping[str, str | float]) -> None:
    """Have the address say what the filters were set to: of choices it has the words shown."""
    words = {"state": STATES_SHOWN, "sort": SORTS}
    for name, value in asked.items():
        if name in NOTHING:
            shown = words.get(name, {}).get(str(value)) or shown_status(str(value))
            st.query_params[name] = shown


def _partner_codes() -> list[str]:
    return [partner.code for partner in list_partners(services().database, MAX_LIMIT).items]


def _text(label: str, key: str, placeholder: str) -> str | None:
    text = st.text_input(
        label, key=key, bind="query-params", placeholder=placeholder, max_chars=MAX_SEARCH_LENGTH
    )
    return text.strip()[:MAX_SEARCH_LENGTH] or None


def _choice(label: str, options: Sequence[str], key: str) -> str | None:
    return ask_choice(label, options, shown_status, key, index=None, placeholder="Any")


def _price(key: str) -> Decimal | None:
    price = st.number_input(
        MORE[key], 0.0, MAX_PRICE, None, placeholder="Any", key=key, bind="query-params"
    )
    return None if price is None else Decimal(f"{price:.4f}")


def _show_more() -> None:
    """Show what the filters folded away ask for, each with a way to drop it."""
    held = held_filters()
    asked = {name: label for name, label in MORE.items() if name in held}
    if not asked:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Only", width="content")
        for name, label in asked.items():
            shown = f"{label}: {plain(str(held[name]).removesuffix('.0'))} ✕"
            st.button(shown, key=f"drop_{name}", on_click=_drop, args=(name,))


def _drop(name: str) -> None:
    st.session_state[name] = NOTHING[name]
