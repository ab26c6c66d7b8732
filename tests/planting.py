"""Faults for tests of tests: a statement that is wrong in one place, for as long as a test runs."""

import pytest

from catalog.statements import Statements


def plant(monkeypatch: pytest.MonkeyPatch, name: str, text: str, wrong: str) -> None:
    """Have every package read that statement with other words in it; the text must be there."""
    read = Statements.__getitem__

    def planted(statements: Statements, wanted: str) -> str:
        statement = read(statements, wanted)
        if wanted != name:
            return statement
        assert statement.count(text) == 1, f"{name}.sql has no such text: plant another fault"
        return statement.replace(text, wrong)

    monkeypatch.setattr(Statements, "__getitem__", planted)
