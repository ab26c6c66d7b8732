"""What the labels of our widgets can read, worked out from the source, as regular expressions."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

from tests.sources import ROOT, parse

ANY = ".+"
Function = ast.FunctionDef | ast.Module


class Labels:
    """The values of expressions in one module, as far as the text of the source tells them."""

    def __init__(self, path: Path) -> None:
        self.tree = parse(path)
        functions = (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))
        # a function within another comes after it, and is the nearer one
        self._around = {node: each for each in functions for node in ast.walk(each)}

    def around(self, node: ast.AST) -> Function:
        """Return the function that the node is in, else the module."""
        return self._around.get(node, self.tree)

    def of(self, node: ast.expr, function: Function) -> list[str]:
        """Return what the expression may read; `.+` stands for what is known at run time alone."""
        return list(self._read(node, function)) or [ANY]

    def _read(self, node: ast.expr, function: Function) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(text)):
                yield re.escape(text)
            case ast.JoinedStr(values=parts):
                yield from self._joined(parts, function)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._joined([left, right], function)
            case ast.IfExp(body=first, orelse=second) | ast.BoolOp(values=[first, second]):
                yield from (*self.of(first, function), *self.of(second, function))
            case ast.FormattedValue(value=text) | ast.Call(func=ast.Name(id="plain"), args=[text]):
                yield from self.of(text, function)
            case ast.Subscript(value=ast.Name(id=table)):
                yield from self._held(table, 1)
            case ast.Name(id=name):
                yield from self._named(name, function)

    def _joined(self, parts: list[ast.expr], function: Function) -> list[str]:
        return ["".join(each) for each in product(*(self.of(part, function) for part in parts))]

    def _named(self, name: str, function: Function) -> Iterator[str]:
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                    yield from self.of(value, function)
                case ast.For(target=target, iter=values):
                    yield from self._looped(name, target, values)
        if isinstance(function, ast.FunctionDef):
            yield from self._passed(name, function)
            yield from self.known(name)

    def _looped(self, name: str, target: ast.expr, values: ast.expr) -> Iterator[str]:
        names = [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]
        if name not in names:
            return
        match values:
            case ast.Tuple(elts=elements):
                for each in elements:
                    one = each.elts[names.index(name)] if isinstance(each, ast.Tuple) else each
                    yield from self.of(one, self.tree)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="items")):
                yield from self._held(table, names.index(name))

    def _held(self, table: str, side: int) -> Iterator[str]:
        """Return the keys (side 0) or values (side 1) of a table of the module."""
        for node in self.tree.body:
            value = getattr(node, "value", None)
            if table in _targets(node) and isinstance(value, ast.Dict):
                for each in (value.keys, value.values)[side]:
                    yield from self.of(each, self.tree) if each else ()

    def _passed(self, name: str, function: ast.FunctionDef) -> Iterator[str]:
        """Return what the module's own calls of the function pass in that place."""
        places = [each.arg for each in function.args.args]
        if name not in places:
            return
        for node in ast.walk(self.tree):
            match node:
                case ast.Call(func=ast.Name(id=called), args=sent) if called == function.name:
                    if len(sent) > places.index(name):
                        yield from self.of(sent[places.index(name)], self.around(node))

    def known(self, name: str) -> Iterator[str]:
        """Return what a name of the module may read, one that it imports from others included."""
        for node in self.tree.body:
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    for each, value in zip(names, values, strict=False):
                        if isinstance(each, ast.Name) and each.id == name:
                            yield from self.of(value, self.tree)
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                    yield from self.of(value, self.tree)
        for other in self._imports(name):
            yield from other.known(name)

    def returned(self, name: str) -> Iterator[str]:
        """Return what a function of the module may read, one that it imports included."""
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                for each in ast.walk(node):
                    if isinstance(each, ast.Return) and each.value:
                        yield from self.of(each.value, node)
        for other in self._imports(name):
            yield from other.returned(name)

    def _imports(self, name: str) -> Iterator["Labels"]:
        for node in self.tree.body:
            match node:
                case ast.ImportFrom(module=str(module), names=names):
                    path = ROOT / f"{module.replace('.', '/')}.py"
                    if name in {each.asname or each.name for each in names} and path.is_file():
                        yield labels_of(path)


@cache
def labels_of(path: Path) -> Labels:
    """Return the labels of the module, which is read once."""
    return Labels(path)


def _targets(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [each.id for each in targets if isinstance(each, ast.Name)]
