"""One schedule: where its pull stands, what comes next, and the ways to change or end it."""

import streamlit as st

from catalog.errors import FeedledgerError
from ingestion.feed_jobs import cancel_job
from ingestion.schedule_forms import shown_url
from ingestion.schedule_writing import delete_schedule
from ingestion.schedules import Schedule
from jobs.due_times import upcoming
from jobs.queue import Job, JobFilter, list_jobs
from pages.deciding import ask, is_asked
from pages.failures import keep_failure, show_problem
from pages.plain_text import plain
from pages.progress import EVERY_S, is_moving
from pages.schedule_form import NEXT_RUNS, show_form, show_next_runs
from pages.schedule_rows import SKIPS, facts, run, show_buttons, shown_state
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time
from pages.visitor import visitor_name

JOBS = 10


def show_schedule(schedule: Schedule) -> None:
    """Show everything about one schedule."""
    st.title(plain(schedule.name))
    st.markdown(f"{shown_state(schedule)} {' · '.join(facts(schedule))}")
    if schedule.url:
        st.caption(f"From `{shown_url(schedule.url)}`")
    show_buttons(schedule)
    jobs = _jobs_of(schedule)
    if is_moving(jobs):
        follow_pull(schedule)
    else:
        show_last_run(schedule)
    if schedule.next_run_at is not None:
        after = upcoming(schedule.timetable, schedule.next_run_at, NEXT_RUNS - 1)
        show_next_runs([schedule.next_run_at, *after])
    show_jobs(jobs)
    with st.expander("Change this schedule"):
        show_form([schedule.partner], schedule)
    show_delete(schedule)


@st.fragment(run_every=EVERY_S)
def follow_pull(schedule: Schedule) -> None:
    """Show how far the pull is, again and again; run the page anew once it stands."""
    jobs = _jobs_of(schedule)
    if not is_moving(jobs):
        st.rerun()
    job = jobs[0]
    text = plain(job.phase or "waits for its turn")
    st.progress(job.progress, text=f"**Pulling:** {text}, attempt {max(job.attempt, 1)}")
    if job.status == "RETRY_WAIT" and job.error:
        show_problem(job.error)
    st.button("Cancel this pull", on_click=cancel, args=(job,))


def show_last_run(schedule: Schedule) -> None:
    """Show why the last pull failed or did not happen, and offer to load it all the same."""
    zone = services().settings.zone
    if schedule.last_outcome == "failed" and schedule.last_error:
        st.caption(f"The pull that ended {shown_time(schedule.last_run_at, zone)} failed:")
        show_problem(schedule.last_error)
    if schedule.last_outcome == "unchanged":
        st.info("The source has not changed since it was loaded, so it was not loaded again.")
        st.button(
            "Load it all the same",
            on_click=run,
            args=(schedule.schedule_id,),
            kwargs={"force": True},
        )
    if schedule.last_skip:
        due_at = plain(str(schedule.last_skip["due_at"])[:16].replace("T", " "))
        reason = SKIPS[schedule.last_skip["reason"]]
        st.caption(f"The run that was due {due_at} UTC did not happen: {reason}.")


def show_jobs(jobs: tuple[Job, ...]) -> None:
    """Show the last pulls, the newest first."""
    if not jobs:
        return
    zone = services().settings.zone
    st.subheader("Last pulls")
    for job in jobs:
        outcome = (job.result or {}).get("outcome") or (job.error or {}).get("code") or ""
        st.markdown(
            f"{badge(job.status)} {shown_time(job.queued_at, zone)} {plain(outcome)}"
            f" · job `{job.job_id}`"
        )


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
    ask(None)
    try:
        delete_schedule(services().ingestion, schedule_id)
    except FeedledgerError as error:
        keep_failure(error)
    st.query_params.pop("schedule", None)


def cancel(job: Job) -> None:
    """Cancel the pull; where it is over, the page shows that."""
    try:
        cancel_job(services().ingestion, job, visitor_name())
    except FeedledgerError as error:
        keep_failure(error)


def _jobs_of(schedule: Schedule) -> tuple[Job, ...]:
    wanted = JobFilter(kind="PULL", subject_id=schedule.schedule_id)
    return list_jobs(services().database, wanted, JOBS).items
