"""The frame around every page: navigation, and who is signed in."""

import streamlit as st

from pages.plain_text import plain
from pages.visitor import visitor

PAGES = {
    "": [st.Page("home.py", title="Home", default=True)],
    "Feeds": [
        st.Page("upload.py", title="Upload", url_path="upload"),
        st.Page("feeds.py", title="Feeds", url_path="feeds"),
        st.Page("partners.py", title="Partners", url_path="partners"),
    ],
    "Sales": [
        st.Page("catalog.py", title="Catalog", url_path="catalog"),
        st.Page("order.py", title="Orders", url_path="order"),
        st.Page("revenue.py", title="Revenue", url_path="revenue"),
    ],
}

st.set_page_config(layout="wide", page_icon="🧾")
page = st.navigation(PAGES)
user = visitor()
with st.sidebar:
    if user is None:
        st.warning("Your session is over. Reload the page to sign in.")
        st.stop()
    st.markdown(f"Signed in as **{plain(user.username)}**")
    # in this tab, unlike every link of Markdown: the gate's own page takes over
    st.markdown('<a href="/logout" target="_self">Sign out</a>', unsafe_allow_html=True)
page.run()
