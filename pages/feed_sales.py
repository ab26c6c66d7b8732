"""Feeds and sales: what explains a bad day, what came of each feed, and how feeds run."""

import streamlit as st

from pages.choices import ask_choice
from pages.day_view import show_day
from pages.feed_effects_view import show_effects
from pages.feed_sales_view import show_feed_sales
from pages.feed_volume_view import show_volumes
from pages.services import services

SECTIONS = {
    "day": "What explains a bad day",
    "feeds": "What came of each feed",
    "volume": "How feeds run",
}


def show_page() -> None:
    """Show the feed that the address names, else what the widgets ask for."""
    st.title("Feeds and sales")
    feed_id = st.query_params.get("feed")
    if feed_id:
        show_effects(feed_id)
    else:
        shown = ask_choice("Show", tuple(SECTIONS), SECTIONS.__getitem__, "show")
        {"day": show_day, "feeds": show_feed_sales, "volume": show_volumes}[shown]()
    st.caption(f"Days are those of {services().settings.reporting_timezone}.")


show_page()
