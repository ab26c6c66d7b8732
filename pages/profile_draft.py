"""A profile as it is being edited: what the widgets of the page say, over what is in force."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from ingestion.fields import FIELDS
from ingestion.guards import DEFAULT_SHARES
from ingestion.profiles import Profile

FILE_ENTRIES = ("encoding", "delimiter")
CONSTANTS = ("currency", "availability")
NOTHING = ""  # what is chosen where the profile shall not have the entry


def read_draft(stored: Profile, prefix: str) -> tuple[Profile, str]:
    """
    Return the profile as edited, and what is wrong with it; then it is the one in force.

    The widgets have the prefix before their keys; what none of them shows stays as it is.
    """
    edited = stored.model_dump(mode="json")
    _take(edited["fields"], prefix, "field", FIELDS)
    _take(edited["constants"], prefix, "constant", CONSTANTS)
    _take(edited["file"], prefix, "file", FILE_ENTRIES)
    _take(edited["availability_words"], prefix, "word", _words(prefix))
    _take(edited, prefix, "profile", ("preset", "decimal_mark", "review_first"))
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


def _take_guards(edited: dict[str, Any], prefix: str) -> None:
    for name, default in DEFAULT_SHARES.items():
        percent = st.session_state.get(key_of(prefix, "guard", name))
        if percent is None:
            continue
        share = round(percent / 100, 6)
        if name in edited["guards"] or share != default:
            edited["guards"][name] = share
