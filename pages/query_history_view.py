"""What the visitor asked before: to see, and to ask again."""

import streamlit as st

from analytics.query_history import QueryEntry, list_questions
from pages.plain_text import one_line, shortened
from pages.query_editor import write
from pages.services import services
from pages.times import shown_duration, time_cell
from pages.visitor import visitor_name

KEY = "sql_history"
TALL_PX = 420
LONGEST = 300


def show_history() -> None:
    """Show the last questions; a tick on one writes it into the editor."""
    entries = list_questions(services().database, visitor_name())
    if not entries:
        st.caption("You have not asked anything yet.")
        return
    st.caption("Tick a question to write it into the editor. Only you see yours.")
    zone = services().settings.zone
    st.dataframe(
        [
            {
                "Statement": shortened(one_line(" ".join(entry.sql.split())), LONGEST),
                f"Asked ({zone.key})": time_cell(entry.asked_at, zone),
                "Outcome": _outcome(entry),
                "Took": shown_duration(entry.took_s),
            }
            for entry in entries
        ],
        hide_index=True,
        height=TALL_PX if len(entries) > 10 else "content",  # noqa: PLR2004 - what fits in it
        key=KEY,
        alt="History",
        column_config={"Statement": st.column_config.TextColumn(width=180)},
        selection_mode="single-row",
        on_select=lambda: _write_picked(entries),
    )


def _write_picked(entries: tuple[QueryEntry, ...]) -> None:
    picked = st.session_state[KEY]["selection"]["rows"]
    if picked and picked[0] < len(entries):
        write(entries[picked[0]].sql)


def _outcome(entry: QueryEntry) -> str:
    if entry.rows is None:
        return entry.error_code or ""
    return f"{entry.rows:,} rows" + (" of more" if entry.is_cut else "")
