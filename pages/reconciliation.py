"""Reconciliation: what must be so, whether it is, and the rows that differ."""

import streamlit as st

from analytics.reconciliation_desk import KIND, order_reconciliation
from analytics.reconciliation_runs import Run, find_last_run, read_checks
from jobs.queue import Job, JobFilter, list_jobs
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.following import shown_every
from pages.job_pace import pace_of
from pages.links import show_link
from pages.plain_text import plain
from pages.progress import EVERY_S, is_moving
from pages.reconciliation_rows import show_checks, show_differences
from pages.reconciliation_runs_view import show_runs
from pages.services import services
from pages.times import shown_duration, shown_time


def show_page() -> None:
    """Show the last run's checks, and the rows of the one that was chosen."""
    st.title("Reconciliation")
    st.caption(
        "What feeds, products, orders and refunds say of each other, held against each other."
        " A load or an order that comes meanwhile is no difference: all is looked at as it was"
        " in one moment."
    )
    show_kept_failure()
    show_now()
    run = find_last_run(services().database)
    if run is None:
        st.info("Nothing was reconciled yet. Press **Run now**, or wait for the night.")
        return
    show_verdict(run)
    checks = read_checks(services().database, run.run_id)
    show_checks(checks)
    show_differences(checks, run.run_id)
    show_runs()


def show_now() -> None:
    """Offer a run, or show how far the one is that waits or runs."""
    job = last_job()
    if job is not None and is_moving((job,)):
        follow_job()
        return
    st.button("Run now", on_click=run_now, args=(job and job.job_id,))
    if job is not None and job.status in {"FAILED", "CANCELLED"}:
        st.warning(f"The last one that was begun is {job.status.lower()}. What is shown is older.")
        show_link("jobs.py", "See its job", job_kind="Reconciliation")


@shown_every(EVERY_S)
def follow_job() -> None:
    """Show how far the run is, again and again; run the page anew once it is over."""
    job = last_job()
    if job is None or not is_moving((job,)):
        st.rerun()
    waits = "waits for its turn" if job.status == "QUEUED" else pace_of(job)
    st.progress(job.progress, text=f"**Reconciling:** {plain(waits)}")
    st.caption("You can leave this page: the work goes on. It can be cancelled on the page Jobs.")


def run_now(before: str | None) -> None:
    """Queue a run, once after the job `before` it."""
    clicks, desk = current_clicks(), services().reconciliations
    clicks.do(("reconcile", before), lambda: order_reconciliation(desk))


def last_job() -> Job | None:
    """Return the job that was queued last."""
    jobs = list_jobs(services().database, JobFilter(kind=KIND), 1).items
    return jobs[0] if jobs else None


def show_verdict(run: Run) -> None:
    """Say in one line how the last run ended."""
    took = shown_duration((run.finished_at - run.seen_at).total_seconds())
    when = f"As of {shown_time(run.seen_at, services().settings.zone)}; it took {took}."
    if run.differences:
        st.error(f"**Rows that differ: {run.differences:,}.** {when}")
    else:
        st.success(f"**Everything agrees:** {run.checks} checks. {when}")


show_page()
