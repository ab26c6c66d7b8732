"""What a feed's checks found: each code with its meaning, what to do, and examples."""

from collections.abc import Sequence

import streamlit as st

from catalog.database import Database
from ingestion.feeds import Feed
from ingestion.findings import CODES
from ingestion.report import IssueCount, ReportFilter, ReportRow, read_report, summarize_issues
from pages.amounts import counted
from pages.links import CODE_OF_ADDRESS, address_of, linked_code
from pages.plain_text import plain
from pages.statuses import badge

EXAMPLES = 5
OPEN = 3


def show_issues(database: Database, feed: Feed) -> None:
    """Show each code that was found, errors first; nothing before the feed was checked."""
    if feed.counters["rows_read"] is None:
        return
    st.subheader("Issues")
    issues = summarize_issues(database, feed.feed_id)
    if not issues:
        st.success("No issues: every record was loaded without a remark.")
    for place, issue in enumerate(issues):
        is_open = issue.severity == "error" and place < OPEN
        _show_issue(database, feed.feed_id, issue, is_open=is_open)


def _show_issue(database: Database, feed_id: str, issue: IssueCount, *, is_open: bool) -> None:
    title = (
        f"{badge(issue.severity)} **{counted(issue.count, 'time')}** {issue.message} `{issue.code}`"
    )
    with st.expander(title, expanded=is_open):
        hint = plain(CODES[issue.code].hint)
        st.markdown(f"**What to do:** {hint} More, with an example: {linked_code(issue.code)}")
        wanted = ReportFilter(feed_id, code=issue.code)
        rows = read_report(database, wanted, EXAMPLES).items
        show_examples(rows, issue.message)
        if issue.count > EXAMPLES and rows:
            st.caption(f"The first {EXAMPLES} of {issue.count:,}; the row report has them all.")


def show_examples(rows: tuple[ReportRow, ...], message: str) -> None:
    """Show findings of one code: only what they have, and what its title does not say yet."""
    if not rows:  # the report is deleted, and only the counts are left
        return
    told = {"Code"} if any(row.message != message for row in rows) else {"Code", "Message"}
    cells = [_finding(row) for row in rows]
    columns = [name for name in cells[0] if name not in told and any(row[name] for row in cells)]
    if columns:
        show_findings(rows, columns)


def show_findings(rows: tuple[ReportRow, ...], columns: Sequence[str] | None = None) -> None:
    """Show findings as a table, in the order of the file, with these columns of it or all."""
    st.dataframe(
        [_finding(row) for row in rows],
        column_order=columns,
        hide_index=True,
        height="content",
        placeholder="",
        alt="Findings with line, SKU, column, value and meaning",
        column_config={
            "Line": st.column_config.NumberColumn(format="localized", width="small"),
            "Code": st.column_config.LinkColumn(display_text=CODE_OF_ADDRESS),
        },
    )


def _finding(row: ReportRow) -> dict[str, str | int | None]:
    return {
        "Line": row.line_number,
        "SKU": row.sku,
        "Column": row.column,
        "Value": row.raw_value,
        "Code": address_of(row.code),
        "Message": row.message,
        "Record": row.row_outcome,
    }
