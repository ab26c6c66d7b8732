"""What runs of the reconciliation came to, page by page."""

import streamlit as st

from analytics.reconciliation_runs import list_runs
from pages.services import services
from pages.times import shown_duration, shown_time
from pages.turner import current_cursor, show_turner

RUNS_A_PAGE = 30


def show_runs() -> None:
    """Show the runs that are kept, the newest first."""
    with st.expander("Runs that are kept"):
        page = list_runs(services().database, RUNS_A_PAGE, current_cursor("runs", None))
        zone = services().settings.zone
        rows = [
            {
                "As of": shown_time(run.seen_at, zone),
                "Took": shown_duration((run.finished_at - run.seen_at).total_seconds()),
                "Checks": run.checks,
                "Rows that differ": run.differences,
            }
            for run in page.items
        ]
        st.dataframe(rows, hide_index=True, height="content", alt="Runs")
        show_turner("runs", page)
