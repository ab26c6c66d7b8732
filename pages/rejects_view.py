"""The rejects file of a feed, offered for download."""

from functools import partial

import streamlit as st

from ingestion.feeds import Feed
from ingestion.rejects import open_rejects
from pages.services import services

MOST_ROWS = 200_000  # what a browser session holds in memory; the API gives any number


def show_rejects(feed: Feed) -> None:
    """Offer the skipped records, to be corrected and uploaded as a delta."""
    skipped = feed.counters["skipped"]
    if not skipped or not feed.has_raw or not feed.has_report:
        return
    if skipped > MOST_ROWS:
        st.caption(f"{skipped:,} records were skipped: get them with `GET /feeds/…/rejects`.")
        return
    st.download_button(
        "Download the rejects",
        data=partial(_read, feed),
        file_name=f"rejects_{feed.feed_id}.csv",
        mime="text/csv",
        help="The skipped records as they came, with what was wrong in a column `_errors`."
        " Correct them and upload the file as a delta.",
        on_click="ignore",
    )


def _read(feed: Feed) -> bytes:
    return b"".join(open_rejects(services().ingestion, feed).pieces)
