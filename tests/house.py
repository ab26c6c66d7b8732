"""The rules of the house that no linter knows, each a function from source to what breaks it."""

import ast
import re
from collections.abc import Iterator

import duckdb

FILE_LINES = 300
FUNCTION_LINES = 40
EMPTY_NAMES = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
RUNNING = {"execute", "executemany", "query", "row", "rows", "sql"}
# Modules that put statements together, from closed sets and quoted literals: their reason is there.
PUTTING_TOGETHER = {"ingestion/macros.py", "ingestion/projection.py"}
PLACE = re.compile(r"\{([a-z_]+)\}")  # `{sort}`: code puts a name of a closed set there
HIDING = re.compile(r"\b(allow_module_level|importorskip)\b")


def long_functions(tree: ast.Module) -> list[str]:
    """Return the functions of more than 40 lines, each with its length."""
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions
    ]
    return [f"{name}: {lines} lines" for name, lines in lengths if lines > FUNCTION_LINES]


def says_nothing(name: str) -> bool:
    """Return whether a module's name tells only that something is in it."""
    return not EMPTY_NAMES.isdisjoint(name.lower().strip("_").split("_"))


def sql_built_in_code(tree: ast.Module) -> list[int]:
    """Return the lines that hand a statement put together from pieces to the database."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in RUNNING
        and node.args
        and _is_put_together(node.args[0])
    ]


def _is_put_together(statement: ast.expr) -> bool:
    if any(isinstance(part, ast.FormattedValue) for part in ast.walk(statement)):
        return True
    if isinstance(statement, ast.Call) and isinstance(statement.func, ast.Attribute):
        return statement.func.attr in {"format", "join"}
    return isinstance(statement, ast.BinOp)


def statements_read(tree: ast.Module) -> set[str]:
    """Return the names of the statements that the code reads as SQL["name"]."""
    return {
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "SQL"
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    }


def strings(tree: ast.Module) -> set[str]:
    """Return every string written in the code, for names that reach SQL[…] by a variable."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def faults_of_sql(text: str, *, statements: int | None = 1) -> list[str]:
    """Return what a .sql file does against the rules; `statements=None` allows any number."""
    text = PLACE.sub(r"\1", text)
    try:
        found = duckdb.extract_statements(text)
    except duckdb.Error as error:
        return [str(error).splitlines()[0]]
    faults = list(_faults_of_keywords(text))
    if not text.startswith("-- "):
        faults.append("does not start with a comment that says what comes out")
    if statements is not None and len(found) != statements:
        faults.append(f"{len(found)} statements")
    if any(name.isdigit() for statement in found for name in statement.named_parameters):
        faults.append("a parameter without a name")
    return faults


def _faults_of_keywords(text: str) -> Iterator[str]:
    raw = text.encode()
    for offset, kind in duckdb.tokenize(text):
        word = re.match(rb"\w+", raw[offset:])
        if kind == duckdb.token_type.keyword and word and word[0] != word[0].lower():
            yield f"keyword {word[0].decode()} is not lower case"
