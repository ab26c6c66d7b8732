"""The layering of the house, read off the imports of a source file."""

import ast
from collections.abc import Iterator

LEVELS = {
    "app": 7,
    "wiring": 6,
    "rounds": 5,
    "demo": 5,
    "demo_orders": 6,
    "backup_commands": 6,
    "backup_returns": 5,
    "pages": 5,
    "api": 5,
    # above its siblings of before: a backup holds, and a restore verifies, the books of all of them
    "backups": 4,
    "ingestion": 3,
    "orders": 3,
    "analytics": 3,
    "accounts": 3,
    "jobs": 2,
    "catalog": 1,
}
HOMES = {
    "streamlit": ("app.py", "pages/"),
    "fastapi": ("app.py", "api/"),
    # the store, and pulls from buckets, for which fsspec's own client cannot be installed
    "boto3": ("ingestion/s3_store.py", "ingestion/pull_s3.py"),
    "botocore": ("ingestion/s3_store.py", "ingestion/s3_errors.py", "ingestion/pull_s3.py"),
    "apscheduler": ("jobs/",),
}
# Where a DuckDB file may be opened; the analysts' file is asked in an instance that can do no more.
OPENERS = ("catalog/", "analytics/locked_reader.py")
OPENING = {
    "connect",
    "cursor",
    "default_connection",
    "execute",
    "query",
    "read_csv",
    "read_json",
    "read_parquet",
    "sql",
}
HARMLESS = {"importlib.metadata", "importlib.resources"}
NEVER = {"tests", "benchmarks"}

Finding = tuple[int, str]


def violations(path: str, source: str) -> list[str]:
    """Return what the file does against the layering, one sentence each, by line."""
    tree = ast.parse(source, path)
    found = sorted({*_wrong_imports(path, tree), *_openings(path, tree), *_dynamic(tree)})
    return [f"{path}:{line} {sentence}" for line, sentence in found]


def _wrong_imports(path: str, tree: ast.Module) -> Iterator[Finding]:
    own = path.removesuffix(".py").split("/")[0]
    for line, module in _imported(tree, own):
        top = module.split(".")[0]
        if top in LEVELS and top != own and LEVELS[top] >= LEVELS[own]:
            yield line, f"imports {top}, which is not below {own}"
        elif top in NEVER:
            yield line, f"imports {top}, which production has not"
        elif top in HOMES and not path.startswith(HOMES[top]):
            yield line, f"imports {top}, at home only in {' and '.join(HOMES[top])}"


def _imported(tree: ast.Module, own: str) -> Iterator[tuple[int, str]]:
    """Yield every module imported anywhere in the file, for typing only or in a function too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = own if node.level == 1 else (module or node.names[0].name)
            yield node.lineno, module


def _openings(path: str, tree: ast.Module) -> Iterator[Finding]:
    if path.startswith(OPENERS):
        return
    names = _names_of("duckdb", tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in names and node.attr in OPENING:
                yield node.lineno, f"duckdb.{node.attr} opens a database, at home in catalog/"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "duckdb":
            for alias in node.names:
                if alias.name in OPENING:
                    yield node.lineno, f"duckdb.{alias.name} opens a database, at home in catalog/"


def _names_of(module: str, tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == module
    }


def _dynamic(tree: ast.Module) -> Iterator[Finding]:
    for line, module in _imported(tree, ""):
        if module.split(".")[0] == "importlib" and module not in HARMLESS:
            yield line, "imports dynamically: the layering cannot be read off it"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "__import__":
            yield node.lineno, "imports dynamically: the layering cannot be read off it"
