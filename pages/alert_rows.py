"""Alerts as rows: what is the matter, since when, where to see to it, and who was told."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import streamlit as st

from ingestion.alert_rules import RuleName
from ingestion.alert_texts import place_of
from ingestion.alerts import Alert, Delivery
from pages.links import show_link
from pages.plain_text import plain
from pages.statuses import badge
from pages.times import shown_time

RULES: dict[RuleName, str] = {
    "feeds_failing": "Feeds fail one after another",
    "feeds_failing_often": "Many feeds failed in a day",
    "feed_held": "A feed is held",
    "zero_rows": "A feed brought no product",
    "job_failed": "A job failed for good",
    "job_running_long": "A job runs long",
    "job_crashing": "The process ends under a job",
    "schedule_overdue": "A scheduled feed did not come",
    "inbox_refused": "Files in the inbox are not taken",
    "disk_low": "The disk is nearly full",
    "reconciliation_differs": "A reconciliation finds differences",
}
EVENTS = {"raised": "message that it is open", "resolved": "message that it is over"}
HERE = "alerts"


def show_alert_rows(alerts: Iterable[Alert], zone: ZoneInfo) -> None:
    """Show each alert with a way to what it is about."""
    for alert in alerts:
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                _show_title(alert)
                st.markdown(badge("open" if alert.resolved_at is None else "over"), width="content")
            st.markdown(plain(alert.text))
            st.caption(" · ".join(_facts(alert, zone)))
            for delivery in alert.deliveries:
                st.caption(shown_delivery(delivery, zone))


def shown_delivery(delivery: Delivery, zone: ZoneInfo) -> str:
    """Return what became of a message, in Markdown."""
    when = delivery.ended_at or delivery.created_at
    parts = [
        f"{badge(delivery.status)} **{plain(delivery.channel)}** {EVENTS[delivery.event]}",
        shown_time(when, zone),
        plain(delivery.error) if delivery.error else "",
        f"{delivery.attempt} attempts" if delivery.attempt > 1 else "",
    ]
    return " · ".join(filter(None, parts))


def _show_title(alert: Alert) -> None:
    title = alert.title[:1].upper() + alert.title[1:]
    page, asked = place_of(alert.rule, alert.details)
    if page == HERE:
        st.markdown(f"**{plain(title)}**", width="content")
    else:
        show_link(f"{page}.py", title, **asked)


def _facts(alert: Alert, zone: ZoneInfo) -> list[str]:
    facts = [f"since {shown_time(alert.raised_at, zone)}"]
    if alert.resolved_at is not None:
        facts.append(f"over {shown_time(alert.resolved_at, zone)}")
    if alert.reopened:
        facts.append(
            "came back once" if alert.reopened == 1 else f"came back {alert.reopened} times"
        )
    if alert.partner:
        facts.insert(0, f"**{plain(alert.partner)}**")
    shown = {"filename": "", "code": "", "job_id": "job "}
    told = [
        f"{word}{plain(alert.details[name])}"
        for name, word in shown.items()
        if name in alert.details
    ]
    return facts + told
