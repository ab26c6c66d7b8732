"""Links from page to page that look like links, and links to what a code means."""

import streamlit as st

from pages.plain_text import plain

CODES_GUIDE = "/api/docs/codes"
PROFILES_GUIDE = "/api/docs/profiles"
ANALYSTS_GUIDE = "/api/docs/analysts"
INBOX_GUIDE = "/api/docs/delivery#inbox"
CODE_OF_ADDRESS = r"#(.+)$"


def show_link(page: str, label: str, **asked: str) -> None:
    """Show a link to a page's file; `asked` goes into the address."""
    st.page_link(page, label=f":blue[**{plain(label)}**]", query_params=asked)


def address_of(code: str) -> str:
    """Return where the code of a feed is explained, with an example."""
    return f"{CODES_GUIDE}#{code}"


def linked_code(code: str) -> str:
    """Return the code as Markdown that leads to its explanation."""
    return f"[`{code}`]({address_of(code)})"
