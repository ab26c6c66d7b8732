"""How long a partner's raw files and reports are kept, and what nothing names any more."""

from itertools import islice

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.partners import Partner
from catalog.retention import MOST_DAYS, Retention, save_retention
from ingestion.retention import find_orphans, foresee_retention
from pages.amounts import counted
from pages.clicks import current_clicks
from pages.failures import show_failure, show_kept_failure
from pages.plain_text import plain
from pages.services import services
from pages.times import time_cell

SAVED = "save retention"
MOST_ORPHANS = 200
MIB = 1024**2


def show_retention(partner: Partner) -> None:
    """Ask for how long the partner's files are kept."""
    st.subheader("Retention")
    st.caption(
        "Raw files and reports are kept for ever, or for so many days after their feed has ended"
        " (0: for ever)."
        " What is older is deleted for good, within a quarter of an hour. Never deleted are the"
        " ledger, the counters, the history of products and what a revert needs."
    )
    if current_clicks().did(SAVED, partner.code):
        st.success(f"Saved for partner **{plain(partner.code)}**.")
    _ask_days(partner)


def _ask_days(partner: Partner) -> None:
    now = partner.retention
    with st.container(horizontal=True, vertical_alignment="bottom"):
        raw_days = _ask("Days of raw files", f"raw_days_{partner.code}", now.raw_days)
        report_days = _ask("Days of reports", f"report_days_{partner.code}", now.report_days)
    wanted = Retention(raw_days=raw_days, report_days=report_days)
    if wanted != now:
        _show_foreseen(partner, wanted)
    if st.button("Save", key=f"save_retention_{partner.code}"):
        _save(partner, wanted)


def _show_foreseen(partner: Partner, wanted: Retention) -> None:
    """Say what saving it would delete, before it does."""
    found = foresee_retention(services().ingestion, partner.partner_id, wanted)
    if not found.raw_feeds and not found.report_feeds:
        st.info("Nothing that is here now is as old as that: saving it deletes nothing yet.")
        return
    size = f"{found.raw_bytes / MIB:,.1f} MiB"
    st.warning(
        f"**Saving it deletes for good, within a quarter of an hour:** the raw files of"
        f" {counted(found.raw_feeds, 'feed')} ({size}), and the reports of"
        f" {counted(found.report_feeds, 'feed')}. Feeds whose raw file is gone cannot be replayed."
    )


def _ask(label: str, key: str, days: int | None) -> int | None:
    """Ask for a number of days; a field that had one cannot be emptied, so 0 is for ever."""
    return (
        st.number_input(label, min_value=0, max_value=MOST_DAYS, value=days or 0, key=key) or None
    )


def _save(partner: Partner, retention: Retention) -> None:
    clicks, database = current_clicks(), services().database
    if clicks.do(
        (SAVED, partner.code, retention),
        lambda: save_retention(database, partner.partner_id, retention),
    ):
        st.rerun()
    show_kept_failure()


def offer_orphans() -> None:
    """List raw files that no feed names, once asked: the whole store is looked through."""
    st.subheader("Files without a feed")
    if not st.button("Look for files without a feed", help="Lists them; nothing is deleted."):
        return
    try:
        with st.spinner("Looking through the store…"):
            found = list(islice(find_orphans(services().ingestion), MOST_ORPHANS + 1))
    except FeedledgerError as error:
        show_failure(error)
        return
    if not found:
        st.success("Each raw file older than a day belongs to a feed.")
        return
    more = f" These are the first {MOST_ORPHANS}." if len(found) > MOST_ORPHANS else ""
    st.info(f"A crash left these behind, or a newer database than this one named them.{more}")
    zone = services().settings.zone
    rows = [
        {
            "Key": orphan.key,
            "Bytes": orphan.size_bytes,
            f"Stored ({zone.key})": time_cell(orphan.modified_at, zone),
        }
        for orphan in found[:MOST_ORPHANS]
    ]
    st.dataframe(rows, hide_index=True, height="content", alt="Raw files without a feed")
