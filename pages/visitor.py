"""Who looks at the page: the user of the session whose cookie came with it."""

import streamlit as st

from accounts.identities import User
from accounts.protection import SESSION_COOKIE
from accounts.sessions import read_session
from pages.services import services

ADMINISTRATOR = "admin"


def visitor() -> User | None:
    """Return the user who is signed in, None once the session is over."""
    return read_session(services().accounts, st.context.cookies.get(SESSION_COOKIE))


def visitor_name() -> str:
    """Return who is written down as the one who did it, such as `user:admin`."""
    user = visitor()
    return f"user:{user.username}" if user else "user:unknown"


def is_administrator() -> bool:
    """Return whether the visitor may see and change what concerns keys and settings."""
    user = visitor()
    return user is not None and user.role == ADMINISTRATOR


def refuse_others() -> bool:
    """Say that the page is for administrators, and return whether the visitor is none."""
    if is_administrator():
        return False
    st.error("**This page is for administrators.** Nothing was read or written.")
    return True
