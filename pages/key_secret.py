"""The secret of a key that was just made: shown once, and kept nowhere."""

import streamlit as st

from accounts.identities import ApiKey
from pages.plain_text import plain

TOLD = "key_secret"


def keep_secret(key: ApiKey, secret: str) -> None:
    """See that the page shows the secret the next time, and only then."""
    st.session_state[TOLD] = (key.name, secret)


def show_secret() -> None:
    """Show the secret that was kept for this, if one was."""
    told = st.session_state.pop(TOLD, None)
    if told is None:
        return
    name, secret = told
    with st.container(border=True):
        st.success(
            f"**This is the secret of {plain(name)}. Copy it now: it is not shown again.**"
            " Send it with each request as `Authorization: Bearer …`."
        )
        st.code(secret, language=None, wrap_lines=True)
