"""The rules of the house, held against every file of it; and each rule against a bad sample."""

import ast
from collections import defaultdict

import pytest

from tests.house import (
    FILE_LINES,
    HIDING,
    PUTTING_TOGETHER,
    faults_of_sql,
    long_functions,
    says_nothing,
    sql_built_in_code,
    statements_read,
    strings,
)
from tests.sources import ROOT, name_of, parse, product_files, python_files, sql_files

# folders of what makes a schema: what belongs to one table is one script
SCRIPTS = {"migrations", "schema"}


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in (*python_files(), *sql_files())
    }

    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    found = {name_of(path): long_functions(parse(path)) for path in python_files()}

    assert {name: functions for name, functions in found.items() if functions} == {}


def test_every_module_is_named_for_what_it_holds() -> None:
    assert [name_of(path) for path in python_files() if says_nothing(path.stem)] == []


def test_statements_are_put_together_only_where_that_is_said() -> None:
    found = {name_of(path): sql_built_in_code(parse(path)) for path in product_files()}

    found = {name: lines for name, lines in found.items() if name not in PUTTING_TOGETHER}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_sql_file_is_one_statement_under_its_comment() -> None:
    found = {
        name_of(path): faults_of_sql(
            path.read_text(encoding="utf-8"),
            statements=None if path.parent.name in SCRIPTS else 1,
        )
        for path in sql_files()
    }

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_every_statement_read_exists_and_every_one_that_exists_is_read() -> None:
    kept: dict[str, set[str]] = defaultdict(set)
    for path in sql_files():
        if path.parent.name == "sql":
            kept[path.relative_to(ROOT).parts[0]].add(path.stem)
    read: dict[str, set[str]] = defaultdict(set)
    written: dict[str, set[str]] = defaultdict(set)
    for path in product_files():
        package = path.relative_to(ROOT).parts[0]
        read[package] |= statements_read(parse(path))
        written[package] |= strings(parse(path))

    missing = {name: sorted(read[name] - kept[name]) for name in read}
    unread = {name: sorted(kept[name] - written[name]) for name in kept}

    assert {name: names for name, names in missing.items() if names} == {}
    assert {name: names for name, names in unread.items() if names} == {}


def test_no_module_of_tests_can_skip_itself_as_a_whole() -> None:
    tests = [path for path in python_files() if path.name.startswith("test_")]

    hiding = [path for path in tests if HIDING.search(path.read_text(encoding="utf-8"))]

    assert [name_of(path) for path in hiding if path.name != "test_house.py"] == []


def test_function_of_41_lines_is_found() -> None:
    body = "    x = 1\n"

    assert long_functions(ast.parse("def short():\n" + body * 39)) == []
    assert long_functions(ast.parse("def long():\n" + body * 40)) == ["long: 41 lines"]
    assert long_functions(ast.parse("async def long():\n" + body * 40)) == ["long: 41 lines"]


@pytest.mark.parametrize("name", ["utils", "sql_helpers", "feed_manager", "common", "_misc"])
def test_name_that_says_nothing_is_found(name: str) -> None:
    assert says_nothing(name)
    assert not says_nothing("delivery")


@pytest.mark.parametrize(
    "source",
    [
        'cursor.execute(f"select {column} from product")',
        'database.rows(f"select {column}", {})',
        'cursor.sql("select " + column)',
        'database.row("select %s" % column)',
        'cursor.execute("select {}".format(column))',
        'cursor.execute(" ".join(parts))',
    ],
)
def test_statement_put_together_is_found(source: str) -> None:
    assert sql_built_in_code(ast.parse(source)) == [1]


def test_statement_of_a_file_is_no_statement_put_together() -> None:
    source = 'cursor.execute(SQL["insert_feed"], {"name": f"{partner}.csv"})'

    assert sql_built_in_code(ast.parse(source)) == []
    assert statements_read(ast.parse(source)) == {"insert_feed"}


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "-- one\nselect 1;\nselect 2",
        "-- nothing\n",
        "-- shouted\nSELECT 1",
        "-- nameless\nselect ?",
        "-- broken\nselec 1",
    ],
)
def test_sql_file_against_the_rules_is_found(text: str) -> None:
    assert len(faults_of_sql(text)) == 1


def test_sql_file_by_the_rules_is_fine() -> None:
    assert faults_of_sql("-- what is left, ünït by unit\nselect 'A;B' as \"X\" from t;\n") == []
    assert faults_of_sql("-- sorted\nselect sku from product order by {sort}") == []
    assert faults_of_sql("-- tables\ncreate table a (b int);\n", statements=None) == []
