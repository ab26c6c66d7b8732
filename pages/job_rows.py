"""Jobs as a list: what each works on, how far it is, how it ended, and what can be done."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import streamlit as st

from ingestion.feed_jobs import FEED_KINDS
from ingestion.feeds import get_feed
from jobs.queue import Job
from pages.failures import show_problem
from pages.job_actions import show_actions
from pages.job_pace import pace_of, rows_of, speed_of
from pages.links import show_link
from pages.plain_text import plain, shortened
from pages.services import services
from pages.statuses import badge, shown_kind
from pages.times import shown_duration, shown_time

NAME_LENGTH = 60


def show_job_rows(jobs: Iterable[Job], zone: ZoneInfo) -> None:
    """Show each job in a box of its own."""
    for job in jobs:
        with st.container(border=True, gap="xsmall"):
            _show_head(job)
            if job.status == "RUNNING":
                st.progress(job.progress, text=plain(pace_of(job)))
            st.caption(" · ".join(filter(None, _facts(job, zone))))
            if job.error:
                show_problem(job.error)
            show_actions(job)


def _show_head(job: Job) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{shown_kind(job.kind)}**", width="content")
        st.markdown(badge(job.status), width="content")
        if job.kind in FEED_KINDS and job.subject_id:
            feed = get_feed(services().database, job.subject_id)
            name = f"{feed.partner} · {shortened(feed.filename, NAME_LENGTH)}"
            show_link("feeds.py", name, feed=feed.feed_id)


def _facts(job: Job, zone: ZoneInfo) -> tuple[str, ...]:
    is_over = job.finished_at is not None and job.status not in ("QUEUED", "RUNNING", "RETRY_WAIT")
    waits = f"next attempt {shown_time(job.run_after, zone)}" if job.status == "RETRY_WAIT" else ""
    return (
        f"queued {shown_time(job.queued_at, zone)}",
        f"attempt {job.attempt} of {job.max_attempts}" if job.attempt else "",
        waits,
        f"took {shown_duration(job.duration_s)}" if is_over and job.started_at else "",
        rows_of(job) if is_over else "",
        speed_of(job) if is_over else "",
        f"request `{job.request_id}`" if job.request_id else "",
        f"job `{job.job_id}`",
    )
