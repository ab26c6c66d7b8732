"""A profile as it is being edited: what the widgets of the page say, over what is in force."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from catalog.partners import Partner
from ingestion.fields import FIELDS
from ingestion.guards import DEFAULT_SHARES
from ingestion.profile_store import read_profile
from ingestion.profiles import Profile
from pages.services import services

FILE_ENTRIES = ("encoding", "delimiter", "quote", "header")
TEXT_CONSTANTS = ("brand", "category", "condition")
CONSTANTS = ("currency", "availability", *TEXT_CONSTANTS)
ROUNDS = "draft_rounds"
BASE = "draft_base"
NOTHING = ""  # what is chosen where the profile shall not have the entry


def draft_prefix(partner: Partner, name: str) -> str:
    """Return what the keys of a draft's widgets begin with; dropped or saved, it is another."""
    return f"{partner.code} {partner.profile_version} {name} {st.session_state.get(ROUNDS, 0)}"


def base_of(partner: Partner, stored: Profile) -> Profile:
    """Return the version that is edited: the one in force, or an older one that was taken."""
    code, in_force, version = st.session_state.get(BASE, (None, 0, 0))
    if (code, in_force) != (partner.code, stored.version):
        return stored
    return read_profile(services().database, partner.partner_id, version)


def take_version(partner: Partner, version: int) -> None:
    """Begin anew with an older version in the editor; nothing is saved by it."""
    drop_draft()
    st.session_state[BASE] = (partner.code, partner.profile_version, version)


def drop_draft() -> None:
    """Begin anew with the profile in force."""
    st.session_state[ROUNDS] = st.session_state.get(ROUNDS, 0) + 1
    st.session_state.pop(BASE, None)


def read_draft(stored: Profile, prefix: str) -> tuple[Profile, str]:
    """
    Return the profile as edited, and what is wrong with it; then it is the one that is edited.

    The widgets have the prefix before their keys; what none of them shows stays as it is.
    """
    edited = stored.model_dump(mode="json")
    _take(edited["fields"], prefix, "field", FIELDS)
    _take(edited["constants"], prefix, "constant", CONSTANTS)
    _take(edited["file"], prefix, "file", FILE_ENTRIES)
    _take(edited["availability_words"], prefix, "word", _words(prefix))
    _take_columns(edited["file"], prefix)
    _take(edited, prefix, "profile", ("preset", "decimal_mark", "price_divisor", "review_first"))
    _take_guards(edited, prefix)
    try:
        return Profile.model_validate(edited), ""
    except ValidationError as error:
        return stored, " ".join(str(found["msg"]) for found in error.errors())


def key_of(prefix: str, part: str, name: str) -> str:
    """Return the key of the widget of an entry."""
    return f"{prefix} {part} {name}"


def _words(prefix: str) -> tuple[str, ...]:
    start = key_of(prefix, "word", "")
    keys = (str(key) for key in st.session_state)
    return tuple(key.removeprefix(start) for key in keys if key.startswith(start))


def _take(entries: dict[str, Any], prefix: str, part: str, names: tuple[str, ...]) -> None:
    for name in names:
        key = key_of(prefix, part, name)
        if key not in st.session_state:
            continue
        entries.pop(name, None)
        if st.session_state[key] not in {None, NOTHING}:
            entries[name] = st.session_state[key]


def _take_columns(file: dict[str, Any], prefix: str) -> None:
    """Take the names of the columns, one a line; a file that names them itself needs none."""
    lines = st.session_state.get(key_of(prefix, "file", "columns"))
    if lines is not None:
        file["columns"] = [line.strip() for line in lines.splitlines() if line.strip()]
    if file.get("header", True):
        file["columns"] = None


def _take_guards(edited: dict[str, Any], prefix: str) -> None:
    for name, default in DEFAULT_SHARES.items():
        percent = st.session_state.get(key_of(prefix, "guard", name))
        if percent is None:
            continue
        share = round(percent / 100, 6)
        if name in edited["guards"] or share != default:
            edited["guards"][name] = share
