"""Backups: where they go and when, what is there, and one more on demand."""

import streamlit as st

from backups.desk import BackupDesk, order_backup
from backups.listing import list_backups
from backups.manifest import Manifest
from catalog.errors import FeedledgerError
from jobs.due_times import Timetable, upcoming
from jobs.queue import JobFilter, list_jobs
from pages.amounts import counted
from pages.clicks import current_clicks
from pages.disk_view import database_bytes, shown_bytes
from pages.failures import show_failure
from pages.job_rows import show_job_rows
from pages.progress import is_moving
from pages.schedule_form import NEXT_RUNS, show_next_runs
from pages.services import services
from pages.times import time_cell
from pages.visitor import is_administrator

SHOWN = 5


def show_backups() -> None:
    """Show what the settings say of backups, and those that are there."""
    st.subheader("Backups")
    desk = services().backups
    if not desk.plan.to:
        st.warning(
            "**No backup is made.** Set `FEEDLEDGER_BACKUP_TO` to a folder on another disk or to"
            " `s3://bucket/prefix`, and `FEEDLEDGER_BACKUP_CRON` to its times."
        )
        return
    _show_plan(desk)
    _offer_one(desk)
    try:
        found = list_backups(desk, SHOWN).items
    except FeedledgerError as error:
        show_failure(error)
        return
    if not found:
        st.info("There is no whole backup yet.")
        return
    _show_rows(found)


def _show_plan(desk: BackupDesk) -> None:
    plan = desk.plan
    raw = "with copies of the raw files" if plan.with_raw else "without the raw files"
    st.markdown(f"They go to `{plan.to}`, {raw}; the last {plan.keep} are kept.")
    if plan.cron is None:
        st.info("None comes by itself: `FEEDLEDGER_BACKUP_CRON` is not set.")
        return
    now = desk.workshop.clock()
    show_next_runs(upcoming(Timetable(plan.cron, None, plan.timezone, now), now, NEXT_RUNS))


def _offer_one(desk: BackupDesk) -> None:
    size = shown_bytes(database_bytes())
    last = list_jobs(desk.database, JobFilter(kind="BACKUP"), 1).items
    st.caption(
        f"*Back up now* copies the database ({size}) while everything goes on. If there are more"
        f" than {desk.plan.keep} then, the oldest are removed."
    )
    st.button(
        "Back up now",
        on_click=back_up,
        args=(tuple(job.job_id for job in last),),
        disabled=is_moving(last),
    )
    show_job_rows(last, services().settings.zone, is_linked=False)


def _show_rows(found: tuple[Manifest, ...]) -> None:
    zone = services().settings.zone
    st.dataframe(
        [
            {
                f"Made ({zone.key})": time_cell(each.created_at, zone),
                "Database": shown_bytes(each.database.size_bytes),
                "Raw files": counted(each.raw_objects, "file")
                + ("" if each.has_raw_copies else ", not copied"),
                "Name": each.name,
            }
            for each in found
        ],
        hide_index=True,
        height="content",
        alt="The last whole backups",
    )
    st.caption("How to verify and restore one is in the guide for operators.")


def back_up(before: tuple[str, ...]) -> None:
    """Queue a backup, once after the job `before` it; where that fails, the page says why."""
    clicks, desk = current_clicks(), services().backups
    if is_administrator():
        clicks.do(("back up", before), lambda: order_backup(desk))
