"""Everything on the pages that can be clicked, read from their source, with where it is shown."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.labels import ANY, Labels, labels_of
from tests.sources import ROOT, name_of, parse

PAGES = ROOT / "pages"
BUTTONS = {"button", "form_submit_button", "download_button", "link_button"}
ROWS, MARKS = "a row", "a mark"


@dataclass(frozen=True)
class Action:
    """Something to click: its label as a regular expression, and the pages that show it."""

    place: str
    label: str
    pages: frozenset[str]

    def __str__(self) -> str:
        """Return it as the test tells it."""
        shown = re.sub(r"\\(.)", r"\1", self.label.replace(ANY, "…"))
        return f"{self.place}: {shown} (on {', '.join(sorted(self.pages)) or 'no page'})"


@cache
def page_actions() -> list[Action]:
    """Return all that can be clicked, a label at a time."""
    shown = modules_of_pages()
    return [
        Action(name_of(path), label, frozenset(at for at, of in shown.items() if path.stem in of))
        for path in sorted(PAGES.glob("*.py"))
        for label in _labels_in(labels_of(path))
    ]


def _labels_in(labels: Labels) -> Iterator[str]:
    for node in ast.walk(labels.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=kind), args=[label, *_]) if kind in BUTTONS:
                yield from _told_apart(_read(labels, label, node))
            case ast.Call(func=called, keywords=named) if "on_select" in {it.arg for it in named}:
                yield ROWS if getattr(called, "attr", "") == "dataframe" else MARKS


def _read(labels: Labels, label: ast.expr, call: ast.Call) -> list[str]:
    match label:
        case ast.Call(func=ast.Name(id=name)) if name != "plain":
            return list(labels.returned(name)) or [ANY]
    return labels.of(label, labels.around(call))


def _told_apart(read: list[str]) -> list[str]:
    """Return the labels without those that add to another, or are a name that people gave."""
    named = [each for each in read if each != ANY] or read
    return [
        each for each in named if not any(each != one and each.startswith(one) for one in named)
    ]


@cache
def ways_between_pages() -> list[tuple[str, str]]:
    """Return the links from page to page: what each reads, and the address it leads to."""
    ways = [(re.escape(title), address) for title, address in _titles().items()]
    for path in PAGES.glob("*.py"):
        labels = labels_of(path)
        for node in ast.walk(labels.tree):
            match node:
                case ast.Call(
                    func=ast.Name(id="show_link"), args=[ast.Constant(value=str(page)), label, *_]
                ):
                    read = labels.of(label, labels.around(node))
                    ways += [(each, _addresses()[Path(page).stem]) for each in read]
    return ways


@cache
def modules_of_pages() -> dict[str, set[str]]:
    """Return, by the address of a page, the modules of the folder that it is made of."""
    return {address: _imports_of(stem) | {stem} for stem, address in _addresses().items()}


def _imports_of(stem: str) -> set[str]:
    found, left = set[str](), [stem]
    while left:
        for node in ast.walk(parse(PAGES / f"{left.pop()}.py")):
            match node:
                case ast.ImportFrom(module=str(module)) if module.startswith("pages."):
                    name = module.removeprefix("pages.")
                    left += [] if name in found else [name]
                    found.add(name)
    return found


@cache
def _addresses() -> dict[str, str]:
    return {stem: address for stem, _, address in _navigation()}


def _titles() -> dict[str, str]:
    return {title: address for _, title, address in _navigation()}


def _navigation() -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(parse(PAGES / "main.py")):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="Page"), args=[ast.Constant(value=str(file))], keywords=kept
            ):
                named = {each.arg: ast.literal_eval(each.value) for each in kept}
                yield Path(file).stem, named["title"], f"/{named.get('url_path', '')}"
