"""The mapping of a file, edited in place: what is chosen is previewed at once."""

from collections.abc import Callable, Sequence

import streamlit as st

from catalog.currencies import MINOR_UNITS
from ingestion.availability import WORDS
from ingestion.field_sources import FieldSource
from ingestion.looking import Look
from ingestion.precheck import PreCheck
from ingestion.presets import PRESETS
from ingestion.profiles import Profile
from pages.amounts import counted
from pages.plain_text import one_line, plain, shortened
from pages.precheck_texts import DELIMITERS, ENCODINGS
from pages.profile_draft import NOTHING, key_of
from pages.profile_file_editor import edit_columns, edit_format, field_label
from pages.statuses import shown_status

NEEDED = ("sku", "product_name", "price", "currency", "availability", "quantity")
A_ROW = 3
SAMPLE_LETTERS = 24
MARKS = {",": "Comma: 1.234 is 1234", ".": "Point: 1.234 is 1.234"}
FOUND = {
    "profile": "as the profile says",
    "nothing": "no column",
    "preset": "as the preset says",
    "name": "by its name",
    "synonym": "by its name",
    "derived": "worked out from another column",
    "constant": "the same for all",
}


def edit_profile(pre: PreCheck | None, stored: Profile, prefix: str) -> None:
    """Show the mapping for editing, also where there is no file, or none that can be read."""
    if pre is not None and pre.look is not None:
        edit_mapping(pre, stored, prefix)
        return
    st.subheader("Which column is what")
    _edit_reading(stored, prefix)
    edit_columns(stored, prefix)
    _edit_constants(stored, prefix)
    edit_format(stored, prefix, ())


def edit_mapping(pre: PreCheck, stored: Profile, prefix: str) -> None:
    """Show how the file is mapped; what is chosen is a draft over the profile in force."""
    look = pre.look
    if look is None:
        return
    st.subheader("Which column is what")
    if look.offered_preset:
        st.info(
            f"The columns are those of a **{look.offered_preset}** export: choose its preset here,"
            " and they feed the right fields."
        )
    _edit_reading(stored, prefix)
    _edit_fields([each for each in look.sources if each.field in NEEDED], look, stored, prefix)
    with st.expander("Other fields", key="other_fields"):
        others = [each for each in look.sources if each.field not in NEEDED]
        _edit_fields(others, look, stored, prefix)
    _edit_constants(stored, prefix)
    _edit_words(pre, stored, prefix)
    edit_format(stored, prefix, look.columns)


def _edit_reading(stored: Profile, prefix: str) -> None:
    """Offer how the file is written."""
    first, second, third, fourth = st.columns(4)
    with first:
        key = key_of(prefix, "profile", "preset")
        presets = ["plain", *(name for name in PRESETS if name != "plain")]
        _choice("Preset", key, presets, stored.preset, str)
    with second:
        key = key_of(prefix, "file", "delimiter")
        _choice("Delimiter", key, [NOTHING, *DELIMITERS], stored.file.delimiter, _delimiter)
    with third:
        key = key_of(prefix, "file", "encoding")
        _choice("Encoding", key, [NOTHING, *ENCODINGS], stored.file.encoding, _encoding)
    with fourth:
        key = key_of(prefix, "profile", "decimal_mark")
        _choice("Decimal mark", key, [NOTHING, *MARKS], stored.decimal_mark, _mark)


def _edit_fields(sources: Sequence[FieldSource], look: Look, stored: Profile, prefix: str) -> None:
    for start in range(0, len(sources), A_ROW):
        row = sources[start : start + A_ROW]
        for place, source in zip(st.columns(A_ROW), row, strict=False):
            with place:
                _edit_field(source, look, stored, prefix)


def _edit_field(source: FieldSource, look: Look, stored: Profile, prefix: str) -> None:
    chosen = {str(name): column for name, column in stored.fields.items()}.get(source.field)
    options = list(dict.fromkeys([NOTHING, *look.columns, chosen or NOTHING]))
    _choice(
        field_label(source.field), key_of(prefix, "field", source.field), options, chosen, _column
    )
    st.caption(plain(_told(source, look)))


def _told(source: FieldSource, look: Look) -> str:
    """Return what gives the field, and its first value, such as `Preis, by its name: 1.234`."""
    how = FOUND[source.found_by]
    if source.column is None:
        return f"{how.capitalize()}{f': {source.constant}' if source.constant else ''}"
    at = look.columns.index(source.column)
    cells = (record.cells[at].strip() for record in look.records if len(record.cells) > at)
    sample = shortened(one_line(next(filter(None, cells), "")), SAMPLE_LETTERS)
    return f"{one_line(source.column)}, {how}{f': {sample}' if sample else ''}"


def _edit_constants(stored: Profile, prefix: str) -> None:
    """Offer what a product is where the file does not say it."""
    constants = {str(name): value for name, value in stored.constants.items()}
    currency, availability = (constants.get(name) for name in ("currency", "availability"))
    first, second = st.columns(2)
    with first:
        key, options = key_of(prefix, "constant", "currency"), [NOTHING, *sorted(MINOR_UNITS)]
        _choice("Currency where the file says none", key, options, currency, _constant)
    with second:
        key = key_of(prefix, "constant", "availability")
        words = list(dict.fromkeys([NOTHING, *WORDS, availability or NOTHING]))
        _choice("Availability where the file says none", key, words, availability, _constant)


def _edit_words(pre: PreCheck, stored: Profile, prefix: str) -> None:
    """Ask what the partner's words for availability mean: those unknown, and those known by now."""
    unknown, known = pre.checked.unknown_words, stored.availability_words
    words = list(dict.fromkeys([*known, *pre.profile.availability_words, *unknown]))
    if not words:
        return
    st.markdown("**What the words for availability mean**")
    for start in range(0, len(words), A_ROW):
        for place, word in zip(st.columns(A_ROW), words[start : start + A_ROW], strict=False):
            with place:
                key, options = key_of(prefix, "word", word), [NOTHING, *WORDS]
                _choice(plain(one_line(word)), key, options, known.get(word), _meaning)
                if word in unknown:
                    st.caption(f"Not known yet, {counted(unknown[word], 'time')}")


def _delimiter(mark: str) -> str:
    return DELIMITERS.get(mark, "found in each file").capitalize()


def _encoding(encoding: str) -> str:
    return encoding or "Found in each file"


def _mark(mark: str) -> str:
    return MARKS.get(mark, "Told by each number")


def _column(column: str) -> str:
    return one_line(column) or "Found by its name"


def _constant(value: str) -> str:
    return shown_status(value) if value else "Nothing"


def _meaning(meaning: str) -> str:
    return shown_status(meaning) if meaning else "Not known"


def _choice(
    label: str,
    key: str,
    options: Sequence[str],
    stored: str | None,
    shown: Callable[[str], str],
) -> None:
    """Show a selectbox that begins with what is in force; its labels never change."""
    kept = st.session_state.get(key)  # of another file, whose columns were others
    if kept is not None and kept not in options:
        options = [*options, kept]
    st.selectbox(label, options, options.index(stored or NOTHING), shown, key=key)
