"""How far back a list goes: a filter that the address says, too."""

from datetime import datetime, timedelta

import streamlit as st

from catalog.clock import utc_now

DAY, WEEK = "Last 24 hours", "Last 7 days"
SPANS = {DAY: timedelta(days=1), WEEK: timedelta(days=7)}


def ask_recency(label: str, key: str) -> str | None:
    """Ask how far back to go; None is as far as there is anything."""
    return st.selectbox(
        label, tuple(SPANS), index=None, placeholder="Any time", key=key, bind="query-params"
    )


def since(recency: str | None) -> datetime | None:
    """Return the moment from which on things count."""
    return None if recency is None else utc_now() - SPANS[recency]
