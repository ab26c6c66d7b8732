"""
The relation `raw` that the rules read: one text column for each field.

This is the one place where SQL is put together: columns come from the closed set c0, c1, …,
field names from FIELDS, and paths, salts and attribute keys are quoted literals.
"""

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


def create_raw(cursor: DuckDBPyConnection, source: str, projection: Projection) -> None:
    """
    Create the temporary view `raw` over the relation `source` of c0, c1, … and the numbers.

    A record that is the same as the one that made its product what it is has a `same_id`,
    the product's, and no cells: nothing more is asked of it.
    """
    mapping, clears = projection.mapping, projection.mode != "full"
    rewriting = mapping.rewriting
    named = [
        *(f"c{at}" for at in range(projection.columns)),
        *(derived_column(field) for field in rewriting.derived),
    ]
    cells, backwards = ", ".join(named), ", ".join(reversed(named))
    salt = quoted(projection.salt)
    columns = [
        "0 as shard_no, record_number, line_number, row_problem, is_blank",
        "hashed.sku, same.product_id as same_id, hashed.record_hash, has_quantity_cell",
        f"{'hashed.follows_quantity' if rewriting.derived else 'false'} as follows_quantity",
        *(f"{_cell(mapping, field, clears=clears)} as {field}" for field in FIELDS[1:]),
        f"case when same.product_id is null then {_attributes(mapping)} end as attributes",
        f"{_cleared(mapping) if clears else 'null::varchar[]'} as cleared",
    ]
    cursor.execute(
        "create or replace temp view raw as select\n    "
        + ",\n    ".join(columns)
        + "\nfrom (\n    select *, "
        + f"{_sku(mapping, clears=clears)} as sku, "
        + f"{{'one': hash({salt}, {cells}), 'two': hash({backwards}, {salt})}} as record_hash, "
        + f"{_is_blank(mapping, cells)} as is_blank, "
        + f"{_has_cell(mapping, 'quantity')} as has_quantity_cell "
        + f"from {rewriting.relation(source)}\n) as hashed\nleft join known as same "
        + "on same.sku = hashed.sku and same.record_hash = hashed.record_hash"
        + " and hashed.row_problem is null"
    )


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


def create_constant_raw(cursor: DuckDBPyConnection, profile: Profile) -> None:
    """Create `raw` with one record: the profile's constants, to be typed like any other."""
    constants = {str(field): value for field, value in profile.constants.items()}
    columns = [
        "0 as shard_no, 0 as record_number, 0 as line_number, null::varchar as row_problem",
        "false as is_blank, null::bigint as same_id, false as has_quantity_cell",
        "false as follows_quantity",
        "null::struct(one ubigint, two ubigint) as record_hash",
        *(
            f"{quoted(constants[field]) if field in constants else 'null'}::varchar as {field}"
            for field in FIELDS
        ),
        "'{}'::json as attributes, null::varchar[] as cleared",
    ]
    cursor.execute("create or replace temp view raw as select " + ", ".join(columns))


def _column(mapping: Mapping, field: str) -> str | None:
    """Return the column that feeds the field."""
    if field in mapping.rewriting.derived:
        return derived_column(field)
    return f"c{mapping.fields[field]}" if field in mapping.fields else None


def _cell(mapping: Mapping, field: str, *, clears: bool) -> str:
    column = _column(mapping, field)
    if column is None:
        return "null::varchar"
    cell = f"trimmed(case when same.product_id is null then {column} end)"
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
