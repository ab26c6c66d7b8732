"""One schedule: where its pull stands, what comes next, and the ways to change or end it."""

from datetime import datetime

import streamlit as st

from ingestion.schedule_forms import shown_url
from ingestion.schedule_writing import delete_schedule
from ingestion.schedules import Schedule
from jobs.due_times import upcoming
from jobs.queue import Job, JobFilter, list_jobs
from pages.clicks import ask, current_clicks, is_asked
from pages.following import shown_every
from pages.job_rows import show_job_rows
from pages.plain_text import plain
from pages.progress import EVERY_S, is_moving
from pages.schedule_form import NEXT_RUNS, show_form, show_next_runs
from pages.schedule_rows import SKIPS, facts, run, show_buttons, shown_state
from pages.services import services
from pages.times import shown_time

JOBS = 5
DELETED = "delete schedule"


def show_schedule(schedule: Schedule) -> None:
    """Show everything about one schedule."""
    st.title(plain(schedule.name))
    st.markdown(f"{shown_state(schedule)} {' · '.join(facts(schedule))}")
    if schedule.url:
        st.caption(f"From `{shown_url(schedule.url)}`")
    show_buttons(schedule)
    jobs = _jobs_of(schedule)
    if not is_moving(jobs):
        show_last_run(schedule)
    if schedule.next_run_at is not None:
        after = upcoming(schedule.timetable, schedule.next_run_at, NEXT_RUNS - 1)
        show_next_runs([schedule.next_run_at, *after])
    show_pulls(schedule, jobs)
    with st.expander("Change this schedule", key=f"change_{schedule.schedule_id}"):
        show_form([schedule.partner], schedule)
    show_delete(schedule)


def show_pulls(schedule: Schedule, jobs: tuple[Job, ...]) -> None:
    """Show the last pulls, the newest first; again and again while one moves."""
    if not jobs:
        return
    st.subheader("Last pulls")
    if is_moving(jobs):
        follow_pulls(schedule)
    else:
        show_job_rows(jobs, services().settings.zone, is_linked=False)


@shown_every(EVERY_S)
def follow_pulls(schedule: Schedule) -> None:
    """Show the last pulls as they are now; run the page anew once none of them moves."""
    jobs = _jobs_of(schedule)
    if not is_moving(jobs):
        st.rerun()
    show_job_rows(jobs, services().settings.zone, is_linked=False)


def show_last_run(schedule: Schedule) -> None:
    """Offer to load what has not changed all the same, and say which run did not happen."""
    if schedule.last_outcome == "unchanged":
        st.info("The source has not changed since its last feed, so no feed was made of it.")
        st.button(
            "Load it all the same",
            on_click=run,
            args=(schedule.schedule_id, schedule.last_run_at),
            kwargs={"force": True},
        )
    if schedule.last_skip:
        due_at = datetime.fromisoformat(schedule.last_skip["due_at"])
        shown = shown_time(due_at, services().settings.zone)
        reason = SKIPS[schedule.last_skip["reason"]]
        st.caption(f"The run that was due {shown} did not happen: {reason}.")


def show_delete(schedule: Schedule) -> None:
    """Offer to delete it; nothing happens before that was confirmed."""
    question = f"delete {schedule.schedule_id}"
    if not is_asked(question):
        st.button("Delete this schedule…", on_click=ask, args=(question,))
        return
    with st.container(border=True):
        st.markdown("**Delete it?** A pull that runs is cancelled. The feeds that it brought stay.")
        with st.container(horizontal=True):
            st.button("Delete now", type="primary", on_click=delete, args=(schedule.schedule_id,))
            st.button("Keep it", on_click=ask, args=(None,))


def delete(schedule_id: str) -> None:
    """Delete it and show the list."""
    clicks, ingestion = current_clicks(), services().ingestion
    clicks.answer((DELETED, schedule_id), lambda: delete_schedule(ingestion, schedule_id))
    st.query_params.pop("schedule", None)


def _jobs_of(schedule: Schedule) -> tuple[Job, ...]:
    wanted = JobFilter(kind="PULL", subject_id=schedule.schedule_id)
    return list_jobs(services().database, wanted, JOBS).items
