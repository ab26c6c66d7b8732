"""Which feeds the list has: filters that the address says, too."""

from datetime import date, datetime, timedelta
from typing import get_args

import streamlit as st

from catalog.clock import start_of_day
from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from ingestion.feeds import FeedFilter
from ingestion.profiles import Mode
from pages.choices import ask_choice
from pages.periods import FIRST_DAY, LAST_DAY
from pages.recency import ask_recency
from pages.services import services
from pages.statuses import FEED_STATUSES, shown_status

DAY = timedelta(days=1)
MODES: tuple[Mode, ...] = get_args(Mode)


def ask_filter() -> tuple[FeedFilter, str | None]:
    """Ask which feeds to list, and how far back; days are those of the reporting zone."""
    zone = services().settings.zone
    with st.container(horizontal=True):
        partner = ask_partner_code()
        status = ask_choice(
            "Status", FEED_STATUSES, shown_status, "status", index=None, placeholder="Any"
        )
        mode = st.selectbox(
            "Mode", MODES, index=None, placeholder="Any", key="mode", bind="query-params"
        )
        recency = ask_recency("Received", "received")
        first, last = _ask_day("From day", "first"), _ask_day("To day", "last")
    if first and last and first > last:
        st.error("The first day is after the last one: swap them.")
    wanted = FeedFilter(
        partner=partner,
        status=status,
        mode=mode,
        since=start_of_day(first, zone) if first else None,
        until=start_of_day(last + DAY, zone) if last else None,
    )
    return wanted, recency


def ask_partner_code() -> str | None:
    """Ask for a partner; None is any."""
    codes = [partner.code for partner in list_partners(services().database, MAX_LIMIT).items]
    return st.selectbox(
        "Partner", codes, index=None, placeholder="Any", key="from", bind="query-params"
    )


def latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of the moments that there are."""
    return max(filter(None, moments), default=None)


def _ask_day(label: str, key: str) -> date | None:
    return st.date_input(
        label,
        None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        key=key,
        format="YYYY-MM-DD",
        bind="query-params",
        help=f"A day of {services().settings.reporting_timezone}.",
    )
