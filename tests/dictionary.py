"""
The tables of the published file as docs/analysts.md lists them, from the file's own comments.

    .venv/bin/python -m tests.dictionary    writes the sections anew, after a change of the schema
"""

import duckdb
from duckdb import DuckDBPyConnection

from analytics.published_rows import create_schema
from tests.sources import ROOT

GUIDE = ROOT / "docs" / "analysts.md"
BEGIN, END = "## Every table and column\n", "## Measures as macros\n"
RELATIONS = """
select table_name as name, comment, 'table' as kind from duckdb_tables() where not internal
union all
select view_name, comment, 'view' from duckdb_views() where not internal
order by kind, name
"""
COLUMNS = """
select column_name, data_type, comment
from duckdb_columns()
where not internal and table_name = ?
order by column_index
"""
MACROS = """
select function_name, comment
from duckdb_functions()
where function_type = 'macro' and not internal
order by function_name
"""


def describe_tables(reader: DuckDBPyConnection) -> str:
    """Return the section of tables and views, for a connection to the file."""
    parts = []
    for name, comment, kind in reader.execute(RELATIONS).fetchall():
        lines = [f"### `{name}`", f"A {kind}. {comment}", "", "| column | type | meaning |"]
        lines.append("|---|---|---|")
        for column, data_type, meaning in reader.execute(COLUMNS, [name]).fetchall():
            lines.append(f"| `{column}` | {data_type.lower()} | {meaning} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def describe_macros(reader: DuckDBPyConnection) -> str:
    """Return the table of macros, for a connection to the file."""
    lines = [f"| `{name}` | {comment} |" for name, comment in reader.execute(MACROS).fetchall()]
    return "\n".join(["| macro | what it is |", "|---|---|", *lines])


def section_of(text: str, begin: str) -> tuple[int, int]:
    """Return where what stands below a heading begins and ends: before the next section."""
    start = text.index(begin) + len(begin)
    end = text.find("\n## ", start)
    return start, len(text) if end < 0 else end


def main() -> None:
    """Write the sections of the guide anew."""
    with duckdb.connect() as reader:
        reader.execute("attach ':memory:' as published")
        create_schema(reader)
        reader.execute("use published")
        text = GUIDE.read_text(encoding="utf-8")
        for begin, described in ((BEGIN, describe_tables(reader)), (END, describe_macros(reader))):
            start, end = section_of(text, begin)
            text = f"{text[:start]}\n{described}\n{text[end:]}"
    GUIDE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
