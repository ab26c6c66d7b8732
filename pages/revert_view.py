"""Undo on a feed's page: what it would do, asked once more, and what it did."""

import streamlit as st

from ingestion.feeds import Feed, Reverted
from ingestion.revert import request_revert
from ingestion.revert_plan import LeftProduct, Preview, preview_revert
from jobs.queue import Job
from orders.witness import find_ordered
from pages.amounts import counted
from pages.clicks import ask, current_clicks, is_asked
from pages.failures import show_problem
from pages.plain_text import plain
from pages.services import services
from pages.times import shown_time
from pages.visitor import visitor_name

LEFT_ROWS = 50
DONE = {
    "restored": "Put back as before the feed",
    "removed": "Removed, as the feed had brought them",
    "kept_for_orders": "Kept but no longer orderable, as orders name them",
    "changed_since": "Left as they are, as a later feed changed them since",
}
WHY = {
    "etl/kept_for_orders": "Orders name it",
    "etl/changed_since": "Changed since",
}


def show_revert(feed: Feed, jobs: tuple[Job, ...]) -> None:
    """Offer to revert a loaded feed; nothing happens before what it would do was confirmed."""
    st.subheader("Undo")
    _show_last_failure(jobs)
    question = f"revert {feed.feed_id}"
    if not is_asked(question):
        st.caption("Puts products back as they were before this feed. You see first what it does.")
        st.button("Revert this feed…", on_click=ask, args=(question,))
        return
    _show_preview(preview_revert(services().database, feed.feed_id, find_ordered, LEFT_ROWS))
    with st.container(horizontal=True):
        st.button("Revert now", type="primary", on_click=_revert, args=(feed.feed_id,))
        st.button("Keep the feed", on_click=ask, args=(None,))


def show_reverted(feed: Feed) -> None:
    """Show what the revert of a feed did, if it was reverted."""
    if feed.reverted is None:
        return
    by = plain((feed.revert_asked_by or "").replace(":", " ", 1))
    when = shown_time(feed.reverted_at, services().settings.zone)
    listed = feed.reverted.kept_for_orders + feed.reverted.changed_since
    where = "\n\nThe row report names the products that were not put back." if listed else ""
    st.info(
        f"**This feed was reverted** by {by}, {plain(when)}. Orders were not touched.\n\n"
        f"{_told(feed.reverted)}{where}"
    )


def _show_preview(preview: Preview) -> None:
    st.markdown(f"If you revert the feed now:\n\n{_told(preview.counts)}")
    left = preview.left.items
    if not left:
        return
    st.dataframe(
        [_row(product) for product in left],
        hide_index=True,
        height="content",
        placeholder="",
        alt="Products that would not be as before the feed",
        column_config={"Later feed": st.column_config.LinkColumn(display_text="Open")},
    )
    total = preview.counts.kept_for_orders + preview.counts.changed_since
    if total > len(left):
        st.caption(f"The first {len(left)} of {total:,}; the row report will name them all.")


def _told(counts: Reverted) -> str:
    """Return the counts as a list in Markdown."""
    said = [
        f"- {text}: **{counted(number, 'product')}**"
        for name, text in DONE.items()
        if (number := getattr(counts, name))
    ]
    return "\n".join(said) or "- Nothing: the feed changed no product."


def _row(product: LeftProduct) -> dict[str, str | None]:
    is_later = product.code == "etl/changed_since"
    return {
        "SKU": product.sku,
        "Why": WHY[product.code],
        "Later feed": f"/feeds?feed={product.feed_id}" if is_later else None,
    }


def _show_last_failure(jobs: tuple[Job, ...]) -> None:
    """Say why the last revert failed, if it did."""
    last = next((job for job in jobs if job.kind == "REVERT"), None)
    if last is not None and last.status == "FAILED" and last.error:
        st.markdown("**The last revert failed, and the feed is still loaded:**")
        show_problem(last.error)


def _revert(feed_id: str) -> None:
    """Ask for the revert."""
    clicks, actor = current_clicks(), visitor_name()
    clicks.answer(("revert", feed_id), lambda: request_revert(services().ingestion, feed_id, actor))
