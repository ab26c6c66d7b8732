"""The forms of a key: a new one, and another name, scopes, rate or end, with what it may do."""

from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from accounts.identities import ApiKey, KeyChange, NewKey
from accounts.keys import change_key, create_key
from catalog.clock import days_after, start_of_day
from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from pages.clicks import ask, current_clicks
from pages.failures import show_kept_failure
from pages.key_secret import TOLD
from pages.key_texts import MAY, shown_power
from pages.services import services
from pages.times import shown_time

MOST_A_MINUTE = 1_000_000
INSTANT = timedelta(microseconds=1)
CREATED = "keys_created"


def show_new_form() -> None:
    """Ask for a key, say what it will be able to do, and create it."""
    st.subheader("New key")
    # what was entered is gone once a key was made of it
    prefix = f"new{st.session_state.get(CREATED, 0)}"
    name = st.text_input("Name", max_chars=200, key=f"{prefix}_name", placeholder="lumen erp")
    codes = [each.code for each in list_partners(services().database, MAX_LIMIT).items]
    partner = st.selectbox(
        "Partner",
        codes,
        index=None,
        placeholder="Every partner",
        help="A key of one partner sees and writes that partner alone.",
        key=f"{prefix}_partner",
    )
    asked = _ask(None, prefix)
    if not name.strip() or not asked["scopes"]:
        st.info("Not yet complete: enter a name and choose at least one scope.")
        return
    with st.container(border=True):
        st.markdown(_shown(asked, partner))
    if st.button("Create key", type="primary"):
        _create(NewKey(name=name.strip(), partner=partner, **asked))


def show_change_form(key: ApiKey) -> None:
    """Ask what of the key is to change; its secret and its partner stay."""
    prefix = f"change_{key.key_id}"
    name = st.text_input("Name", key.name, max_chars=200, key=f"{prefix}_name")
    asked = _ask(key, prefix)
    is_whole = bool(name.strip() and asked["scopes"])
    if is_whole:
        st.markdown(f"From the next request on: {_shown(asked, key.partner)}")
    else:
        st.info("A key has a name and at least one scope.")
    with st.container(horizontal=True):
        if st.button("Save", type="primary", key=f"{prefix}_save", disabled=not is_whole):
            _change(key, KeyChange(name=name.strip(), **asked))
        st.button("Leave it as it is", key=f"{prefix}_leave", on_click=ask, args=(None,))


def _ask(key: ApiKey | None, prefix: str) -> dict[str, Any]:
    scopes = st.multiselect(
        "Scopes",
        list(MAY),
        sorted(key.scopes) if key else [],
        format_func=lambda scope: f"{scope}: {MAY[scope]}",
        placeholder="Choose what it may do",
        key=f"{prefix}_scopes",
    )
    rate = st.number_input(
        "Requests a minute (0: as many as it likes)",
        min_value=0,
        max_value=MOST_A_MINUTE,
        value=(key.requests_per_minute if key else None) or 0,
        key=f"{prefix}_rate",
    )
    zone = services().settings.zone
    today = services().accounts.clock().astimezone(zone).date()
    known = _last_day(key) if key else None
    last_day = st.date_input(
        f"Last day ({zone.key}; blank: it does not end)",
        known,
        min_value=min(known, today) if known else today,
        key=f"{prefix}_end",
    )
    day = last_day if isinstance(last_day, date) else None
    ends_at = key.expires_at if key and day == known else _end_of(day)
    return {
        "scopes": frozenset(scopes),
        "requests_per_minute": int(rate) or None,
        "expires_at": ends_at,
    }


def _last_day(key: ApiKey) -> date | None:
    if key.expires_at is None:
        return None
    return (key.expires_at - INSTANT).astimezone(services().settings.zone).date()


def _end_of(day: date | None) -> datetime | None:
    return start_of_day(days_after(day, 1), services().settings.zone) if day else None


def _shown(asked: dict[str, Any], partner: str | None) -> str:
    ends_at = asked["expires_at"]
    until = shown_time(ends_at, services().settings.zone)
    end = f"It ends {until}." if ends_at else "It does not end by itself."
    rate = asked["requests_per_minute"]
    most = f" At most {rate:,} requests a minute." if rate else ""
    return f"{shown_power(asked['scopes'], partner)} {end}{most}"


def _create(new: NewKey) -> None:
    clicks = current_clicks()
    if clicks.do((TOLD, "create", repr(new)), lambda: create_key(services().accounts, new)):
        # what was entered is gone with it
        st.session_state[CREATED] = st.session_state.get(CREATED, 0) + 1
        st.rerun()
    show_kept_failure()


def _change(key: ApiKey, change: KeyChange) -> None:
    changed = change.model_dump()
    if changed["expires_at"] == key.expires_at:  # one that has ended can get another name
        change = KeyChange.model_validate({k: v for k, v in changed.items() if k != "expires_at"})
    clicks = current_clicks()
    if clicks.answer(
        ("change key", key.key_id, repr(change)),
        lambda: change_key(services().accounts, key, change),
    ):
        st.rerun()
    show_kept_failure()
