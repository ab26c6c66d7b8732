"""How long each partner's raw files and reports are kept, with links to where that is edited."""

import streamlit as st

from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from pages.links import show_link
from pages.plain_text import plain
from pages.services import services


def show_retention_rows() -> None:
    """Show every partner's retention."""
    st.subheader("Retention")
    partners = list_partners(services().database, MAX_LIMIT).items
    if not partners:
        st.info("There is no partner yet.")
        return
    st.caption(
        "Edited on the page of each partner, which says beforehand what saving it would delete."
    )
    for partner in partners:
        with st.container(horizontal=True, vertical_alignment="center"):
            show_link("partners.py", partner.name, partner=partner.code)
            st.markdown(
                plain(
                    f"raw files {shown_days(partner.retention.raw_days)},"
                    f" reports {shown_days(partner.retention.report_days)}"
                ),
                width="content",
            )


def shown_days(days: int | None) -> str:
    """Return for how long something is kept."""
    return "for ever" if days is None else f"{days:,} days"
