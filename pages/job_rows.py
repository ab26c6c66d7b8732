"""Jobs as a list: what each works on, how far it is, how it ended, and what can be done."""

from collections.abc import Iterable
from contextlib import suppress
from zoneinfo import ZoneInfo

import streamlit as st

from catalog.errors import NotFound
from ingestion.feed_jobs import FEED_KINDS
from ingestion.feeds import get_feed
from ingestion.schedules import get_schedule
from jobs.kinds import kind_name
from jobs.queue import Job
from pages.failures import show_problem, show_setback
from pages.job_actions import show_actions
from pages.job_pace import pace_of, rows_of, speed_of
from pages.links import show_link
from pages.plain_text import plain, shortened
from pages.services import services
from pages.statuses import MOVING, badge
from pages.times import shown_duration, shown_time

NAME_LENGTH = 60


def show_job_rows(jobs: Iterable[Job], zone: ZoneInfo, *, is_linked: bool = True) -> None:
    """Show each job in a box of its own; `is_linked` with a link to what it works on."""
    for job in jobs:
        with st.container(border=True, gap="xsmall"):
            _show_head(job, is_linked=is_linked)
            if job.status == "RUNNING":
                st.progress(job.progress, text=plain(pace_of(job)))
            st.caption(" · ".join(filter(None, _facts(job, zone))))
            if job.error and job.status == "RETRY_WAIT":
                show_setback(job.error)
            elif job.error:
                show_problem(job.error)
            show_actions(job)


def _show_head(job: Job, *, is_linked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{kind_name(job.kind)}**", width="content")
        st.markdown(badge(job.status), width="content")
        if is_linked and job.subject_id:
            _show_subject(job.kind, job.subject_id)


def _show_subject(kind: str, subject_id: str) -> None:
    if kind in FEED_KINDS:
        feed = get_feed(services().database, subject_id)
        name = f"{feed.partner} · {shortened(feed.filename, NAME_LENGTH)}"
        show_link("feeds.py", name, feed=feed.feed_id)
    elif kind == "PULL":
        with suppress(NotFound):  # one that was deleted leaves its pulls
            schedule = get_schedule(services().database, subject_id)
            name = f"{schedule.partner} · {shortened(schedule.name, NAME_LENGTH)}"
            show_link("schedules.py", name, schedule=schedule.schedule_id)


def _facts(job: Job, zone: ZoneInfo) -> tuple[str, ...]:
    is_over = job.finished_at is not None and job.status not in MOVING
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
