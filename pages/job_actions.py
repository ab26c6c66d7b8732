"""What can be done with a job: cancel it, or run it again; a feed goes with its job."""

from collections.abc import Callable

import streamlit as st

from ingestion.feed_jobs import cancel_job, run_job_again
from jobs.queue import Job, get_job
from pages.clicks import ask, current_clicks, is_asked
from pages.services import services
from pages.statuses import MOVING
from pages.visitor import visitor_name

AGAIN = ("FAILED", "CANCELLED")
# the same file fails for the same reason: there is nothing to run again
OF_THE_FILE = ("file/", "header/")
OF_FEED = {
    "VALIDATE": "Its feed is cancelled with it, and nothing of it is loaded.",
    "ETL": "Its feed is cancelled with it, and nothing of it is loaded.",
    "REVERT": "Its feed stays loaded.",
}


def show_actions(job: Job) -> None:
    """Offer what the job's state allows; nothing is cancelled before it was confirmed."""
    if job.status in MOVING:
        _offer_cancel(job)
    elif is_worth_again(job):
        st.button(
            "Run again",
            key=f"again {job.job_id}",
            on_click=_do,
            args=(run_again, job),
            help="Worth it when the cause is gone.",
        )


def is_worth_again(job: Job) -> bool:
    """Return whether the job may end otherwise when it is run again."""
    code = str((job.error or {}).get("code", ""))
    return job.status in AGAIN and not code.startswith(OF_THE_FILE)


def cancel(job: Job) -> None:
    """Cancel the job in the visitor's name."""
    cancel_job(services().ingestion, job, visitor_name())


def run_again(job: Job) -> None:
    """Queue the job once more."""
    run_job_again(services().ingestion, job)


def _offer_cancel(job: Job) -> None:
    question = f"cancel job {job.job_id}"
    if not is_asked(question):
        st.button("Cancel…", key=f"cancel {job.job_id}", on_click=ask, args=(question,))
        return
    st.markdown(f"**Cancel it?** {OF_FEED.get(job.kind, 'What it did not commit is taken back.')}")
    with st.container(horizontal=True):
        st.button(
            "Cancel now",
            type="primary",
            key=f"sure {job.job_id}",
            on_click=_do,
            args=(cancel, job),
        )
        st.button("Let it go on", key=f"keep {job.job_id}", on_click=ask, args=(None,))


def _do(action: Callable[[Job], None], job: Job) -> None:
    def write() -> None:
        action(get_job(services().database, job.job_id))

    current_clicks().answer((action, job.job_id, job.attempt), write)
