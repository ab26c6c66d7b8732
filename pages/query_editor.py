"""The editor of SQL: what is written, run and cancelled, and what the address opens."""

from dataclasses import dataclass

import streamlit as st

from analytics.query_desk import Question
from analytics.saved_queries import SavedQuery, get_saved
from catalog.errors import FeedledgerError
from catalog.exports import Form
from pages.clicks import current_clicks
from pages.failures import show_failure
from pages.following import shown_every
from pages.services import services
from pages.visitor import visitor_name

TEXT, QUESTION, OPENED, CHART = "sql_text", "sql_question", "sql_opened", "sql_chart"
NAME, SHARED = "sql_name", "sql_shared"
ASKED = "query"
FIRST = "select day, currency, sum(net) as net\nfrom daily_revenue\ngroup by all\norder by day"
# the editor in letters of one width, a shortcut that can be read, long names from the left
STYLE = """<style>
.st-key-sql_text textarea {
  font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.875rem;
}
.st-key-sql_run kbd { color: inherit; opacity: 1; }
.st-key-sql_examples button, .st-key-sql_saved button { text-align: left; }
</style>"""
EDITOR_PX = 260
QUICK_S = 1.5  # an answer that comes within it needs no second run of the page
EVERY_S = 2


@dataclass
class Asking:
    """What the visitor asked last on the page: kept in one assignment, whatever cuts a run off."""

    last: Question | None = None


def question_of_session() -> Question | None:
    """Return what this visitor asked last on the page."""
    return _asking().last


def show_editor() -> None:
    """Show the statement, and the buttons that run it and stop it."""
    if TEXT not in st.session_state:
        st.session_state[TEXT] = FIRST
    st.html(STYLE)
    st.text_area("Statement", key=TEXT, height=EDITOR_PX, persist_state="session")
    question = question_of_session()
    is_running = question is not None and not question.wait(0)
    with st.container(horizontal=True):
        st.button(
            "Run",
            key="sql_run",
            type="primary",
            on_click=run,
            args=(question,),
            shortcut="Ctrl+Enter",
            disabled=is_running,
            help="Ask the published file.",
        )
        if question is not None and is_running and not question.wait(QUICK_S):
            st.button("Cancel", on_click=question.cancel)
    if question is not None and not question.wait(0):
        follow_question()
    elif is_running:
        st.rerun()


def run(before: Question | None) -> None:
    """
    Put what the editor holds as a question; where there is no room, the page says so.

    `before` is the question before it: a second click comes with the same.
    """
    clicks, asking, asked_by = current_clicks(), _asking(), visitor_name()
    text = st.session_state[TEXT]

    def write() -> None:
        asking.last = services().queries.ask(text, asked_by)

    clicks.do(("run query", text, id(before)), write)


def begin_export(before: Question, form: Form) -> None:
    """Put the question that was answered for its whole result, as a file of that form."""
    clicks, asking, asked_by = current_clicks(), _asking(), visitor_name()
    room = services().ingestion.spool.room_for_exports()

    def write() -> None:
        asking.last = services().queries.export(before.asked.sql, asked_by, form, room)

    clicks.do(("export query", form, id(before)), write)


@shown_every(EVERY_S)
def follow_question() -> None:
    """Show how long the question runs, again and again; run the page anew once it is over."""
    question = question_of_session()
    if question is None or question.wait(0):
        st.rerun()
    limit = question.limits.seconds
    ran = min(question.runs_s, limit)
    st.progress(ran / limit, text=f"**Running** for {ran:.0f} of at most {limit:g} seconds")


def write(sql: str) -> None:
    """Have the editor hold this statement, which is no saved query."""
    st.session_state[TEXT] = sql
    close_saved()


def append(text: str) -> None:
    """Write the text behind what the editor holds."""
    before = str(st.session_state.get(TEXT, ""))
    gap = "" if not before or before[-1].isspace() else " "
    st.session_state[TEXT] = f"{before}{gap}{text}"


def open_saved(query: SavedQuery) -> None:
    """Have the editor hold the saved query, and ask it."""
    st.session_state[TEXT] = query.sql
    st.session_state[OPENED] = query.query_id
    st.session_state[CHART] = query.chart
    st.session_state[NAME], st.session_state[SHARED] = query.name, query.is_shared
    st.query_params[ASKED] = query.query_id
    run(question_of_session())


def close_saved() -> None:
    """See that no saved query is open."""
    st.session_state.pop(OPENED, None)
    st.query_params.pop(ASKED, None)


def opened_query() -> SavedQuery | None:
    """Return the saved query that is open, None where there is none any more."""
    query_id = st.session_state.get(OPENED)
    if query_id is None:
        return None
    try:
        return get_saved(services().database, query_id, visitor_name())
    except FeedledgerError:
        return None


def open_addressed() -> None:
    """Open the saved query that the address names, once."""
    query_id = st.query_params.get(ASKED)
    if query_id is None or query_id == st.session_state.get(OPENED):
        return
    try:
        open_saved(get_saved(services().database, query_id, visitor_name()))
    except FeedledgerError as error:
        close_saved()
        show_failure(error)


def _asking() -> Asking:
    asking: Asking = st.session_state.setdefault(QUESTION, Asking())
    return asking
