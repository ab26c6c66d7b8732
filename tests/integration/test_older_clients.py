"""The published file in the hands of older DuckDB clients, which cannot fetch anything."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.analysts import Published, read_questions
from tests.sources import ROOT

CLIENTS = ROOT / ".venv" / "clients"
PINNED = re.findall(
    r"^duckdb==([\d.]+)",
    (ROOT / "requirements-clients.txt").read_text(encoding="utf-8"),
    re.MULTILINE,
)
TABLES = "select table_name from information_schema.tables order by table_name"
COMMENTS = """
select table_name, column_name, comment from duckdb_columns()
where not internal and table_name in (select table_name from duckdb_tables())
order by table_name, column_index
"""
# every cell of every table and view is read, not only what the questions touch: a list that is
# always empty, which 1.0 cannot read, was found so
EACH_CELL = "select * from {} order by all"


def ask(client: Path, path: Path, questions: list[str]) -> dict[str, Any]:
    """Return what the DuckDB in that folder answers; '' is that of the environment."""
    asked = json.dumps({"path": str(path), "questions": questions})
    done = subprocess.run(
        [sys.executable, "-m", "tests.old_client"],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(client)},
    )
    assert done.returncode == 0, done.stderr
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def test_oldest_client_that_is_promised_is_tried() -> None:
    assert PINNED[0] == "1.0.0"


@pytest.mark.parametrize("version", PINNED)
def test_older_client_answers_all_questions_as_ours_does(
    published: Published, version: str
) -> None:
    client = CLIENTS / f"duckdb-{version}"
    if not client.exists():
        pytest.skip(f"duckdb {version} could not be installed here (tools/clients.sh)")
    with duckdb.connect(str(published.path), read_only=True) as reader:
        tables = [name for (name,) in reader.execute(TABLES).fetchall()]
    questions = [
        TABLES,
        COMMENTS,
        *(EACH_CELL.format(table) for table in tables),
        *(question.sql for question in read_questions()),
    ]

    theirs = ask(client, published.path, questions)

    assert theirs["version"] == version
    for question, found, expected in zip(
        questions, theirs["answers"], ask(Path(), published.path, questions)["answers"], strict=True
    ):
        assert found == expected, question
