"""Partners: who delivers feeds, and one of them with its profile, guards, versions, retention."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.partners import Partner, get_partner, list_partners
from pages.clicks import current_clicks
from pages.failures import show_failure
from pages.links import show_link
from pages.partner_form import CREATED, show_form
from pages.partner_rows import show_partner_rows
from pages.partner_view import show_partner
from pages.plain_text import plain
from pages.retention_view import offer_orphans
from pages.services import services
from pages.turner import current_cursor, show_turner

PARTNERS_A_PAGE = 20


def show_page() -> None:
    """Show the partner that the address names, else the list and the form for another one."""
    code = st.query_params.get("partner")
    if code is None:
        show_list()
        return
    # a link from the list to this same page leaves the browser's address as it was
    st.query_params["partner"] = code
    st.button("← All partners", on_click=leave)
    try:
        partner = get_partner(services().database, code)
    except FeedledgerError as error:
        st.title("Partners")
        show_failure(error)
        return
    show_partner(partner)


def show_list() -> None:
    """Show the partners by code, and the form for another one."""
    st.title("Partners")
    # first, so that a new partner is in the list below it
    created: Partner | None = current_clicks().told(CREATED)
    if created is not None:
        st.success(f"Partner **{plain(created.code)}** is there. Its feeds can come in now.")
        with st.container(horizontal=True):
            show_link("upload.py", "Upload its first feed")
            show_link("partners.py", "Its profile and guards", partner=created.code)
    page = list_partners(services().database, PARTNERS_A_PAGE, current_cursor("partners", None))
    if page.items:
        show_partner_rows(page.items)
        show_turner("partners", page)
    else:
        st.info("There is no partner yet. Create the first one, then upload its feed.")
    show_form()
    if page.items:
        offer_orphans()


def leave() -> None:
    """Show the list."""
    st.query_params.pop("partner", None)


show_page()
