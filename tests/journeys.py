"""What the browser tests click, read from their source, and on which pages they do."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.labels import ANY, Labels, labels_of
from tests.page_actions import MARKS, ROWS, Action, ways_between_pages
from tests.sources import ROOT
from tests.used_shop import SHOWN

E2E = ROOT / "tests" / "e2e"
WHOLE = {"press", "press_last", "download", "follow"}
ROLES = {"button", "link"}
OF_SELECTIONS = {"tick_row": ROWS, "click_bar": MARKS, "bar": MARKS, "point": MARKS}


@dataclass
class Journey:
    """One browser test with the functions that it calls: the pages it opens, what it clicks."""

    pages: set[str] = field(default_factory=set)
    clicked: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)

    def does(self, action: Action) -> bool:
        """Return whether it clicks that, on a page that shows it."""
        if not self.pages & action.pages:
            return False
        if action.label in OF_SELECTIONS.values():
            return action.label in self.clicked
        wanted = re.compile(action.label)
        pieces = [re.sub(r"\\(.)", r"\1", each) for each in action.label.split(ANY) if each]
        return any(wanted.fullmatch(each) for each in self.clicked) or (
            bool(pieces) and any(pieces[0] in each for each in self.begun)
        )


def journeys() -> list[Journey]:
    """Return what each browser test does."""
    return [
        _journey(labels_of(path), function)
        for path in sorted(E2E.glob("test_*.py"))
        for function in labels_of(path).tree.body
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_")
    ]


def _journey(labels: Labels, test: ast.FunctionDef) -> Journey:
    journey = Journey()
    for function in _called(labels, test.name):
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                _note(journey, labels, function, node)
    for read, address in ways_between_pages():
        if any(re.fullmatch(read, each) for each in journey.clicked):
            journey.pages.add(address)
    return journey


def _called(labels: Labels, name: str) -> list[ast.FunctionDef]:
    """Return the function and those of its file that it calls, and so on."""
    own = {each.name: each for each in labels.tree.body if isinstance(each, ast.FunctionDef)}
    found, left = dict[str, ast.FunctionDef](), [name]
    while left:
        function = own[left.pop()]
        found[function.name] = function
        names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        left += [each for each in names & own.keys() if each not in found]
    return list(found.values())


def _note(journey: Journey, labels: Labels, function: ast.FunctionDef, call: ast.Call) -> None:
    match call:
        case ast.Call(func=ast.Attribute(attr="open"), args=[address]):
            journey.pages |= set(_opened(labels, function, address))
        case ast.Call(func=ast.Attribute(attr=way), args=[label]) if way in WHOLE:
            journey.clicked += _read(labels, function, label)
        case ast.Call(
            func=ast.Attribute(attr="get_by_role"), args=[ast.Constant(value=role)], keywords=named
        ) if role in ROLES:
            for each in named:
                if each.arg == "name":
                    journey.begun += _read(labels, function, each.value)
        case ast.Call(func=ast.Attribute(attr=way) | ast.Name(id=way)) if way in OF_SELECTIONS:
            journey.clicked.append(OF_SELECTIONS[way])


def _opened(labels: Labels, function: ast.FunctionDef, address: ast.expr) -> Iterator[str]:
    match address:
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            yield _page(SHOWN[name])
        case _:
            yield from (_page(each) for each in _read(labels, function, address))


def _read(labels: Labels, function: ast.FunctionDef, node: ast.expr) -> list[str]:
    """Return what the expression reads, with an ellipsis for what only the run tells."""
    match node:
        case ast.Call(func=ast.Attribute(attr="compile"), args=[pattern, *_]):
            node = pattern
    return [re.sub(r"\\(.)", r"\1", each.replace(ANY, "…")) for each in labels.of(node, function)]


def _page(address: str) -> str:
    return re.split(r"[?#]", address)[0]
