"""What the code imports is asked for by name, and what is asked for has one exact version."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

from tests.sources import PACKAGES, ROOT, ROOT_MODULES, name_of, parse, product_files, python_files

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9.+!-]+)(?:\s+#.*)?$")
OURS = {*PACKAGES, *ROOT_MODULES, "tests", "benchmarks"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(filename: str) -> dict[str, str]:
    lines = (ROOT / filename).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-"))]
    found = [PIN.match(line) for line in wanted]

    assert [line for line, pin in zip(wanted, found, strict=True) if pin is None] == []
    return {canonical(pin["name"]): pin["version"] for pin in found if pin}


def imported(tree: ast.Module) -> set[str]:
    modules = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    return {module.split(".")[0] for module in modules} - OURS - sys.stdlib_module_names


def unasked(tree: ast.Module, asked: set[str], sources: dict[str, list[str]]) -> list[str]:
    return sorted(
        module
        for module in imported(tree)
        if asked.isdisjoint(canonical(name) for name in sources.get(module, ()))
    )


def test_production_imports_only_what_its_requirements_name() -> None:
    asked, sources = set(pins("requirements.txt")), dict(packages_distributions())
    found = {name_of(path): unasked(parse(path), asked, sources) for path in product_files()}

    assert {name: modules for name, modules in found.items() if modules} == {}


def test_tests_import_only_what_the_requirements_name() -> None:
    asked = {*pins("requirements.txt"), *pins("requirements-dev.txt")}
    sources = dict(packages_distributions())
    found = {name_of(path): unasked(parse(path), asked, sources) for path in python_files()}

    assert {name: modules for name, modules in found.items() if modules} == {}


def test_requirements_and_constraints_ask_for_the_same_versions() -> None:
    fixed = pins("constraints.txt")
    asked = {**pins("requirements.txt"), **pins("requirements-dev.txt")}

    assert {name: fixed.get(name) for name in asked} == asked


def test_import_that_nothing_asks_for_is_found() -> None:
    tree = ast.parse("import os\nimport numpy as np\nfrom catalog import errors\nimport duckdb")

    assert unasked(tree, {"duckdb"}, {"duckdb": ["duckdb"], "numpy": ["numpy"]}) == ["numpy"]
