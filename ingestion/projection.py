"""
The relation `raw` that the rules read: one text column for each field.

This is the one place where SQL is put together: columns come from the closed set c0, c1, …,
field names from FIELDS, and paths, salts and attribute keys are quoted literals.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from ingestion.dialect import Dialect
from ingestion.fields import FIELDS
from ingestion.headers import Mapping
from ingestion.lines import MAX_RECORD_CHARACTERS
from ingestion.macros import quoted
from ingestion.profiles import Mode, Profile
from ingestion.rewriting import derived_column

CLEAR = "__CLEAR__"


@dataclass(frozen=True)
class Projection:
    """
    How records become `raw`: the mapping of their columns, and what sets them apart.

    `salt` names everything but the cells that a record's outcome depends on, so that equal
    hashes mean the same record read in the same way.
    """

    mapping: Mapping
    columns: int
    mode: Mode
    salt: str

    @property
    def clears(self) -> bool:
        """Whether a cell can ask to clear its field."""
        return self.mode != "full"


def create_cells(cursor: DuckDBPyConnection, source: str, projection: Projection) -> None:
    """
    Create the temporary view `cells` over the relation `source` of c0, c1, … and the numbers.

    It adds what sets a record apart: `sku` and `record_hash`, and what is known of it before any
    field is read. It is a projection alone: joined to anything, records could come in any order.
    """
    mapping = projection.mapping
    named = _named_cells(projection)
    cells, backwards = ", ".join(named), ", ".join(reversed(named))
    salt = quoted(projection.salt)
    columns = [
        f"{_sku(mapping, clears=projection.clears)} as sku",
        f"{{'one': hash({salt}, {cells}), 'two': hash({backwards}, {salt})}} as record_hash",
        f"{_is_blank(mapping, cells)} as is_blank",
        f"{_has_cell(mapping, 'quantity')} as has_quantity_cell",
        f"{_line_ends(named)} as inner_lines",
    ]
    relation = mapping.rewriting.relation(source)
    statement = f"select *, {', '.join(columns)} from {relation}"  # noqa: S608 - see above
    cursor.execute("create or replace temp view cells as " + statement)


def create_raw(cursor: DuckDBPyConnection, projection: Projection, relation: str = "cells") -> None:
    """Create the temporary view `raw` over `cells`, or some: one text column for each field."""
    mapping, clears = projection.mapping, projection.clears
    columns = [
        "0 as shard_no, record_number, line_number, row_problem, is_blank, inner_lines",
        "sku, record_hash",
        # told anew: the trimmed cell is at hand here
        f"{_has_cell(mapping, 'quantity')} as has_quantity_cell",
        f"{'follows_quantity' if mapping.rewriting.derived else 'false'} as follows_quantity",
        *(f"{_cell(mapping, field, clears=clears)} as {field}" for field in FIELDS[1:]),
        f"{_attributes(mapping)} as attributes",
        f"{_cleared(mapping) if clears else 'null::varchar[]'} as cleared",
    ]
    statement = f"select {', '.join(columns)} from {relation}"  # noqa: S608 - see above
    cursor.execute("create or replace temp view raw as " + statement)


def fast_source(path: str, columns: int, dialect: Dialect) -> str:
    """Return the relation of a file's records as DuckDB reads them, strictly, unnumbered."""
    named = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(columns))
    options = (
        f"{quoted(path)}, auto_detect = false, header = false, skip = {int(dialect.header)}, "
        f"columns = {{{named}}}, delim = {quoted(dialect.delimiter)}, "
        f"quote = {quoted(dialect.quote)}, escape = {quoted(dialect.quote)}, "
        "nullstr = chr(1), strict_mode = true, "
        f"max_line_size = {MAX_RECORD_CHARACTERS}"
    )
    numbers = "null::bigint as record_number, null::bigint as line_number"
    cells = f"*, {numbers}, null::varchar as row_problem"
    return f"(select {cells} from read_csv({options}))"  # noqa: S608 - all literals are quoted


