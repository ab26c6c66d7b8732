"""The form of a schedule, with what it will do and its next times before it is saved."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import streamlit as st
from pydantic import ValidationError

from ingestion.schedule_forms import NewSchedule, ScheduleChange, shown_url
from ingestion.schedule_writing import change_schedule, create_schedule
from ingestion.schedules import Schedule
from jobs.due_times import Timetable, upcoming
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.plain_text import plain
from pages.services import services
from pages.times import shown_time
from pages.visitor import visitor_name

SAVED = "save schedule"
NEXT_RUNS = 5
KINDS = {"pull": "Pull a file", "expected": "Expect a delivery"}
MODES = ("full", "delta", "supplemental")
TIMES = {"cron": "At times of the day", "interval": "Every so many minutes"}
MIB = 1024 * 1024
NEEDED = ("name", "url")
LABELS = {
    "name": "the name",
    "url": "the address of the file",
    "credentials": "the credentials",
    "cron": "the cron expression",
    "interval_s": "the number of minutes",
    "timezone": "the time zone",
    "misfire_grace_s": "the minutes that it may be late",
    "timeout_s": "the minutes that a pull may take",
    "max_bytes": "the largest file",
}
FAULTS = {
    "greater_than_equal": "must be more",
    "less_than_equal": "must be less",
    "string_too_short": "must be longer",
    "string_too_long": "must be shorter",
    "string_pattern_mismatch": "must be without control characters",
}
# the fields of the form that a change of a schedule does not take
FIXED = {"partner", "kind", "is_paused"}


def show_form(partners: Sequence[str], schedule: Schedule | None = None) -> None:
    """Ask for a schedule, or for changes of one, and say what it will do before it is saved."""
    prefix = schedule.schedule_id if schedule else "new"
    asked = _ask(partners, schedule, prefix)
    try:
        form = NewSchedule.model_validate(asked)
    except ValidationError as error:
        _show_faults(asked, error)
        return
    with st.container(border=True):
        _show_preview(form)
    if st.button("Save schedule", type="primary", key=f"{prefix}_save"):
        _save(form, schedule)


def show_next_runs(times: Sequence[datetime]) -> None:
    """Show times in the reporting zone, which is named."""
    zone = services().settings.zone
    shown = ", ".join(shown_time(at, zone) for at in times)
    st.caption(f"Next times ({plain(zone.key)}): {plain(shown)}")


def _ask(partners: Sequence[str], schedule: Schedule | None, prefix: str) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if schedule is None:
        asked["partner"] = st.selectbox("Partner", partners, key=f"{prefix}_partner")
        asked["kind"] = st.radio(
            "What", KINDS, format_func=KINDS.__getitem__, horizontal=True, key=f"{prefix}_kind"
        )
    else:
        asked |= {"partner": schedule.partner, "kind": schedule.kind}
    name = schedule.name if schedule else ""
    asked["name"] = st.text_input("Name", name, max_chars=100, key=f"{prefix}_name").strip()
    if asked["kind"] == "pull":
        asked |= _ask_source(schedule, prefix)
    return {**asked, **_ask_times(schedule, prefix), **_ask_limits(schedule, prefix)}


def _ask_source(schedule: Schedule | None, prefix: str) -> dict[str, Any]:
    url = st.text_input(
        "Address of the file",
        (schedule.url if schedule else None) or "",
        placeholder="https://shop.example.com/feed.csv",
        help="https, sftp, ftp, s3://bucket/key, or file:///… below PULL_FOLDER. "
        "`{date:%Y-%m-%d}` stands for the day of the run.",
        key=f"{prefix}_url",
    )
    credentials = st.text_input(
        "Credentials",
        (schedule.credentials if schedule else None) or "",
        placeholder="None: the source is open",
        help="The name of an entry of the credentials file. Never a password.",
        key=f"{prefix}_credentials",
    )
    mode = st.selectbox(
        "Mode",
        MODES,
        index=MODES.index(schedule.mode) if schedule else 0,
        help="full: the file is the partner's whole catalog. delta and supplemental: only what is"
        " in the file changes.",
        key=f"{prefix}_mode",
    )
    hold = st.checkbox(
        "Hold each feed until somebody approves it",
        value=schedule.hold if schedule else False,
        key=f"{prefix}_hold",
    )
    return {
        "url": url.strip() or None,
        "credentials": credentials.strip() or None,
        "mode": mode,
        "hold": hold,
    }


def _ask_times(schedule: Schedule | None, prefix: str) -> dict[str, Any]:
    is_interval = schedule is not None and schedule.interval_s is not None
    times = st.radio(
        "When",
        TIMES,
        index=int(is_interval),
        format_func=TIMES.__getitem__,
        horizontal=True,
        key=f"{prefix}_when",
    )
    if times == "interval":
        now = (schedule.interval_s if schedule else None) or 3600
        return {"interval_s": _ask_number("Minutes", now, 60, f"{prefix}_minutes")}
    zone = schedule.timezone if schedule else services().settings.zone.key
    zones = sorted(available_timezones())
    cron = st.text_input(
        "Cron expression",
        (schedule.cron if schedule else None) or "30 2 * * *",
        help="Minute, hour, day of the month, month, day of the week: `30 2 * * 1-5` is half past"
        " two from Monday to Friday.",
        key=f"{prefix}_cron",
    )
    timezone = st.selectbox("Time zone", zones, index=zones.index(zone), key=f"{prefix}_zone")
    return {"cron": cron.strip(), "timezone": timezone}


def _ask_limits(schedule: Schedule | None, prefix: str) -> dict[str, Any]:
    defaults = NewSchedule.model_fields
    asked: dict[str, Any] = {}
    with st.expander("Limits", key=f"{prefix}_limits"):
        grace_s = schedule.misfire_grace_s if schedule else defaults["misfire_grace_s"].default
        label = "Minutes that it may be late"
        asked["misfire_grace_s"] = _ask_number(label, grace_s, 60, f"{prefix}_late")
        if schedule is not None and schedule.kind == "expected":
            return asked
        timeout_s = schedule.timeout_s if schedule else defaults["timeout_s"].default
        label = "Minutes that a pull may take"
        asked["timeout_s"] = _ask_number(label, timeout_s, 60, f"{prefix}_timeout")
        label = "Largest file in MiB (0: as large as any feed may be)"
        most = (schedule.max_bytes if schedule else None) or 0
        asked["max_bytes"] = _ask_number(label, most, MIB, f"{prefix}_size") or None
    return asked


def _ask_number(label: str, now: int, unit: int, key: str) -> int:
    """Ask in larger units; what is not touched stays as it is to the last second or byte."""
    shown = -(-now // unit)
    asked = int(st.number_input(label, min_value=0, value=shown, key=key))
    return now if asked == shown else asked * unit


def _show_faults(asked: dict[str, Any], error: ValidationError) -> None:
    missing = [LABELS[name] for name in NEEDED if name in asked and not asked[name]]
    if missing:
        st.info(f"Not yet complete: enter {' and '.join(missing)}.")
        return
    faults = dict.fromkeys(map(_shown_fault, error.errors()))
    st.info("Not right yet: " + "; ".join(plain(fault) for fault in faults) + ".")


def _shown_fault(fault: Mapping[str, Any]) -> str:
    label = LABELS.get(str(fault["loc"][0]), "") if fault["loc"] else ""
    said = FAULTS.get(fault["type"])
    if said:
        return f"{label} {said}"
    sentence = fault["msg"].removeprefix("Value error, ")
    return f"{label}: {sentence}" if label else sentence


def _show_preview(form: NewSchedule) -> None:
    if form.kind == "pull":
        with_entry = f" with the credentials `{form.credentials}`" if form.credentials else ""
        held = " Each feed waits for approval." if form.hold else ""
        st.markdown(
            f"Fetches `{shown_url(str(form.url))}`{with_entry} and loads it as a **{form.mode}**"
            f" feed of **{plain(form.partner)}**, if it has changed.{held}"
        )
    else:
        st.markdown(
            f"Fetches nothing. It says when **{plain(form.partner)}** should send a feed; if none"
            " comes, that is an alert."
        )
    now = services().ingestion.clock()
    timetable = Timetable(form.cron, form.interval_s, form.timezone, now)
    show_next_runs(upcoming(timetable, now, NEXT_RUNS))


def _save(form: NewSchedule, schedule: Schedule | None) -> None:
    clicks, ingestion, actor = current_clicks(), services().ingestion, visitor_name()

    def write() -> Schedule:
        if schedule is None:
            return create_schedule(ingestion, form, actor)
        change = ScheduleChange(**form.model_dump(exclude=FIXED))
        return change_schedule(ingestion, schedule.schedule_id, change)

    if clicks.do((SAVED, schedule and schedule.schedule_id, repr(form)), write):
        st.rerun()
    show_kept_failure()
