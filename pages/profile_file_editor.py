"""What of a profile is rarely changed: how a file is quoted, names of columns, and constants."""

from collections.abc import Sequence

import streamlit as st

from ingestion.fields import FIELDS
from ingestion.profiles import Profile
from pages.profile_draft import TEXT_CONSTANTS, key_of

A_ROW = 3


def field_label(field: str) -> str:
    """Return what a field is called."""
    return field.replace("_", " ").capitalize().replace("Sku", "SKU")


def edit_columns(stored: Profile, prefix: str) -> None:
    """Ask for the column of each field where no file is there to choose them from."""
    chosen = {str(name): column for name, column in stored.fields.items()}
    st.caption("Columns are found by their names; write down those that are called otherwise.")
    for start in range(0, len(FIELDS), A_ROW):
        for place, field in zip(st.columns(A_ROW), FIELDS[start : start + A_ROW], strict=False):
            with place:
                key = key_of(prefix, "field", field)
                value = st.session_state.get(key) or chosen.get(field, "")
                st.text_input(field_label(field), value, key=key, placeholder="Found by its name")


def edit_format(stored: Profile, prefix: str, columns: Sequence[str]) -> None:
    """Ask for what is rarely needed; `columns` are those of the file that is looked at."""
    with st.expander(
        "Rarely needed: quotes, files without a header line, cents, constants", key="rarely_needed"
    ):
        first, second = st.columns(2)
        first.text_input(
            "Mark around cells", stored.file.quote, max_chars=1, key=key_of(prefix, "file", "quote")
        )
        second.text_input(
            "Divide prices by",
            f"{stored.price_divisor:f}",
            key=key_of(prefix, "profile", "price_divisor"),
            help="100 where the file has cents.",
        )
        _edit_header(stored, prefix, columns)
        _edit_constants(stored, prefix)


def _edit_header(stored: Profile, prefix: str, columns: Sequence[str]) -> None:
    key, lines_key = key_of(prefix, "file", "header"), key_of(prefix, "file", "columns")
    named = "\n".join(stored.file.columns or columns)
    has_header = st.checkbox(
        "The first line names the columns",
        stored.file.header,
        key=key,
        on_change=_name_columns,
        args=(key, lines_key, named),
    )
    if not has_header:
        st.text_area("Names of the columns, one a line", named, key=lines_key)


def _name_columns(key: str, lines_key: str, named: str) -> None:
    """Begin with these names, so that the profile is whole at once."""
    if not st.session_state[key]:
        st.session_state[lines_key] = named or "sku"


def _edit_constants(stored: Profile, prefix: str) -> None:
    constants = {str(name): value for name, value in stored.constants.items()}
    for place, field in zip(st.columns(A_ROW), TEXT_CONSTANTS, strict=True):
        place.text_input(
            f"{field_label(field)} where the file says none",
            constants.get(field, ""),
            key=key_of(prefix, "constant", field),
        )
