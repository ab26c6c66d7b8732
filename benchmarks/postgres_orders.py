"""PostgreSQL's side: the same catalog and history, pgbench or psycopg, and the check."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Cursor

from benchmarks.demand import Demand, sku
from benchmarks.latencies import Answered
from benchmarks.postgres import Postgres, program
from benchmarks.postgres_clients import WAYS, Customers, measure_clients
from benchmarks.statements import FOLDER, read_statement

PGBENCH = "PostgreSQL, pgbench, function"
COPY_BYTES = 1 << 20
PGBENCH_THREADS = 2
PIECE_S = 5
PAST = ("past_orders", "past_items", "past_keys")


@dataclass
class PostgresShop:
    """A running server with the tables, and what was answered so far."""

    server: Postgres
    products: int
    tallies: list[Answered] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)

    def fill(self, path: Path, history_items: int) -> None:
        """Make the tables, load the feed, append so many items of past orders, and analyze."""
        with self.server.connect() as connection:
            for name in ("schema", "place_order"):
                connection.execute(read_statement(f"postgres_{name}"))
        self.load(path)
        with self.server.connect() as connection:
            if history_items:
                for name in PAST:
                    text = read_statement(f"postgres_{name}")
                    connection.execute(
                        text, {"orders": history_items // 3} if "%(" in text else None
                    )
            connection.execute("vacuum analyze")
            connection.execute("checkpoint")
        self.before = self._written()

    def load(self, path: Path) -> tuple[float, float, float]:
        """Copy, check and merge the feed in one transaction: begun, copied, done (since 1970)."""
        with self.server.connect() as connection, connection.transaction():
            begun_s = time.time()
            cursor = connection.cursor()
            cursor.execute(read_statement("postgres_staging"))
            _copy(cursor, path)
            copied_s = time.time()
            cursor.execute("analyze staging")
            cursor.execute(read_statement("postgres_merge"))
            cursor.execute("drop table staging")
        return begun_s, copied_s, time.time()

    def measure(
        self, way: str, demand: Demand, clients: int, seconds: float, seed: int
    ) -> Answered:
        """Order for so many seconds in that way."""
        if way == PGBENCH:
            answered = self._run_pgbench(demand, clients, seconds, seed)
        else:
            customers = Customers(self.server.dsn, way, demand, clients, seed, 0, 0)
            answered = measure_clients(customers, os.cpu_count() or 1, seconds)
        self.tallies.append(answered)
        return answered

    def measure_while(
        self, demand: Demand, clients: int, go_on: Callable[[], bool], seed: int
    ) -> Answered:
        """Order by pgbench, in pieces of some seconds, while `go_on` says so."""
        pieces: list[Answered] = []
        while go_on():
            pieces.append(self.measure(PGBENCH, demand, clients, PIECE_S, seed + len(pieces)))
        return Answered.together(pieces)

    def check(self) -> list[str]:
        """Return what is wrong: orders against the answers, stock against the items."""
        total = Answered.together(self.tallies)
        written = self._written()
        grown = {name: written[name] - self.before[name] for name in written}
        # pgbench is not told which of its orders were refused: the refusals are counted
        answered = len(total.waits_s) - grown["refused"]
        faults = []
        if (grown["orders"], grown["keys"]) != (answered, answered):
            faults.append(f"{grown} is written, {answered} orders were answered")
        if grown["units"] != -grown["stock"] or written["below_zero"]:
            faults.append(f"{grown['units']} units are sold, {-grown['stock']} taken from stock")
        return faults

    def _written(self) -> dict[str, int]:
        with self.server.connect() as connection:
            last = {"last_sku": sku(self.products - 1)}
            cursor = connection.execute(read_statement("postgres_written"), last)
            names = [column.name for column in cursor.description or ()]
            return {
                name: int(str(value))
                for name, value in zip(names, cursor.fetchone() or (), strict=True)
            }

    def _run_pgbench(self, demand: Demand, clients: int, seconds: float, seed: int) -> Answered:
        script = FOLDER / f"pgbench_{'zipf' if demand.skew else 'uniform'}.pgbench"
        shape = {"products": demand.products, "skew": demand.skew}
        with tempfile.TemporaryDirectory(prefix="pgbench-") as folder:
            command = [
                *(program("pgbench"), "--no-vacuum", "--protocol=prepared", "--log"),
                *(f"--client={clients}", f"--jobs={min(clients, PGBENCH_THREADS)}"),
                *(f"--time={max(1, round(seconds))}", f"--random-seed={seed}", "--max-tries=0"),
                *(f"--define={name}={value}" for name, value in shape.items()),
                *(f"--file={script}", f"--log-prefix={folder}/log"),
                *(f"--host={self.server.folder}", "--username=postgres", "postgres"),
            ]
            done = subprocess.run(command, capture_output=True, check=False, cwd=folder, text=True)
            if done.returncode:
                raise RuntimeError(done.stderr)
            return _read_logs(Path(folder))


def ways_of_ordering() -> tuple[str, ...]:
    """Return every way, PostgreSQL's best first."""
    return (PGBENCH, *WAYS)


def _copy(cursor: "Cursor[tuple[object, ...]]", path: Path) -> None:
    with (
        path.open("rb") as file,
        cursor.copy("copy staging from stdin (format csv, header)") as copy,
    ):
        while piece := file.read(COPY_BYTES):
            copy.write(piece)


def _read_logs(folder: Path) -> Answered:
    ends_s: list[float] = []
    waits_s: list[float] = []
    for path in folder.glob("log.*"):
        for line in path.read_text(encoding="ascii").splitlines():
            _client, _number, wait_us, _script, end_s, end_us, *_tries = line.split()
            waits_s.append(int(wait_us) / 1e6)
            ends_s.append(int(end_s) + int(end_us) / 1e6)
    return Answered(ends_s, waits_s, orders=len(waits_s))
