"""
What an analyst's own DuckDB answers: run as a program, with that DuckDB's folder in PYTHONPATH.

It takes a file and questions as JSON, and prints its version and the answers, each row as JSON.
Nothing may be fetched from outside: extensions are neither installed nor loaded by themselves.
"""

import json
import sys
from collections.abc import Sequence
from decimal import Decimal

import duckdb

OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def main() -> None:
    """Answer what was asked on standard input."""
    asked = json.load(sys.stdin)
    with duckdb.connect(asked["path"], read_only=True, config=OFFLINE) as reader:
        answers = [reader.execute(sql).fetchall() for sql in asked["questions"]]
    rows = [[list(map(as_text, row)) for row in answer] for answer in answers]
    json.dump({"version": duckdb.__version__, "answers": rows}, sys.stdout)


def as_text(cell: object) -> object:
    """Return a value in a form that is the same from every version."""
    if isinstance(cell, Decimal):
        return str(cell.normalize())
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        return [as_text(each) for each in cell]
    return cell if isinstance(cell, bool | int | float | None) else str(cell)


if __name__ == "__main__":
    main()
