"""A feed's way while it is under way: phase and progress of its jobs, live."""

import streamlit as st

from ingestion.feeds import Feed, get_feed
from jobs.queue import Job, JobFilter, list_jobs
from pages.failures import show_setback
from pages.feed_facts import show_facts
from pages.following import shown_every
from pages.job_pace import pace_of
from pages.plain_text import plain
from pages.services import services
from pages.statuses import MOVING

EVERY_S = 2  # a tick costs about a rerun of the page
MANY = 100
# checking and loading take about half of the way each
SHARES = {
    "VALIDATE": (0.0, 0.5, "Checking"),
    "ETL": (0.5, 0.5, "Loading"),
    "REVERT": (0.0, 1.0, "Reverting"),
}


def jobs_of(feed: Feed) -> tuple[Job, ...]:
    """Return the feed's jobs, the newest first."""
    return list_jobs(services().database, JobFilter(subject_id=feed.feed_id), MANY).items


def is_moving(jobs: tuple[Job, ...]) -> bool:
    """Return whether one of the jobs goes on by itself."""
    return any(job.status in MOVING for job in jobs)


@shown_every(EVERY_S)
def follow_feed(feed_id: str) -> None:
    """Show how far the feed is, again and again; run the page anew once it stands."""
    feed = get_feed(services().database, feed_id)
    jobs = jobs_of(feed)
    if not is_moving(jobs):
        st.rerun()
    show_facts(feed)
    job = next(job for job in jobs if job.status in MOVING)
    st.progress(_progress(job), text=_phase(job))
    if job.status == "RETRY_WAIT" and job.error:
        show_setback(job.error)
    st.caption("You can leave this page: the work goes on.")


def _progress(job: Job) -> float:
    start, share, _ = SHARES.get(job.kind, (0.0, 1.0, ""))
    return min(start + share * job.progress, 1.0)


def _phase(job: Job) -> str:
    name = SHARES.get(job.kind, (0.0, 1.0, job.kind.capitalize()))[2]
    if job.status == "QUEUED":
        return f"**{name}:** waits for its turn; feeds of one partner run one after another"
    if job.status == "RETRY_WAIT":
        return f"**{name}:** attempt {job.attempt} of {job.max_attempts} failed, trying again soon"
    return f"**{name}:** {plain(pace_of(job))}"
