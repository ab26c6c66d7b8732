"""The settings in force, each with its source and what it does; secrets are not shown."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from pydantic import SecretStr

from catalog.redaction import Redaction
from catalog.setting_meanings import MEANINGS
from catalog.settings import PREFIX, Settings
from pages.plain_text import plain
from pages.services import services

NOT_SET = "not set"
SECRET = "set, not shown"  # noqa: S105 - what stands in place of a secret
# what is in force where nothing is set
UNSET: Mapping[str, str] = {
    "memory_limit": "DuckDB's own",
    "threads": "DuckDB's own",
    "log_format": "text on a terminal, else json",
    "min_free_bytes": "1 GiB, or a tenth of a smaller disk",
}


@dataclass(frozen=True)
class SettingRow:
    """A setting by its name in the environment, what is in force, its source and its meaning."""

    name: str
    value: str
    source: str
    meaning: str


def show_settings() -> None:
    """Show every setting."""
    st.subheader("Settings in force")
    st.caption(
        f"Their names begin with `{PREFIX}`. They come from the environment or a `.env` file, and"
        " were read when Feedledger started: to change one, set it there and start anew."
    )
    st.markdown("\n".join(map(_shown_row, setting_rows(services().settings))))


def setting_rows(settings: Settings) -> list[SettingRow]:
    """Return a row for each setting."""
    redact = Redaction(settings.secrets)
    return [
        SettingRow(
            name.upper(), redact(_in_force(settings, name)), _source(settings, name), MEANINGS[name]
        )
        for name in Settings.model_fields
    ]


def _shown_row(row: SettingRow) -> str:
    return (
        f"- **{plain(row.name)}**: {plain(row.value)} :gray-badge[{row.source}]"
        f"  \n  {plain(row.meaning)}"
    )


def _in_force(settings: Settings, name: str) -> str:
    derived = {"store": settings.store_url, "public_url": settings.pages_url}
    value = derived.get(name) or getattr(settings, name)
    if value is None or value == "":
        return UNSET.get(name, NOT_SET)
    return SECRET if isinstance(value, SecretStr) else str(value)


def _source(settings: Settings, name: str) -> str:
    if name not in settings.model_fields_set:
        return "default"
    present = {known.upper() for known, value in os.environ.items() if value}
    return "environment" if f"{PREFIX}{name.upper()}" in present else ".env file"
