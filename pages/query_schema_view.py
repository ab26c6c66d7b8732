"""What there is to ask: tables and columns with their meaning, and questions to begin with."""

import streamlit as st

from analytics.published_schema import PublishedTable
from catalog.errors import FeedledgerError
from pages.failures import show_failure
from pages.links import ANALYSTS_GUIDE
from pages.plain_text import plain
from pages.query_editor import append, write
from pages.query_examples import read_examples
from pages.services import services


def show_schema() -> None:
    """Show every table and view of the published file, and what its columns mean."""
    try:
        schema = services().queries.read_schema()
    except FeedledgerError as error:
        show_failure(error)
        return
    sought = st.text_input("Find a table or column", key="sql_sought").strip().lower()
    tables = [table for table in schema.tables if _has(table, sought)]
    for table in tables:
        with st.expander(_titled(table), expanded=bool(sought) and len(tables) == 1):
            show_table(table)
    if not tables:
        st.caption("No table, column or meaning has that in it.")
    if not sought:
        with st.expander("Functions"):
            for function in schema.functions:
                st.markdown(f"`{function.call}`  \n{plain(function.comment)}")


def show_table(table: PublishedTable) -> None:
    """Show what a row of it is, the columns, and ways to begin with it."""
    st.caption(plain(table.comment))
    with st.container(horizontal=True):
        st.button("First rows", key=f"sql_rows_{table.name}", on_click=write, args=(_first(table),))
        st.button(
            "Insert its name", key=f"sql_name_{table.name}", on_click=append, args=(table.name,)
        )
    st.pills(
        "Insert a column",
        [column.name for column in table.columns],
        key=f"sql_column_{table.name}",
        on_change=_insert_column,
        args=(table.name,),
        label_visibility="collapsed",
    )
    lines = (
        f"- `{column.name}` :gray[{plain(column.data_type)}]  \n  {plain(column.comment)}"
        for column in table.columns
    )
    st.markdown("\n".join(lines))


def show_examples() -> None:
    """Offer the questions of the guide, to run or to change."""
    st.caption(f"Press one to write it into the editor. More in the [guide]({ANALYSTS_GUIDE}).")
    for number, example in enumerate(read_examples(), 1):
        st.button(
            f"{number}. {example.title}",
            type="tertiary",
            on_click=write,
            args=(example.sql,),
            help=plain(example.text),
            wrap=True,
        )


def _insert_column(table: str) -> None:
    picked = st.session_state.pop(f"sql_column_{table}", None)
    if picked:
        append(picked)


def _first(table: PublishedTable) -> str:
    return f"from {table.name}\nlimit 100"


def _titled(table: PublishedTable) -> str:
    return f"**{table.name}**" + (" :gray[view]" if table.is_view else "")


def _has(table: PublishedTable, sought: str) -> bool:
    texts = [table.name, table.comment]
    texts += [text for column in table.columns for text in (column.name, column.comment)]
    return any(sought in text.lower() for text in texts)
