"""Home: what needs somebody, what today has brought, and what came in last."""

import streamlit as st

from catalog.partners import list_partners
from ingestion.feeds import FeedFilter, list_feeds
from pages.disk_notice import show_disk_notice
from pages.home_attention import FEW, show_attention, show_open_alerts
from pages.home_feeds import show_day, show_newest
from pages.home_sales import show_sales
from pages.links import show_link
from pages.services import services


def show_page() -> None:
    """Show what needs somebody, sales and feeds, or the first step where there is nothing."""
    st.title("Feedledger")
    show_disk_notice()
    database = services().database
    if not list_partners(database, 1).items:
        show_open_alerts()
        st.info("Nothing is here yet. Begin with the partner whose products you want to load.")
        show_link("partners.py", "Create the first partner")
        return
    newest = list_feeds(database, FeedFilter(), FEW).items
    if not newest:
        show_open_alerts()
        st.info("No feed has come in yet.")
        show_link("upload.py", "Upload the first feed")
        return
    st.subheader("Needs attention")
    show_attention()
    show_sales()
    show_day()
    show_newest(newest)


show_page()
