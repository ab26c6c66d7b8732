"""The frame around every page: navigation, who is signed in, and what failed."""

import streamlit as st

from catalog.errors import FeedledgerError
from pages.clicks import current_clicks
from pages.failures import show_failure
from pages.plain_text import plain
from pages.styles import STYLE
from pages.visitor import is_administrator, visitor

PAGES = {
    "": [st.Page("home.py", title="Home", default=True)],
    "Feeds": [
        st.Page("feeds.py", title="Feeds", url_path="feeds"),
        st.Page("upload.py", title="Upload", url_path="upload"),
        st.Page("inbox.py", title="Inbox", url_path="inbox"),
        st.Page("schedules.py", title="Schedules", url_path="schedules"),
        st.Page("partners.py", title="Partners", url_path="partners"),
    ],
    "Sales": [
        st.Page("catalog.py", title="Catalog", url_path="catalog"),
        st.Page("order.py", title="Orders", url_path="order"),
        st.Page("revenue.py", title="Revenue", url_path="revenue"),
        st.Page("products.py", title="Products in sales", url_path="products"),
        st.Page("feed_sales.py", title="Feeds and sales", url_path="feed-sales"),
        st.Page("sql.py", title="SQL", url_path="sql"),
    ],
    "Operations": [
        st.Page("jobs.py", title="Jobs", url_path="jobs"),
        st.Page("alerts.py", title="Alerts", url_path="alerts"),
        st.Page("reconciliation.py", title="Reconciliation", url_path="reconciliation"),
    ],
}
FOR_ADMINISTRATORS = {
    "Administration": [
        st.Page("api_keys.py", title="API keys", url_path="keys"),
        st.Page("settings.py", title="Settings", url_path="settings"),
    ],
}


def show_visitor() -> bool:
    """Show who is signed in and the way out; return whether somebody is."""
    user = visitor()
    if user is None:
        st.warning("Your session is over. Reload the page to sign in.")
        return False
    st.markdown(f"Signed in as **{plain(user.username)}**")
    # in this tab, unlike every link of Markdown: the gate's own page takes over
    st.markdown('<a href="/logout" target="_self">Sign out</a>', unsafe_allow_html=True)
    return True


st.set_page_config(layout="wide")
st.html(STYLE)
try:
    shown = {**PAGES, **FOR_ADMINISTRATORS} if is_administrator() else PAGES
    page = st.navigation(shown, expanded=True)
    with st.sidebar:
        is_known = show_visitor()
    if is_known:
        with current_clicks().shown():
            page.run()
except FeedledgerError as error:  # what no page foresaw, such as a database that is busy
    show_failure(error)
