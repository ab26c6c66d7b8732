"""One feed: state, ledger, issues, jobs and row report."""

import streamlit as st

from ingestion.feed_jobs import run_job_again
from ingestion.feeds import Feed
from ingestion.report import ReportFilter, read_report, summarize_issues
from ingestion.revert_plan import REVERTIBLE
from jobs.kinds import kind_name
from jobs.queue import Job
from pages.clicks import current_clicks
from pages.failures import show_kept_failure, show_problem
from pages.feed_facts import show_facts
from pages.held_view import show_reasons
from pages.issues_view import show_findings, show_issues
from pages.job_actions import is_worth_again
from pages.ledger_view import show_ledger
from pages.links import show_link
from pages.parts_view import show_parts
from pages.progress import jobs_of
from pages.raw_view import show_raw
from pages.rejects_view import show_rejects
from pages.replay_view import show_replay
from pages.revert_view import show_revert, show_reverted
from pages.services import services
from pages.statuses import shown_status
from pages.times import shown_duration, time_cell
from pages.turner import current_cursor, show_turner

REPORT_ROWS = 50
SEVERITIES = ("error", "warning", "info")


def show_standing(feed: Feed) -> None:
    """Show where a feed that does not move stands: its state, and why it ended or is held."""
    show_facts(feed)
    show_parts(feed)
    show_reverted(feed)
    if feed.error:
        show_problem(feed.error)
        if feed.raw_expired_at is None:
            _offer_retry(jobs_of(feed))
    show_reasons(feed)


def show_outcome(feed: Feed) -> None:
    """Show what became of each record: ledger, issues and rejects."""
    show_ledger(feed)
    show_issues(services().database, feed)
    with st.container(horizontal=True):
        show_rejects(feed)
        show_raw(feed)
    if feed.status in (*REVERTIBLE, "REVERTED"):
        show_link("feed_sales.py", "What was ordered since, and refused", feed=feed.feed_id)


def show_ways_back(feed: Feed) -> None:
    """Offer to undo what the feed did, and to read its file once more."""
    if feed.status not in REVERTIBLE:
        show_replay(feed)
        return
    undo, replay = st.columns(2, border=True)
    with undo:
        show_revert(feed, jobs_of(feed))
    with replay:
        show_replay(feed)


def show_report(feed: Feed) -> None:
    """Show every finding of the feed in the order of the file, filtered and paged."""
    database = services().database
    issues = summarize_issues(database, feed.feed_id)
    if not issues or not feed.has_report:
        return
    st.subheader("Row report")
    with st.container(horizontal=True):
        severity = st.selectbox(
            "Severity", SEVERITIES, index=None, placeholder="Any", format_func=shown_status
        )
        codes = [issue.code for issue in issues if severity in (None, issue.severity)]
        code = st.selectbox("Code", codes, index=None, placeholder="Any")
    wanted = ReportFilter(feed.feed_id, code, severity)
    page = read_report(database, wanted, REPORT_ROWS, current_cursor("report", wanted))
    show_findings(page.items)
    show_turner("report", page)


def show_jobs(feed: Feed) -> None:
    """Show the feed's jobs, the newest first."""
    jobs = jobs_of(feed)
    if not jobs:
        return
    st.subheader("Jobs")
    zone = services().settings.zone
    st.dataframe(
        [
            {
                "Job": kind_name(job.kind),
                "Status": shown_status(job.status),
                "Attempt": f"{job.attempt} of {job.max_attempts}",
                f"Started ({zone.key})": time_cell(job.started_at, zone),
                "Took": shown_duration(job.duration_s),
                "Reason": job.error["code"] if job.error else "",
            }
            for job in jobs
        ],
        hide_index=True,
        height="content",
        alt="Jobs of this feed",
    )


def _offer_retry(jobs: tuple[Job, ...]) -> None:
    failed = next((job for job in jobs if job.status == "FAILED"), None)
    if failed is None or not is_worth_again(failed):
        return
    if not st.button("Run again", help="Worth it when the cause is gone."):
        return
    clicks, ingestion = current_clicks(), services().ingestion
    if clicks.do(
        ("again", failed.job_id, failed.attempt), lambda: run_job_again(ingestion, failed)
    ):
        st.rerun()
    show_kept_failure()
