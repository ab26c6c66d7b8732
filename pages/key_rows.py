"""The keys as a list: what each may do, who uses it, and its buttons with what they will do."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import streamlit as st

from accounts.identities import ApiKey
from accounts.key_uses import KeyUse
from accounts.keys import revoke_key, rotate_key
from pages.clicks import ask, current_clicks, is_asked
from pages.key_form import show_change_form
from pages.key_secret import TOLD
from pages.key_texts import shown_end, shown_power, shown_use
from pages.plain_text import plain
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time
from pages.visitor import is_administrator

OVERLAPS = {
    "At once": timedelta(),
    "For an hour": timedelta(hours=1),
    "For a day": timedelta(days=1),
    "For seven days": timedelta(days=7),
}
USUAL_OVERLAP = 2
BUTTONS = {"edit": "Change…", "rotate": "New secret…", "revoke": "Revoke…"}


def show_key_rows(keys: Iterable[ApiKey], uses: Mapping[str, KeyUse]) -> None:
    """Show each key with its use, and what was asked of it."""
    for key in keys:
        with st.container(border=True, gap="xsmall"):
            _show_facts(key, uses.get(key.key_id))
            if key.revoked_at is None:
                _show_buttons(key, uses.get(key.key_id))


def _show_facts(key: ApiKey, use: KeyUse | None) -> None:
    zone, now = services().settings.zone, services().accounts.clock()
    state = "revoked" if key.revoked_at else "active" if key.is_live(now) else "ended"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(key.name)}**", width="content")
        st.markdown(badge(state), width="content")
        whose = f"partner **{plain(key.partner)}**" if key.partner else "every partner"
        st.markdown(whose, width="content")
    st.caption(", ".join(f"`{scope}`" for scope in sorted(key.scopes)))
    rate = f"{key.requests_per_minute:,} requests a minute" if key.requests_per_minute else ""
    made = f"made {shown_time(key.created_at, zone)}"
    facts = [shown_use(use, zone), *shown_end(key, now, zone), rate, made]
    st.caption(" · ".join(filter(None, facts)))


def _show_buttons(key: ApiKey, use: KeyUse | None) -> None:
    is_over = not key.is_live(services().accounts.clock())
    with st.container(horizontal=True):
        for verb, label in BUTTONS.items():
            if verb == "rotate" and is_over:
                continue
            question = f"{verb} {key.key_id}"
            st.button(label, key=question, on_click=ask, args=(question,))
    if is_over:
        st.caption("It has ended: with a later end it works again, and can get a new secret.")
    if is_asked(f"edit {key.key_id}"):
        show_change_form(key)
    if is_asked(f"rotate {key.key_id}"):
        _ask_rotation(key)
    if is_asked(f"revoke {key.key_id}"):
        _ask_revoking(key, use)


def _ask_rotation(key: ApiKey) -> None:
    st.markdown(
        "The key gets another secret, which is shown once. Its scopes, its partner and its orders"
        " stay. Choose for how long the present secret still works, so that whoever uses it can"
        " change over."
    )
    overlap = st.selectbox(
        "The present secret works on", tuple(OVERLAPS), USUAL_OVERLAP, key=f"overlap {key.key_id}"
    )
    with st.container(horizontal=True):
        kept = OVERLAPS[overlap]
        st.button("Make the new secret", type="primary", on_click=rotate, args=(key, kept))
        st.button("Leave it as it is", on_click=ask, args=(None,))


def _ask_revoking(key: ApiKey, use: KeyUse | None) -> None:
    used = shown_use(use, services().settings.zone)
    st.warning(
        f"**From the next request on it is worth nothing, for good.** {used}."
        f" {shown_power(key.scopes, key.partner)} Whoever still sends it is answered 401,"
        " `auth/invalid_key`. What it has written stays."
    )
    with st.container(horizontal=True):
        st.button("Revoke it now", type="primary", on_click=revoke, args=(key,))
        st.button("Keep it", on_click=ask, args=(None,))


def rotate(key: ApiKey, kept: timedelta) -> None:
    """Give the key another secret, which the page shows."""
    clicks = current_clicks()
    if is_administrator():
        clicks.answer(
            (TOLD, "rotate", key.key_id), lambda: rotate_key(services().accounts, key, kept)
        )


def revoke(key: ApiKey) -> None:
    """Revoke the key."""
    clicks = current_clicks()
    if is_administrator():
        clicks.answer(("revoke", key.key_id), lambda: revoke_key(services().accounts, key.key_id))
