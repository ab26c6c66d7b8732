"""What a question was answered: the rows, how many and how old, a chart, and copies to keep."""

import io
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st

from analytics.query_desk import Question
from analytics.query_history import KEPT
from analytics.questions import MIB, Answer, FileAnswer, QueryFailed
from catalog.errors import FeedledgerError
from catalog.exports import Form
from pages.amounts import counted
from pages.csv_download import write_csv
from pages.failures import show_failure
from pages.query_chart import ask_chart
from pages.query_columns import columns_of, showable
from pages.query_editor import begin_export, question_of_session
from pages.services import services
from pages.times import shown_duration, shown_time
from pages.visitor import visitor_name

FILES = "/copies/answers"
FILE = "sql_file"
WHOLE: dict[Form, str] = {"csv": "Make whole CSV", "parquet": "Make whole Parquet"}
TAKE: dict[Form, str] = {"csv": "Download whole CSV", "parquet": "Download whole Parquet"}
FEW, TALL_PX = 15, 560


@dataclass
class Taking:
    """The file that waits for the visitor, and its id."""

    answer: FileAnswer | None = None
    file_id: str = ""


def show_outcome() -> None:
    """Show the answer to the last question, or why there is none."""
    question = question_of_session()
    if question is None:
        st.info(
            "Press **Run**, or Ctrl+Enter in the editor. The tab *Tables* says what there is to"
            f" ask; the last {KEPT} questions you ask are in the tab *History*."
        )
        return
    if not question.wait(0):
        return
    try:
        answer = question.answer()
    except QueryFailed as error:
        show_error(str(error))
    except FeedledgerError as error:
        show_failure(error)
    else:
        if isinstance(answer, FileAnswer):
            show_file(answer)
        else:
            show_answer(answer)
            if answer.is_cut:
                offer_whole(question)


def offer_whole(question: Question) -> None:
    """Offer the whole result as a file, and say what it may be beforehand."""
    limits = services().queries.room.of_file
    st.markdown("**The whole result**")
    st.caption(
        f"As a file it may have {limits.rows:,} rows, {limits.result_bytes // MIB} MiB and take"
        f" {limits.seconds:g} seconds. The question is asked once more, of what is published"
        " then; it can be cancelled. What does not fit is refused: a file is whole, or there is"
        " none."
    )
    with st.container(horizontal=True):
        for form, label in WHOLE.items():
            st.button(label, key=f"sql_whole_{form}", on_click=begin_export, args=(question, form))


def show_file(answer: FileAnswer) -> None:
    """Show what the file is, and the way to it."""
    taking: Taking = st.session_state.setdefault(FILE, Taking())
    if taking.answer is not answer:
        taking.file_id = services().queries.files.keep(answer, visitor_name())
        taking.answer = answer
    size_mib = answer.file.size_bytes / MIB
    st.markdown(f"**{counted(answer.rows, 'row')}** in {shown_duration(answer.took_s)}")
    st.caption(
        f"The file has the whole result, {size_mib:,.1f} MiB, as of"
        f" {shown_time(answer.published_at, services().settings.zone)}. It is kept for 15 minutes,"
        " or until you make another."
    )
    st.link_button(TAKE[answer.form], f"{FILES}/{taking.file_id}", type="primary")


def show_error(text: str) -> None:
    """Show what DuckDB says, which points at the place with spaces."""
    st.error("**DuckDB could not run it.** `query/failed`")
    st.code(text, language=None, wrap_lines=False)


def show_answer(answer: Answer) -> None:
    """Show the rows with what they are, and offer them to keep."""
    zone = services().settings.zone
    st.markdown(f"**{_counted(answer)}** in {shown_duration(answer.took_s)}")
    st.caption(
        f"The file shows all tables as of {shown_time(answer.published_at, zone)}."
        f" Days and times are those of {answer.zone}."
    )
    table = showable(answer.table)
    rows, chart = st.tabs(["Rows", "Chart"])
    with rows:
        st.dataframe(
            table,
            hide_index=True,
            height=TALL_PX if table.num_rows > FEW else "content",
            placeholder="",
            alt="Answer",
            column_config=columns_of(table),
        )
        offer_copies(answer.table.rename_columns(table.column_names), table)
    with chart:
        ask_chart(table)


def offer_copies(exact: pa.Table, shown: pa.Table) -> None:
    """Offer the rows as CSV and, with their types, as Parquet."""
    with st.container(horizontal=True):
        st.download_button(
            "Download as CSV",
            data=partial(write_table_as_csv, shown),
            file_name="answer.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            "Download as Parquet",
            data=partial(write_table_as_parquet, exact, shown),
            file_name="answer.parquet",
            mime="application/vnd.apache.parquet",
        )


def write_table_as_csv(table: pa.Table) -> bytes:
    """Return the rows as UTF-8 CSV in which no text is a formula."""
    columns = [column.to_pylist() for column in table.columns]
    return write_csv(table.column_names, zip(*columns, strict=True))


def write_table_as_parquet(exact: pa.Table, shown: pa.Table) -> bytes:
    """Return the rows as Parquet; where it has no such type, as they are shown."""
    try:
        return _parquet_of(exact)
    except pa.ArrowException:
        return _parquet_of(shown)


def _parquet_of(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def _counted(answer: Answer) -> str:
    rows = counted(answer.table.num_rows, "row")
    return f"The first {rows} of more" if answer.is_cut else rows
