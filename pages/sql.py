"""SQL: free questions on the published file, each answered by a process that can do no more."""

import streamlit as st

from pages.failures import show_kept_failure
from pages.query_answer import show_outcome
from pages.query_editor import open_addressed, show_editor
from pages.query_history_view import show_history
from pages.query_library import show_library
from pages.query_schema_view import show_examples, show_schema
from pages.services import services


def show_page() -> None:
    """Show the editor with the answer below it, and what helps to write beside it."""
    desk = services().queries
    desk.prepare()
    st.title("SQL")
    st.caption(
        "Ask the published copy of all tables: nothing you write here can change anything, and no"
        f" order waits for it. A question has {desk.limits.seconds:g} seconds and"
        f" {desk.limits.memory_mib} MiB of memory, and shows its first {desk.limits.rows:,} rows."
        " Never add up amounts of different currencies: group by `currency`."
    )
    show_kept_failure()
    open_addressed()
    main, beside = st.columns([2, 1], gap="large")
    with main:
        show_editor()
        show_outcome()
    with beside:
        tables, examples, saved, history = st.tabs(["Tables", "Examples", "Saved", "History"])
        with tables:
            show_schema()
        with examples, st.container(key="sql_examples"):
            show_examples()
        with saved:
            show_library()
        with history:
            show_history()


show_page()
