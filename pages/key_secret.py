"""The secret of a key that was just made: shown once, and kept nowhere."""

import streamlit as st

from accounts.identities import ApiKey
from pages.clicks import current_clicks
from pages.plain_text import plain

TOLD = "new secret"  # of the click whose outcome is a key with its secret


def show_secret() -> None:
    """Show the secret that the last click made, if it did."""
    told: tuple[ApiKey, str] | None = current_clicks().told(TOLD)
    if told is None:
        return
    key, secret = told
    with st.container(border=True):
        st.success(
            f"**This is the secret of {plain(key.name)}. Copy it now: it is not shown again.**"
            " Send it with each request as `Authorization: Bearer …`."
        )
        st.code(secret, language=None, wrap_lines=True)
