"""Which orders to show: the widgets that ask, and what they mean."""

from collections.abc import Sequence
from datetime import date
from typing import get_args
from uuid import UUID

import streamlit as st

from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from orders.book import OrderFilter
from orders.order import OrderStatus
from pages.choices import ask_choice
from pages.periods import DAY, FIRST_DAY, LAST_DAY
from pages.services import services
from pages.statuses import shown_status

NO_FILTER = OrderFilter()
FILTERS = {"number", "customer", "partner", "status", "from", "to"}  # names in the address
MAX_LENGTH = 200


def ask_filter() -> OrderFilter | None:
    """Ask which orders to show, None while the days are none; the answers are in the address."""
    with st.container(horizontal=True):
        named = _text("Order number or id", "number", placeholder="FL-000001")
        customer_ref = _text("Placed for", "customer", placeholder="Whole reference")
        partner = _choice("Partner", _partner_codes(), "partner")
        status = _choice("Status", get_args(OrderStatus), "status")
        first = _day("From", "from")
        last = _day("To", "to")
    if first and last and first > last:
        st.error("The first day is after the last one: swap them.")
        return None
    return OrderFilter.model_validate(
        {
            **_name(named),
            "customer_ref": customer_ref,
            "partner": partner,
            "status": status,
            "from": first,
            "to": last and last + DAY,
        }
    )


def filters_asked() -> dict[str, str]:
    """Return what the address narrows the list by, for a link that keeps it."""
    return {name: value for name, value in st.query_params.items() if name in FILTERS and value}


def _name(named: str | None) -> dict[str, str]:
    if named is None:
        return {}
    try:
        return {"order_id": str(UUID(named))}
    except ValueError:
        return {"order_number": named}


def _partner_codes() -> list[str]:
    return [partner.code for partner in list_partners(services().database, MAX_LIMIT).items]


def _text(label: str, key: str, placeholder: str) -> str | None:
    text = st.text_input(
        label, key=key, bind="query-params", placeholder=placeholder, max_chars=MAX_LENGTH
    )
    return text.strip()[:MAX_LENGTH] or None


def _choice(label: str, options: Sequence[str], key: str) -> str | None:
    return ask_choice(label, options, shown_status, key, index=None, placeholder="Any")


def _day(label: str, key: str) -> date | None:
    return st.date_input(
        label,
        None,
        FIRST_DAY,
        LAST_DAY,
        key=key,
        bind="query-params",
        format="YYYY-MM-DD",
        help=f"The day itself included, in {services().settings.zone.key}.",
    )
