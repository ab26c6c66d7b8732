"""Asking for a period; the answer is in the address, too."""

from datetime import datetime

import streamlit as st

from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from pages.periods import DAY, PERIODS, Period, period_of
from pages.services import services


def ask_period(usual: str = "28d") -> Period | None:
    """Ask for the period; None while its first day is after its last."""
    today = datetime.now(services().settings.zone).date()
    name = st.selectbox(
        "Period",
        tuple(PERIODS),
        index=list(PERIODS).index(usual),
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


def ask_partner() -> int | None:
    """Ask for a partner and return its id, None for any."""
    partners = list_partners(services().database, MAX_LIMIT).items
    ids = {partner.code: partner.partner_id for partner in partners}
    code = st.selectbox(
        "Partner", tuple(ids), index=None, placeholder="Any", key="partner", bind="query-params"
    )
    return ids.get(code) if code else None
