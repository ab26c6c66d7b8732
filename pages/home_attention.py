"""What needs somebody: held feeds, failed jobs, silent partners, open alerts."""

import streamlit as st

from catalog.clock import utc_now
from ingestion.alerts import count_open_alerts
from ingestion.feeds import FeedFilter, count_feeds, list_feeds
from ingestion.overdue import Overdue, find_overdue
from ingestion.silence import SilentPartner, find_silent_partners
from jobs.queue import count_failed_jobs
from pages.amounts import counted
from pages.feed_rows import show_feed_rows
from pages.links import show_link
from pages.plain_text import plain
from pages.recency import WEEK, since
from pages.services import services
from pages.statuses import shown_status
from pages.times import shown_time

NEEDS_SOMEBODY = ("HELD", "FAILED", "VALIDATION_FAILED")
FEW = 5


def show_attention() -> None:
    """Show all that needs somebody, each number as a link to its rows; or that nothing does."""
    is_quiet = not show_counts()
    is_quiet = not show_silent() and is_quiet
    is_quiet = not show_urgent() and is_quiet
    if is_quiet:
        st.success("Nothing: no feed has failed or waits for approval, and every partner sends.")


def show_counts() -> bool:
    """Show how much there is of each kind, and return whether there is anything."""
    database = services().database
    held = count_feeds(database).get("HELD", 0)
    failed = count_failed_jobs(database, since(WEEK) or utc_now())
    with st.container(horizontal=True, gap="medium"):
        if held:
            label = shown_status("HELD")
            show_link("feeds.py", f"{counted(held, 'feed')} held for approval", status=label)
        if failed:
            asked = {"job_status": shown_status("FAILED"), "queued": WEEK}
            show_link("jobs.py", f"{counted(failed, 'failed job')} in 7 days", **asked)
        alerts = show_open_alerts()
    return bool(held or failed or alerts)


def show_open_alerts() -> int:
    """Lead to the alerts that are open, and return how many there are."""
    count = count_open_alerts(services().database)
    if count:
        show_link("alerts.py", "1 alert is open" if count == 1 else f"{count:,} alerts are open")
    return count


def show_silent() -> bool:
    """Show who should have sent a feed and has not, and return whether there is anybody."""
    database, now = services().database, utc_now()
    overdue = find_overdue(database, now)
    told = {each.schedule.partner for each in overdue}
    silent = [
        each
        for each in find_silent_partners(database, now, services().settings.zone)
        if each.partner not in told
    ]
    for late in overdue[:FEW]:
        _show_overdue(late)
    for each in silent[:FEW]:
        _show_silent(each)
    if max(len(overdue), len(silent)) > FEW:
        show_link("schedules.py", "All schedules")
    return bool(overdue or silent)


def _show_overdue(late: Overdue) -> None:
    schedule, zone = late.schedule, services().settings.zone
    with st.container(border=True, gap="xsmall"):
        title = f"{schedule.partner}: {schedule.name} did not come"
        show_link("schedules.py", title, schedule=schedule.schedule_id)
        last = f"the last one was of {shown_time(late.last_at, zone)}" if late.last_at else ""
        expected = f"expected {shown_time(late.expected_at, zone)}"
        st.caption(" · ".join(filter(None, (f"**{plain(schedule.partner)}**", expected, last))))


def _show_silent(each: SilentPartner) -> None:
    with st.container(border=True, gap="xsmall"):
        days = counted(each.silent_days, "day")
        show_link(
            "feeds.py", f"{each.partner} has sent nothing for {days}", **{"from": each.partner}
        )
        st.caption(
            f"**{plain(each.name)}** · last feed on {each.last_day:%Y-%m-%d}"
            f" · its longest pause before was {counted(each.usual_days, 'day')}"
        )


def show_urgent() -> bool:
    """Show the feeds to see to, those that wait for a decision first; return if there are any."""
    urgent = {
        status: list_feeds(services().database, FeedFilter(status=status), FEW).items
        for status in NEEDS_SOMEBODY
    }
    held = urgent["HELD"]
    failed = [feed for status in NEEDS_SOMEBODY[1:] for feed in urgent[status]]
    shown = [*held, *sorted(failed, key=lambda feed: -feed.feed_no)][:FEW]
    show_feed_rows(shown, services().settings.zone)
    if len(held) + len(failed) > FEW:
        with st.container(horizontal=True):
            for status in NEEDS_SOMEBODY:
                if urgent[status]:
                    label = shown_status(status)
                    show_link("feeds.py", f"All: {label.lower()}", status=label)
    return bool(shown)
