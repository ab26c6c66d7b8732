"""PostgreSQL's customers in Python: processes of threads, a psycopg connection each."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from benchmarks.demand import Demand, Line
from benchmarks.latencies import Answered
from benchmarks.statements import read_statement

OWNER = "bench"
CENT = Decimal("0.01")
START_AFTER_S = 3.0  # by then every process is up and connected
CALL = (
    "select place_order(%(owner)s, %(key)s, %(skus)s::text[], %(units)s::bigint[])"
    " is not null as is_placed"
)
RETRIED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)

Connection = psycopg.Connection[dict[str, Any]]
Asked = dict[str, Any]


@dataclass(frozen=True)
class Customers:
    """So many clients of one process, and until when (since 1970) they order."""

    dsn: str
    way: str
    demand: Demand
    clients: int
    seed: int
    begin_s: float
    end_s: float


def call_function(connection: Connection, asked: Asked) -> bool:
    """Order in one round trip, through PL/pgSQL; False if it was refused."""
    row = connection.execute(CALL, asked, prepare=True).fetchone()
    return bool(row and row["is_placed"])


def send_statements(connection: Connection, asked: Asked) -> bool:
    """Order in two round trips of statements sent together; False if it was refused."""
    with connection.pipeline():
        key = connection.execute(read_statement("postgres_key"), asked, prepare=True)
        locked = connection.execute(read_statement("postgres_lock"), asked, prepare=True)
        named, lines = key.fetchone(), locked.fetchall()
        if named is None:
            connection.rollback()
            return True  # answered before
        if len(lines) < len(asked["skus"]) or not all(line["can_be_met"] for line in lines):
            connection.rollback()
            connection.execute(read_statement("postgres_refuse"), asked)
            connection.commit()
            return False
        order = _order(named["order_id"], lines)
        for name in ("postgres_take", "postgres_order", "postgres_items"):
            connection.execute(read_statement(name), order, prepare=True)
        connection.commit()
    return True


WAYS: dict[str, Callable[[Connection, Asked], bool]] = {
    "PostgreSQL, psycopg, function": call_function,
    "PostgreSQL, psycopg, statements": send_statements,
}


def measure_clients(customers: Customers, processes: int, seconds: float) -> Answered:
    """Order for so many seconds with the clients spread over so many processes."""
    begin_s = time.time() + START_AFTER_S
    parts = [
        replace(
            customers,
            clients=share,
            seed=customers.seed + 1000 * at,
            begin_s=begin_s,
            end_s=begin_s + seconds,
        )
        for at, share in enumerate(_shares(customers.clients, processes))
    ]
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
        return Answered.together(list(pool.map(run_customers, parts)))


def run_customers(customers: Customers) -> Answered:
    """Order in threads of this process from the beginning to the end."""
    with ThreadPoolExecutor(customers.clients) as threads:
        return Answered.together(
            list(threads.map(lambda at: _buy(customers, at), range(customers.clients)))
        )


def _shares(clients: int, processes: int) -> list[int]:
    shares = [clients // processes + (at < clients % processes) for at in range(processes)]
    return [share for share in shares if share]


def _buy(customers: Customers, at: int) -> Answered:
    orders = customers.demand.orders(customers.seed + at)
    order = WAYS[customers.way]
    ends_s: list[float] = []
    waits_s: list[float] = []
    placed = units = refused = 0
    is_autocommit = order is call_function
    with psycopg.connect(customers.dsn, autocommit=is_autocommit, row_factory=dict_row) as session:
        time.sleep(max(0.0, customers.begin_s - time.time()))
        while time.time() < customers.end_s:
            lines = next(orders)
            begun_s = time.perf_counter()
            if order_once(session, order, lines):
                placed += 1
                units += sum(wanted for _, wanted in lines)
            else:
                refused += 1
            waits_s.append(time.perf_counter() - begun_s)
            ends_s.append(time.time())
    return Answered(ends_s, waits_s, placed, units, refused)


def order_once(
    session: Connection, order: Callable[[Connection, Asked], bool], lines: tuple[Line, ...]
) -> bool:
    """Order under a new key, again where PostgreSQL asks for that; False if it was refused."""
    asked = {
        "owner": OWNER,
        "key": str(uuid4()),
        "skus": [sku for sku, _ in lines],
        "units": [units for _, units in lines],
    }
    while True:
        try:
            return order(session, asked)
        except RETRIED:
            session.rollback()


def _order(order_id: int, lines: list[Asked]) -> Asked:
    totals = [(line["unit_price"] * line["units"]).quantize(CENT, ROUND_HALF_UP) for line in lines]
    return {
        "owner": OWNER,
        "order_id": order_id,
        "currency": lines[0]["currency"],
        "total": sum(totals),
        "numbers": list(range(1, len(lines) + 1)),
        "products": [line["product_id"] for line in lines],
        "skus": [line["sku"] for line in lines],
        "names": [line["product_name"] for line in lines],
        "prices": [line["unit_price"] for line in lines],
        "units": [line["units"] for line in lines],
        "totals": totals,
    }