def find_filled(cursor: DuckDBPyConnection, mapping: Mapping) -> frozenset[str]:
    """Return which columns without a name have a cell that says something, in any of `cells`."""
    keys = mapping.unnamed
    if not keys:
        return frozenset()
    columns = ", ".join(f"count(trimmed(c{mapping.attributes[key]}))" for key in keys)
    counts = cursor.execute(f"select {columns} from cells").fetchall()[0]  # noqa: S608 - see above
    return frozenset(key for key, count in zip(keys, counts, strict=True) if count)


def create_picked(cursor: DuckDBPyConnection, source: str) -> None:
    """Create the temporary table `picked_cell` of the relation's records, in their order."""
    statement = f"select * from {source}"  # noqa: S608 - see above
    cursor.execute("create or replace temp table picked_cell as " + statement)


def create_constant_raw(cursor: DuckDBPyConnection, profile: Profile) -> None:
    """Create `raw` with one record: the profile's constants, to be typed like any other."""
    constants = {str(field): value for field, value in profile.constants.items()}
    columns = [
        "0 as shard_no, 0 as record_number, 0 as line_number, null::varchar as row_problem",
        "false as is_blank, 0 as inner_lines, false as has_quantity_cell",
        "false as follows_quantity",
        "null::struct(one ubigint, two ubigint) as record_hash",
        *(
            f"{quoted(constants[field]) if field in constants else 'null'}::varchar as {field}"
            for field in FIELDS
        ),
        "'{}'::json as attributes, null::varchar[] as cleared",
    ]
    cursor.execute("create or replace temp view raw as select " + ", ".join(columns))


def _named_cells(projection: Projection) -> list[str]:
    derived = projection.mapping.rewriting.derived
    return [
        *(f"c{at}" for at in range(projection.columns)),
        *(derived_column(field) for field in derived),
    ]


def _line_ends(cells: Sequence[str]) -> str:
    """Return how many line ends stand inside the cells of a record that the fast reader read."""
    some = " or ".join(f"contains({cell}, chr(10))" for cell in cells)
    text = f"concat({', '.join(cells)})"
    counted = f"length({text}) - length(replace({text}, chr(10), ''))"
    return f"case when record_number is null and ({some}) then {counted} else 0 end"


def _column(mapping: Mapping, field: str) -> str | None:
    """Return the column that feeds the field."""
    if field in mapping.rewriting.derived:
        return derived_column(field)
    return f"c{mapping.fields[field]}" if field in mapping.fields else None


def _cell(mapping: Mapping, field: str, *, clears: bool) -> str:
    column = _column(mapping, field)
    if column is None:
        return "null::varchar"
    cell = f"trimmed({column})"
    return f"nullif({cell}, '{CLEAR}')" if clears else cell


def _sku(mapping: Mapping, *, clears: bool) -> str:
    cell = f"trimmed({_column(mapping, 'sku')})"
    return f"nullif({cell}, '{CLEAR}')" if clears else cell


def _has_cell(mapping: Mapping, field: str) -> str:
    column = _column(mapping, field)
    return f"trimmed({column}) is not null" if column else "false"


def _is_blank(mapping: Mapping, cells: str) -> str:
    sku = f"trimmed({_column(mapping, 'sku')})"
    return f"case when {sku} is null then trimmed(concat({cells})) is null else false end"


def _attributes(mapping: Mapping) -> str:
    """Return JSON of the cells that are not blank, keys in order."""
    pairs = sorted(mapping.attributes.items())
    if not pairs:
        return "'{}'::json"
    members = ", ".join(f"{quoted(key)}, trimmed(c{at})" for key, at in pairs)
    filled = " and ".join(f"trimmed(c{at}) is not null" for _, at in pairs)
    return (
        f"case when {filled} then json_object({members})"
        f" else json_merge_patch('{{}}', json_object({members})) end"  # null members go away
    )


def _cleared(mapping: Mapping) -> str:
    cells = ", ".join(
        f"case when trimmed(c{at}) = '{CLEAR}' then '{field}' end"
        for field, at in mapping.fields.items()
        if field != "sku"
    )
    return f"list_filter([{cells}]::varchar[], lambda each: each is not null)"
