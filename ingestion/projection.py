"""
The relation `raw` that the rules read: one text column for each field.

This is the one place where SQL is put together: columns come from the closed set c0, c1, …,
field names from FIELDS, and attribute keys are quoted literals.
"""

from duckdb import DuckDBPyConnection

from ingestion.fields import FIELDS
from ingestion.headers import Mapping
from ingestion.macros import quoted
from ingestion.profiles import Mode, Profile

CLEAR = "__CLEAR__"


def create_raw(cursor: DuckDBPyConnection, mapping: Mapping, mode: Mode) -> None:
    """Create the temporary view `raw` over `numbered`, by the mapping of columns to fields."""
    clears = mode != "full"
    columns = [
        "0 as shard_no",
        "record_number, line_number, row_problem",
        *(f"{_cell(mapping, field, clears=clears)} as {field}" for field in FIELDS),
        f"{_attributes(mapping)} as attributes",
        f"{_cleared(mapping) if clears else 'null::varchar[]'} as cleared",
    ]
    text = ",\n    ".join(columns)
    cursor.execute("create or replace temp view raw as select\n    " + text + "\nfrom numbered")


def create_constant_raw(cursor: DuckDBPyConnection, profile: Profile) -> None:
    """Create `raw` with one record: the profile's constants, to be typed like any other."""
    constants = {str(field): value for field, value in profile.constants.items()}
    columns = [
        "0 as shard_no, 0 as record_number, 0 as line_number, null::varchar as row_problem",
        *(
            f"{quoted(constants[field]) if field in constants else 'null'}::varchar as {field}"
            for field in FIELDS
        ),
        "'{}'::json as attributes, null::varchar[] as cleared",
    ]
    cursor.execute("create or replace temp view raw as select " + ", ".join(columns))


def _cell(mapping: Mapping, field: str, *, clears: bool) -> str:
    if field not in mapping.fields:
        return "null::varchar"
    cell = f"trimmed(c{mapping.fields[field]})"
    return f"nullif({cell}, '{CLEAR}')" if clears and field != "sku" else cell


def _attributes(mapping: Mapping) -> str:
    """Return JSON of the cells that are not blank, keys in order; null members are merged away."""
    pairs = ", ".join(
        f"{quoted(key)}, trimmed(c{at})" for key, at in sorted(mapping.attributes.items())
    )
    return f"json_merge_patch('{{}}', json_object({pairs}))" if pairs else "'{}'::json"


def _cleared(mapping: Mapping) -> str:
    cells = ", ".join(
        f"case when trimmed(c{at}) = '{CLEAR}' then '{field}' end"
        for field, at in mapping.fields.items()
        if field != "sku"
    )
    return f"list_filter([{cells}]::varchar[], lambda each: each is not null)"
