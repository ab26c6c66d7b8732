"""Turning pages of a keyset list: where each page began is kept, so that one can turn back."""

from typing import Any

import streamlit as st

from catalog.paging import Page


def current_cursor(name: str, question: object) -> str | None:
    """Return where the page to show starts; another question starts at its first page."""
    kept = st.session_state.get(name)
    if kept is None or kept["question"] != question:
        st.session_state[name] = {"question": question, "cursors": [None]}
    cursor: str | None = st.session_state[name]["cursors"][-1]
    return cursor


def show_turner(name: str, page: Page[Any]) -> None:
    """Show the way to the next page and back, where there is one."""
    cursors: list[str | None] = st.session_state[name]["cursors"]
    if len(cursors) == 1 and page.next_cursor is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "← Back",
            key=f"{name}_back",
            on_click=_turn_back,
            args=(name,),
            disabled=len(cursors) == 1,
        )
        st.markdown(f"Page {len(cursors)}", width="content")
        st.button(
            "Next →",
            key=f"{name}_next",
            on_click=_turn,
            args=(name, page.next_cursor),
            disabled=page.next_cursor is None,
        )


def _turn(name: str, cursor: str | None) -> None:
    cursors = st.session_state[name]["cursors"]
    # a second click on the same button arrives with the same cursor
    if cursor is not None and cursors[-1] != cursor:
        cursors.append(cursor)


def _turn_back(name: str) -> None:
    cursors = st.session_state[name]["cursors"]
    if len(cursors) > 1:
        cursors.pop()
