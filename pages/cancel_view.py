"""Cancel on a feed's page, while the feed is on its way; asked once more."""

import streamlit as st

from ingestion.feeds import Feed
from pages.clicks import ask, is_asked
from pages.deciding import decide

ON_ITS_WAY = ("RECEIVED", "VALIDATING", "PROCESSING")
KEPT = "Nothing of it is loaded; the raw file is kept, and can be replayed."
PARTS_KEPT = "Nothing of it is loaded, and it takes no more parts."


def show_cancel(feed: Feed) -> None:
    """Offer to cancel a feed that is not loaded yet; nothing happens before it was confirmed."""
    if feed.status not in ON_ITS_WAY:
        return
    kept = KEPT if feed.is_whole else PARTS_KEPT
    question = f"cancel {feed.feed_id}"
    with st.container(border=True):
        if not is_asked(question):
            st.caption(f"Stops the feed. {kept}")
            st.button("Cancel this feed…", on_click=ask, args=(question,))
            return
        st.markdown(f"**Cancel it?** {kept} What is written so far is taken back.")
        with st.container(horizontal=True):
            st.button(
                "Cancel now", type="primary", on_click=decide, args=("cancelled", feed.feed_id)
            )
            st.button("Let it go on", on_click=ask, args=(None,))
