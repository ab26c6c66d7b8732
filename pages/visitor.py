"""Who looks at the page: the user of the session whose cookie came with it."""

import streamlit as st

from accounts.identities import User
from accounts.protection import SESSION_COOKIE
from accounts.sessions import read_session
from pages.services import services


def visitor() -> User | None:
    """Return the user who is signed in, None once the session is over."""
    return read_session(services().accounts, st.context.cookies.get(SESSION_COOKIE))


def visitor_name() -> str:
    """Return who is written down as the one who did it, such as `user:admin`."""
    user = visitor()
    return f"user:{user.username}" if user else "user:unknown"
