"""The addresses of all pages, read from the navigation itself, so that no page is forgotten."""

import ast

from tests.sources import ROOT, parse

MAIN = ROOT / "pages" / "main.py"


def page_addresses() -> list[str]:
    """Return the address of every page, such as `/feeds`; that of Home is `/`."""
    calls = [
        node
        for node in ast.walk(parse(MAIN))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "Page"
    ]
    return [f"/{_named(call).get('url_path', '')}" for call in calls]


def _named(call: ast.Call) -> dict[str, object]:
    return {
        each.arg: each.value.value
        for each in call.keywords
        if each.arg and isinstance(each.value, ast.Constant)
    }
