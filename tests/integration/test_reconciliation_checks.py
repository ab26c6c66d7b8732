"""The checks: nothing differs after anything that the application does, and damage is found."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from analytics.reconciliation import CHECKS, NAMES, Outcome
from tests.books import Books, found_by, open_books, write_books
from tests.damage import DAMAGE, MACROS


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Lend books in which there is something of everything; who damages them rolls back."""
    books = open_books(tmp_path_factory.mktemp("books"))
    write_books(books)
    yield books
    books.database.close()


def after(books: Books, damage: str) -> Mapping[str, Outcome]:
    """Return what is found once that is done, which is undone then."""
    with books.database.cursor() as cursor:
        for macro in MACROS:
            cursor.execute(macro)
        cursor.execute("begin transaction")
        cursor.execute(damage)
        found = found_by(cursor)
        cursor.execute("rollback")
    return found


def test_nothing_differs_after_feeds_reverts_orders_refunds_and_imports(books: Books) -> None:
    outcomes = books.outcomes()

    assert {each.name: each.rows for each in outcomes if each.differences} == {}
    assert [f"check_{each.name}" for each in outcomes] == [check.name for check in CHECKS]


def test_there_is_something_of_all_that_is_looked_at(books: Books) -> None:
    assert [each.name for each in books.outcomes() if each.looked_at == 0] == []


@pytest.mark.parametrize(("checks", "damage"), DAMAGE)
def test_damage_is_found_by_its_checks_and_no_other(books: Books, checks: str, damage: str) -> None:
    found = after(books, damage)

    assert found.keys() == set(checks.split()), {name: each.rows for name, each in found.items()}


def test_each_check_has_its_damage() -> None:
    found = {name for names, _ in DAMAGE for name in names.split()}
    assert found | {"published"} == NAMES.keys()  # of the file: test_reconciliation_runs.py


def test_rows_that_differ_are_named_with_what_they_say(books: Books) -> None:
    damage = "update customer_order set total = total + 0.01 where order_id = last_order()"
    (outcome,) = after(books, damage).values()

    (row,) = outcome.rows
    assert (outcome.differences, outcome.shares, row.partner_id) == (1, {1: 1}, 1)
    told = {name: row.shown[name] for name in ("order_number", "total", "lines_total")}
    assert told == {"order_number": "FL-000007", "total": "11.41", "lines_total": "11.40"}


def test_order_of_two_partners_is_no_partners_alone(books: Books) -> None:
    damage = (
        "update customer_order set total = 1, partner_ids = [1, 2] where order_id = one_order()"
    )
    found = after(books, damage)

    assert [each.partner_id for each in found["order_totals"].rows] == [None]
    assert found["order_totals"].shares == {}


def test_lines_of_a_long_order_are_not_taken_for_each_other(books: Books) -> None:
    far_apart = "update order_item set line = 65 where line = 2 and order_id = one_order()"

    assert after(books, far_apart) == {}


def test_cells_of_other_rows_are_not_compared(books: Books) -> None:
    damage = "update revenue_cell set gross = 0; update revenue_cover set items = items + 1"

    assert after(books, damage) == {}


def test_empty_books_have_no_difference(tmp_path: Path) -> None:
    books = open_books(tmp_path)

    assert books.differences() == {}
    books.database.close()
