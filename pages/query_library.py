"""Saved queries: opened, saved, renamed and deleted; what that does is said beforehand."""

from typing import Any

import streamlit as st

from analytics.questions import QueryRefused
from analytics.saved_queries import (
    QueryToSave,
    SavedQuery,
    delete_saved,
    list_saved,
    save_query,
)
from catalog.saved_by_name import LONGEST_NAME
from pages.clicks import ask, current_clicks, is_asked
from pages.plain_text import plain
from pages.query_editor import (
    ASKED,
    CHART,
    NAME,
    OPENED,
    SHARED,
    TEXT,
    close_saved,
    open_saved,
    opened_query,
)
from pages.saved_names import find_replaced, label_of, whose
from pages.services import services
from pages.visitor import visitor_name


def show_library() -> None:
    """Show what is open, the way to save what the editor holds, and all queries that are kept."""
    saved = list_saved(services().database, visitor_name())
    opened = opened_query()
    if opened is not None:
        show_opened(opened)
    show_saving(saved, opened)
    st.markdown("**All saved queries**")
    if not saved:
        st.caption("None yet. Write one, name it above and press Save.")
    with st.container(key="sql_saved"):
        show_names(saved)


def show_names(saved: tuple[SavedQuery, ...]) -> None:
    """Show all saved queries, each to be opened and run."""
    visitor = visitor_name()
    for query in saved:
        st.button(
            label_of(query, visitor),
            key=f"sql_open_{query.query_id}",
            type="tertiary",
            on_click=open_saved,
            args=(query,),
            help="Write it into the editor and run it.",
            wrap=True,
        )


def show_opened(query: SavedQuery) -> None:
    """Say which query is open, and offer to delete it; asked once more."""
    with st.container(border=True):
        st.markdown(f"Open: **{plain(query.name)}**, {whose(query)}.")
        st.caption(f"Its address: `/sql?{ASKED}={query.query_id}`")
        question = f"delete query {query.query_id}"
        if not is_asked(question):
            st.button("Delete…", on_click=ask, args=(question,))
            return
        gone = "It is gone for everybody." if query.is_shared else "It is gone."
        st.markdown(f"**Delete it?** {gone} The editor keeps its text.")
        with st.container(horizontal=True):
            st.button("Delete now", type="primary", on_click=delete, args=(query,))
            st.button("Keep it", on_click=ask, args=(None,))


def show_saving(saved: tuple[SavedQuery, ...], opened: SavedQuery | None) -> None:
    """Ask for a name, say what saving will do, and offer it."""
    name = st.text_input("Name", key=NAME, max_chars=LONGEST_NAME).strip()
    st.checkbox("Everybody may open, run and change it", key=SHARED)
    same = find_replaced(saved, name, opened, visitor_name())
    if same is not None:
        st.caption(
            f"There is {plain(same.name)} already, {whose(same)}: its statement and chart are"
            " replaced by what is in the editor."
        )
    with st.container(horizontal=True):
        st.button(
            "Replace it" if same else "Save",
            on_click=save,
            args=(same,),
            disabled=not name,
        )
        if opened is not None and name and (same is None or same.query_id == opened.query_id):
            st.button(
                "Rename the open one",
                on_click=rename,
                args=(opened,),
                help="Gives it this name, and shares it or not; its statement stays.",
            )


def save(same: SavedQuery | None) -> None:
    """Keep what the editor holds, new or in place of the one of that name."""
    _save(same, str(st.session_state[TEXT]), st.session_state.get(CHART))


def rename(opened: SavedQuery) -> None:
    """Give the open query the name that is written there; its statement stays."""
    _save(opened, opened.sql, opened.chart)


def _save(replaced: SavedQuery | None, sql: str, chart: dict[str, Any] | None) -> None:
    clicks, database, asked_by = current_clicks(), services().database, visitor_name()
    name, is_shared = st.session_state[NAME], st.session_state[SHARED]

    def write() -> SavedQuery:
        if not sql.strip():
            raise QueryRefused("the editor is empty")
        query = QueryToSave(name=name, sql=sql, chart=chart, is_shared=is_shared)
        return save_query(database, query, asked_by, replaced.query_id if replaced else None)

    if clicks.do(("save query", name, is_shared, sql, repr(chart)), write):
        st.session_state[OPENED] = st.query_params[ASKED] = clicks.last.value.query_id


def delete(query: SavedQuery) -> None:
    """See that the query is gone; the editor keeps what it holds."""
    clicks, database, asked_by = current_clicks(), services().database, visitor_name()
    clicks.answer(
        ("delete query", query.query_id), lambda: delete_saved(database, query.query_id, asked_by)
    )
    close_saved()
