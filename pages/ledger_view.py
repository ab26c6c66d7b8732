"""A feed's ledger as a sum that balances."""

import streamlit as st

from ingestion.feeds import Feed

SIDES = ("inserted", "updated", "unchanged", "skipped")
TITLES = {
    "HELD": "Ledger, as approval would make it",
    "REJECTED": "Ledger, as approval would have made it",
    "REVERTED": "Ledger, before it was reverted",
}
FORECAST = ("HELD", "REJECTED")
HELP = {
    "rows_read": "Records of the file, counted apart from the loading. Blank lines are none.",
    "inserted": "New products.",
    "updated": "Products with at least one value that changed.",
    "unchanged": "Products that are in the catalog with the same values already.",
    "skipped": "Records that were not loaded, each with its reason below.",
    "deactivated": "Products of the catalog that a full feed does not name any more: kept,"
    " but not orderable.",
    "warnings": "Things to look at that did not keep a record out.",
}


def show_ledger(feed: Feed) -> None:
    """Show every counter, the four outcomes as a sum; nothing before they are known."""
    counters = feed.counters
    if counters["rows_read"] is None:
        return
    st.subheader(TITLES.get(feed.status, "Ledger"))
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        _count("Rows read", counters["rows_read"], "rows_read")
        for sign, side in zip("=+++", SIDES, strict=True):
            st.markdown(f"### {sign}", width="content")
            _count(side.capitalize(), counters[side], side)
    with st.container(horizontal=True):
        _count("Deactivated", counters["deactivated"], "deactivated")
        _count("Warnings", counters["warnings"], "warnings")


def ledger_line(feed: Feed) -> str:
    """Return the sum in one line, or an empty text before it is known; a forecast says so."""
    counters = feed.counters
    if counters["rows_read"] is None:
        return ""
    sides = " + ".join(f"{counters[side] or 0:,} {side}" for side in SIDES)
    forecast = "forecast: " if feed.status in FORECAST else ""
    return f"{forecast}{counters['rows_read']:,} read = {sides}"


def _count(label: str, count: int | None, name: str) -> None:
    st.metric(label, f"{count or 0:,}", help=HELP[name], width="content")
