"""What is written of orders, held against what customers were told: every unit and every key."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from benchmarks.counters import placed_order
from benchmarks.customers import Placed, Refused, Shortage, Told
from benchmarks.statements import read_statement
from catalog.database import Database
from orders.stock import available_units


def check_books(
    database: Database,
    stock: Mapping[str, int],
    told: Sequence[Told],
    cancelled: AbstractSet[str] = frozenset(),
) -> list[str]:
    """
    Return every fault, once all of the stock (units by SKU) was asked for and nothing was counted.

    An order that was answered is there, as it was told; one that was refused is not; one that
    nobody heard of is there whole, or not at all. Those in `cancelled` (ids) are cancelled, and no
    other. Units sold are the stock, to the unit.
    """
    written: dict[str, list[Placed]] = defaultdict(list)
    for row in database.rows(read_statement("books_orders")):
        written[row["key"]].append(placed_order(row))
    return [
        *_faults_of_answers(written, told),
        *_faults_of_stock(database, stock),
        *_faults_of_cancelled(database, cancelled),
        *(f"{row['rows']} {row['fault']}" for row in database.rows(read_statement("books_faults"))),
        *_faults_of_refusals(database, told),
    ]


def _faults_of_answers(
    written: Mapping[str, Sequence[Placed]], told: Sequence[Told]
) -> Iterator[str]:
    asked = {one.asked.key: one for one in told}
    for key in written.keys() - asked.keys():
        yield f"nobody asked for {written[key]} under {key}"
    for key, one in asked.items():
        found = written.get(key, ())
        if len(found) > 1:
            yield f"{one} is there {len(found)} times: {found}"
        if isinstance(one.said, Placed) and list(found) != [one.said]:
            yield f"{one} is there as {found}"
        if isinstance(one.said, Refused) and found:
            yield f"{one} is there all the same: {found}"
        if found and tuple((item[1], item[3]) for item in found[0].items) != one.asked.lines:
            yield f"{one} is there with other lines: {found}"


def _faults_of_stock(database: Database, stock: Mapping[str, int]) -> Iterator[str]:
    rows = {row["sku"]: row for row in database.rows(read_statement("books_sold"))}
    left = available_units(database, [row["product_id"] for row in rows.values()])
    for sku, units in stock.items():
        row = rows.get(sku)
        if row is None:
            yield f"there is no {sku}"
        elif row["sold"] != units or left[row["product_id"]] != 0:
            yield f"{row['sold']} of {units} {sku} are sold, {left[row['product_id']]} are left"


def _faults_of_cancelled(database: Database, cancelled: AbstractSet[str]) -> Iterator[str]:
    written = {str(row["order_id"]) for row in database.rows(read_statement("books_cancelled"))}
    for order_id in written ^ cancelled:
        yield f"{order_id} was cancelled by its customer or in the books, not both"


def _faults_of_refusals(database: Database, told: Sequence[Told]) -> Iterator[str]:
    refusals = [(one, line) for one in told for line in _shortages(one)]
    for one, line in refusals:
        sku, units = one.asked.lines[line.line - 1]
        is_short = line.code == "stock/short" and line.available < line.requested
        if (line.sku, line.requested) != (sku, units) or not is_short:
            yield f"{one} was refused for another reason than a short line"
    (row,) = database.rows(read_statement("books_refusals"))
    if row["lines"] < len(refusals):
        yield f"{row['lines']} lines of lost demand are written, {len(refusals)} were refused"


def _shortages(one: Told) -> Sequence[Shortage]:
    return one.said.shortages if isinstance(one.said, Refused) else ()
