"""The raw file of a feed, to be taken along: the way to it, beside the pages."""

from urllib.parse import quote

import streamlit as st

from ingestion.feeds import Feed


def show_raw(feed: Feed) -> None:
    """Show the way to the raw file, which is streamed whatever its size, while it is kept."""
    if not feed.has_raw:
        return
    st.link_button(
        "Download the raw file",
        f"/copies/feeds/{quote(feed.feed_id)}/file",
        help="The file as it came; of a feed in parts, what they make together.",
    )
