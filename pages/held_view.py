"""A held feed: why it is held, what either decision does, and the decision."""

import streamlit as st

from catalog.errors import FeedledgerError
from ingestion.feeds import Feed, FeedSuperseded, refuse_superseded
from ingestion.report import ReportFilter, read_report
from pages.clicks import ask, is_asked
from pages.deciding import decide
from pages.diff_view import counted_changes
from pages.failures import show_failure
from pages.links import linked_code
from pages.plain_text import plain
from pages.services import services


def show_reasons(feed: Feed) -> None:
    """Say why a held feed is held, each guard with its numbers; nothing of any other."""
    if feed.status != "HELD":
        return
    reasons = "\n".join(f"- {_reason(feed.feed_id, code)}" for code in feed.held_by)
    st.warning(f"**Held until it is approved.** No product was changed.\n\n{reasons}")


def show_decision(feed: Feed) -> None:
    """Offer to approve or reject a held feed, and say what either does."""
    question = f"reject {feed.feed_id}"
    approval, rejection = st.columns(2, border=True)
    with approval:
        _offer_approval(feed, is_main=not is_asked(question))
    with rejection:
        _offer_rejection(feed, question)


def _reason(feed_id: str, code: str) -> str:
    (found,) = read_report(services().database, ReportFilter(feed_id, code=code), 1).items
    return f"**{plain(found.message)}** {linked_code(code)}  \n  {plain(found.hint)}"


def _offer_approval(feed: Feed, *, is_main: bool) -> None:
    st.subheader("Approve")
    superseded = _find_superseded(feed)
    if superseded:
        show_failure(superseded)
        return
    st.markdown(f"Load it: **{counted_changes(feed)}**.")
    st.caption("Compared anew with the catalog of that moment.")
    st.button(
        "Approve this feed",
        key="approve",
        type="primary" if is_main else "secondary",
        on_click=decide,
        args=("approved", feed.feed_id),
    )


def _find_superseded(feed: Feed) -> FeedledgerError | None:
    """Return why the feed cannot be approved any more, if it cannot."""
    try:
        with services().database.cursor() as cursor:
            refuse_superseded(cursor, feed.feed_id)
    except FeedSuperseded as error:
        return error
    return None


def _offer_rejection(feed: Feed, question: str) -> None:
    st.subheader("Reject")
    if not is_asked(question):
        st.markdown("Nothing of it is loaded.")
        st.caption("The raw file is kept, and can be replayed.")
        st.button("Reject this feed…", on_click=ask, args=(question,))
        return
    st.markdown("**Reject it?** Nothing of it is loaded, and what it would change is forgotten.")
    with st.container(horizontal=True):
        st.button("Reject now", type="primary", on_click=decide, args=("rejected", feed.feed_id))
        st.button("Keep it held", on_click=ask, args=(None,))
