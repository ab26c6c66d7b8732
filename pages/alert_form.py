"""The forms of a channel: a new one, and another name, URL, rules or thresholds for one."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from pydantic import ValidationError

from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from ingestion.alert_channels import (
    Channel,
    ChannelChange,
    NewChannel,
    Thresholds,
    change_channel,
    create_channel,
)
from pages.alert_foresight_view import show_foresight
from pages.alert_rows import RULES
from pages.clicks import ask, current_clicks
from pages.services import services

URL_HELP = (
    "An apprise URL, such as `mailtos://user:password@mail.example.org?to=ops@example.org` or"
    " `jsons://example.org/hook`, or the address of a Slack or Teams webhook."
)
SAVED = "save channel"
FORESEE = "What would it have told?"
LIMITS = {
    "feeds_failing": "Feeds that fail in a row",
    "feeds_failing_often": "Failed feeds in a day",
    "feed_held": "Minutes that a feed is held",
    "schedule_overdue": "Minutes that a scheduled feed is late",
    "job_running_long": "Times as long as a job usually runs",
    "job_crashing": "Ends of the process in a row under one job",
}
WRONG = {
    "name": "The name has 1 to 100 characters.",
    "url": "Enter a URL.",
    "rules": "Choose at least one rule, or all.",
}


def show_new_form() -> None:
    """Ask for a channel and create it."""
    st.subheader("New channel")
    with st.form("new_channel"):
        sent = _ask(None)
        with st.container(horizontal=True):
            is_sent = st.form_submit_button("Add channel", type="primary")
            is_asked = st.form_submit_button(FORESEE)
        if is_asked:
            show_foresight(sent)
        if is_sent:
            _save(None, sent)


def show_change_form(channel: Channel) -> None:
    """Ask what of the channel is to change; without a URL it keeps its own."""
    with st.form(f"change_{channel.channel_id}"):
        sent = _ask(channel)
        with st.container(horizontal=True):
            is_sent = st.form_submit_button("Save", type="primary")
            is_asked = st.form_submit_button(FORESEE)
            st.form_submit_button("Leave it as it is", on_click=ask, args=(None,))
        if is_asked:
            show_foresight(sent)
        if is_sent:
            _save(channel, sent)


def _ask(channel: Channel | None) -> dict[str, Any]:
    key = channel.channel_id if channel else "new"
    codes = [partner.code for partner in list_partners(services().database, MAX_LIMIT).items]
    known = channel.partner if channel else None
    name = st.text_input("Name", channel.name if channel else "", max_chars=100, key=f"name_{key}")
    url = st.text_input(
        "URL",
        type="password",
        key=f"url_{key}",
        help=URL_HELP,
        placeholder="Unchanged" if channel else None,
        autocomplete="off",
    )
    if channel is None:
        st.caption(URL_HELP)
    rules = st.multiselect(
        "Rules",
        list(RULES),
        list(channel.rules or ()) if channel else [],
        format_func=RULES.__getitem__,
        placeholder="All rules",
        key=f"rules_{key}",
    )
    partner = st.selectbox(
        "Partner",
        codes,
        index=codes.index(known) if known in codes else None,
        placeholder="Every partner",
        key=f"partner_{key}",
    )
    with st.expander("Thresholds"):
        thresholds = _ask_thresholds(channel.thresholds if channel else Thresholds(), key)
    return {
        "name": name.strip(),
        **({"url": url.strip()} if url.strip() or channel is None else {}),
        "rules": rules or None,
        "partner": partner,
        "thresholds": thresholds,
    }


def _ask_thresholds(now: Thresholds, key: str) -> dict[str, float]:
    values = now.model_dump()
    return {
        name: st.number_input(
            label,
            min_value=type(values[name])(0 if name in ("feed_held", "schedule_overdue") else 1),
            value=values[name],
            key=f"{name}_{key}",
        )
        for name, label in LIMITS.items()
    }


def _save(channel: Channel | None, sent: dict[str, Any]) -> None:
    """Keep it and show the page anew, or say what is wrong."""
    try:
        write = _create(sent) if channel is None else _change(channel.channel_id, sent)
    except ValidationError as error:
        fields = dict.fromkeys(str(found["loc"][0]) for found in error.errors())
        st.error(" ".join(WRONG.get(field, f"The {field} are not right.") for field in fields))
        return
    # the URL may hold a password: it is not kept
    current_clicks().answer((SAVED, channel and channel.channel_id, hash(repr(sent))), write)
    st.rerun()


def _create(sent: dict[str, Any]) -> Callable[[], Channel]:
    new, database = NewChannel.model_validate(sent), services().database
    return lambda: create_channel(database, new, services().alerts.clock())


def _change(channel_id: str, sent: dict[str, Any]) -> Callable[[], Channel]:
    change, database = ChannelChange.model_validate(sent), services().database
    return lambda: change_channel(database, channel_id, change, services().alerts.clock())
