"""Where each field of a file's products comes from, for people who look at the mapping."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingestion.fields import FIELDS, fold_header
from ingestion.headers import Mapping, profile_columns
from ingestion.presets import PRESETS
from ingestion.profiles import Profile
from ingestion.rewriting import columns_of_fields

FoundBy = Literal["profile", "preset", "name", "synonym", "derived", "constant", "nothing"]
# what gives a field that has no column: the price its currency, the quantity what can be ordered
DERIVED_FROM = {"currency": "price", "availability": "quantity"}


@dataclass(frozen=True)
class FieldSource:
    """
    What gives a field its values: a column, by its name; `found_by` says how that was found.

    A preset may work a field out of several columns: then it has none. `constant` is taken where
    the record says nothing.
    """

    field: str
    column: str | None
    found_by: FoundBy
    constant: str | None = None


def find_sources(mapping: Mapping, profile: Profile) -> tuple[FieldSource, ...]:
    """Return where each field comes from, in the order of the fields."""
    return tuple(_sources(mapping, profile))


def _sources(mapping: Mapping, profile: Profile) -> Iterator[FieldSource]:
    by_profile = profile_columns(mapping.headers, profile)
    of_preset = columns_of_fields(mapping.headers, PRESETS[profile.preset])
    constants = {str(name): value for name, value in profile.constants.items()}
    for field in FIELDS:
        at, constant = mapping.fields.get(field), constants.get(field)
        if at is None:
            found_by = _without_column(field, mapping, constant)
            yield FieldSource(field, None, found_by, constant)
        elif by_profile.get(field) == at:
            yield FieldSource(field, mapping.columns[at], "profile", constant)
        elif of_preset.get(field) == at:
            yield FieldSource(field, mapping.columns[at], "preset", constant)
        else:
            is_name = fold_header(mapping.headers[at]) == field
            found_by = "name" if is_name else "synonym"
            yield FieldSource(field, mapping.columns[at], found_by, constant)


def _without_column(field: str, mapping: Mapping, constant: str | None) -> FoundBy:
    there = {*mapping.fields, *mapping.rewriting.derived}
    if field in mapping.rewriting.derived:
        return "preset"
    if DERIVED_FROM.get(field) in there:
        return "derived"
    return "constant" if constant is not None else "nothing"
