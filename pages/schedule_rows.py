"""Schedules as a list: what comes next, how it went last, and what can be done at once."""

from collections.abc import Iterable
from datetime import datetime

import streamlit as st

from ingestion.schedule_writing import pause_schedule, resume_schedule, run_schedule
from ingestion.schedules import Schedule
from jobs.queue import Job, JobFilter, list_jobs
from pages.clicks import current_clicks
from pages.failures import show_problem
from pages.links import show_link
from pages.plain_text import plain
from pages.progress import is_moving
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time

OUTCOMES = {
    "loaded": ":green-badge[Delivered]",
    "unchanged": ":gray-badge[Unchanged]",
    "failed": ":red-badge[Failed]",
}
SKIPS = {
    "late": "it was too late for it",
    "running": "the pull before was still under way",
}
UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def show_schedule_rows(schedules: Iterable[Schedule]) -> None:
    """Show each schedule as a link to its page, with its times and buttons."""
    for schedule in schedules:
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                show_link("schedules.py", schedule.name, schedule=schedule.schedule_id)
                st.markdown(shown_state(schedule), width="content")
            st.caption(" · ".join(facts(schedule)))
            is_over = pull_under_way(schedule) is None
            if is_over and schedule.last_outcome == "failed" and schedule.last_error:
                show_problem(schedule.last_error)
            show_buttons(schedule)


def shown_state(schedule: Schedule) -> str:
    """Return whether it is paused, and where the last pull stands or ended, as badges."""
    paused = ":orange-badge[Paused]" if schedule.is_paused else ""
    pull = pull_under_way(schedule)
    outcome = badge(pull.status) if pull else OUTCOMES.get(schedule.last_outcome or "", "")
    return f"{paused} {outcome}".strip()


def pull_under_way(schedule: Schedule) -> Job | None:
    """Return the pull of the schedule that waits or runs, if one does."""
    wanted = JobFilter(kind="PULL", subject_id=schedule.schedule_id)
    newest = list_jobs(services().database, wanted, 1).items
    return newest[0] if is_moving(newest) else None


def facts(schedule: Schedule) -> list[str]:
    """Return whose it is, when it comes, and when it came, as Markdown."""
    zone = services().settings.zone
    verb = "pulls" if schedule.kind == "pull" else "expects a feed"
    parts = [
        f"**{plain(schedule.partner)}** · {verb} {shown_timetable(schedule)}",
        f"next {shown_time(schedule.next_run_at, zone)}" if schedule.next_run_at else "",
        f"last pull {shown_time(schedule.last_run_at, zone)}" if schedule.last_run_at else "",
    ]
    return [part for part in parts if part]


def shown_timetable(schedule: Schedule) -> str:
    """Return the times in words, such as ``at `30 2 * * *` (Europe/Berlin)``."""
    if schedule.cron is not None:
        return f"at `{schedule.cron}` ({schedule.timezone})"
    return f"every {shown_span(schedule.interval_s or 0)}"


def shown_span(seconds: int) -> str:
    """Return a span of time in the largest unit that divides it: `hour`, `90 minutes`."""
    size, unit = next((size, unit) for size, unit in UNITS if seconds % size == 0)
    count = seconds // size
    return unit if count == 1 else f"{count:,} {unit}s"


def show_buttons(schedule: Schedule) -> None:
    """Offer to pull now, to pause and to go on, and show what the last pull brought."""
    chosen = (schedule.schedule_id,)
    seen = schedule.last_run_at
    with st.container(horizontal=True, vertical_alignment="center"):
        if schedule.kind == "pull":
            st.button("Run now", key=f"run {chosen}", on_click=run, args=(*chosen, seen))
        if schedule.is_paused:
            st.button("Resume", key=f"resume {chosen}", on_click=resume, args=chosen)
        else:
            st.button("Pause", key=f"pause {chosen}", on_click=pause, args=chosen)
        if schedule.last_feed_id:
            show_link("feeds.py", "Its last feed", feed=schedule.last_feed_id)


def run(schedule_id: str, seen: datetime | None, *, force: bool = False) -> None:
    """Pull now, once after the last pull that was `seen`; where that fails, the page says why."""
    clicks, ingestion = current_clicks(), services().ingestion
    clicks.do(
        ("run", schedule_id, seen, force), lambda: run_schedule(ingestion, schedule_id, force=force)
    )


def pause(schedule_id: str) -> None:
    """Have nothing more be due; where the schedule is gone, the page says so."""
    clicks, ingestion = current_clicks(), services().ingestion
    clicks.do(("pause", schedule_id), lambda: pause_schedule(ingestion, schedule_id))


def resume(schedule_id: str) -> None:
    """Go on with its next time; where the schedule is gone, the page says so."""
    clicks, ingestion = current_clicks(), services().ingestion
    clicks.do(("resume", schedule_id), lambda: resume_schedule(ingestion, schedule_id))
