"""API keys: who may call the API for what, made, changed, given another secret, and revoked."""

import streamlit as st

from accounts.key_uses import read_uses
from accounts.keys import list_keys
from pages.failures import show_kept_failure
from pages.key_form import show_new_form
from pages.key_rows import show_key_rows
from pages.key_secret import show_secret
from pages.services import services
from pages.turner import current_cursor, show_turner
from pages.visitor import refuse_others

KEYS_A_PAGE = 20


def show_page() -> None:
    """Show the keys, the newest first, and the form for another one."""
    st.title("API keys")
    if refuse_others():
        return
    st.caption(
        "A key lets a program call the API: it may do what its scopes name, for one partner or for"
        " all. Only a hash of its secret is kept, so a secret is shown once."
    )
    show_kept_failure()
    show_secret()
    accounts = services().accounts
    page = list_keys(accounts, KEYS_A_PAGE, current_cursor("keys", None))
    if not page.items:
        st.info("There is no key yet. Create one below for each program that calls the API.")
    uses = read_uses(accounts.database, [key.key_id for key in page.items], accounts.clock())
    show_key_rows(page.items, uses)
    show_turner("keys", page)
    show_new_form()


show_page()
