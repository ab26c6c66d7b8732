"""The channels on the page: what each is told of, how its last message went, and its buttons."""

from zoneinfo import ZoneInfo

import streamlit as st

from ingestion.alert_channels import (
    Channel,
    ChannelChange,
    change_channel,
    delete_channel,
    list_channels,
)
from ingestion.alerts import send_test
from pages.alert_form import show_change_form
from pages.alert_rows import RULES
from pages.clicks import ask, current_clicks, is_asked
from pages.plain_text import plain
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time

MOST = 100
TESTED = "test channel"


def show_channels(zone: ZoneInfo) -> None:
    """Show every channel, or say what to do where there is none."""
    channels = list_channels(services().database, MOST).items
    if not channels:
        st.info(
            "Nobody is told of alerts yet. Add a channel below: mail, Slack, Teams or a webhook."
        )
    for channel in channels:
        with st.container(border=True, gap="xsmall"):
            _show_facts(channel, zone)
            _show_buttons(channel)
            if is_asked(f"delete {channel.channel_id}"):
                _show_question(channel)
            if is_asked(f"edit {channel.channel_id}"):
                show_change_form(channel)


def _show_facts(channel: Channel, zone: ZoneInfo) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(channel.name)}**", width="content")
        st.markdown(badge("active" if channel.is_active else "paused"), width="content")
        if channel.last_status:
            st.markdown(badge(channel.last_status), width="content")
    rules = "all rules" if channel.rules is None else ", ".join(RULES[one] for one in channel.rules)
    partner = f"partner **{plain(channel.partner)}**" if channel.partner else "every partner"
    st.caption(f"{plain(channel.shown_url)} · {rules} · {partner}")
    if channel.last_error:
        st.warning(
            f"**The last message was not taken** ({shown_time(channel.last_at, zone)}):"
            f" {plain(channel.last_error)}. Messages that wait:"
            f" {channel.waiting}; not taken since the last one that was: {channel.failed_in_a_row}."
        )
    elif channel.waiting:
        st.caption(f"Messages that wait to be sent: {channel.waiting}.")
    if current_clicks().told(TESTED, channel.channel_id):
        st.success("A test message is on its way. Reload the page to see whether it was taken.")


def _show_buttons(channel: Channel) -> None:
    with st.container(horizontal=True):
        st.button("Send a test", key=f"test_{channel.channel_id}", on_click=_test, args=(channel,))
        st.button(
            "Pause" if channel.is_active else "Resume",
            key=f"{'pause' if channel.is_active else 'resume'}_{channel.channel_id}",
            on_click=_pause,
            args=(channel,),
        )
        for verb in ("Edit", "Delete"):
            question = f"{verb.lower()} {channel.channel_id}"
            st.button(f"{verb}…", key=question, on_click=ask, args=(question,))


def _show_question(channel: Channel) -> None:
    st.warning("Its URL is forgotten, and what waits for it is not sent.")
    with st.container(horizontal=True):
        st.button("Delete it now", type="primary", on_click=_delete, args=(channel,))
        st.button("Keep it", on_click=ask, args=(None,))


def _test(channel: Channel) -> None:
    current_clicks().do(
        (TESTED, channel.channel_id), lambda: send_test(services().alerts, channel.channel_id)
    )


def _pause(channel: Channel) -> None:
    desk, change = services().alerts, ChannelChange(is_active=not channel.is_active)
    current_clicks().do(
        ("pause channel", channel.channel_id, change.is_active),
        lambda: change_channel(desk.database, channel.channel_id, change, desk.clock()),
    )


def _delete(channel: Channel) -> None:
    desk = services().alerts
    current_clicks().answer(
        ("delete channel", channel.channel_id),
        lambda: delete_channel(desk.database, channel.channel_id, desk.clock()),
    )
