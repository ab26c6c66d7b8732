"""Links from page to page that look like links."""

import streamlit as st

from pages.plain_text import plain


def show_link(page: str, label: str, **asked: str) -> None:
    """Show a link to a page's file; `asked` goes into the address."""
    st.page_link(page, label=f":blue[**{plain(label)}**]", query_params=asked)
