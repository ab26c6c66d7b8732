"""An import that is cut off anywhere leaves whole orders; run again, it has the effect of once."""

import threading
from dataclasses import replace
from typing import Self

import duckdb
import pytest

from catalog.clock import utc_now
from catalog.database import Row
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.queue import get_job, retry_job
from tests.faults import Fault, failing
from tests.importing import Importing, ledger

HEADER = "order_number,ordered_at,partner,sku,quantity,unit_price,currency\n"
# four orders, one of them of refunds alone, and a line that is skipped
TEXT = HEADER + "".join(
    f"{order},2011-03-0{day},lumen,{sku},{quantity},10,USD\n"
    for order, day, sku, quantity in [
        ("A", 1, "LAMP", 1),
        ("A", 1, "RUG", 2),
        ("B", 2, "LAMP", 1),
        ("B", 2, "RUG", 0),
        ("C", 3, "LAMP", -1),
        ("D", 4, "LAMP", 1),
        ("D", 5, "LAMP", -1),
    ]
)
LEDGER = (7, 6, 0, 1)
MOST_STATEMENTS = 200
LEAST_STATEMENTS = 25
ERRORS = (duckdb.IOException, ZeroDivisionError)  # of the database, and a defect of ours
CONTENT = """
select
    order_number, status, total, line, is_placed, units, gross, refunds, happened_at
from customer_order as past
join sales_line as line using (order_id)
where imported_from = '{}'
order by order_number, line
"""
TORN = """
select past.order_number
from customer_order as past
full join (
    select order_id, count(*) as lines, sum(gross) as total from sales_line group by order_id
) as line using (order_id)
where past.total is distinct from line.total
    or line.lines <> case when past.order_number in ('A', 'D') then 2 else 1 end
"""


class HaltingLock:
    """A lock that stops the job when it is taken for the `due` time, as a shutdown would."""

    def __init__(self, due: int) -> None:
        self.due = due
        self.taken = 0
        self.context: JobContext | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._lock.acquire()
        self.taken += 1
        if self.taken == self.due and self.context is not None:
            self.context.stop()
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.fixture
def small(importing: Importing) -> Importing:
    """Lend imports that write an order or two at a time."""
    importing.room = replace(importing.room, batch_lines=2)
    return importing


def content(importing: Importing, source: str) -> list[tuple[object, ...]]:
    return importing.rows(CONTENT.format(source))


def imports(importing: Importing) -> Row:
    return importing.database.rows("from order_import order by job_id desc")[0]


def test_import_that_fails_at_any_statement_leaves_whole_orders_and_goes_on(
    small: Importing,
) -> None:
    assert ledger(small.bring(TEXT, source="whole")) == LEDGER
    whole = content(small, "whole")
    fault = Fault()
    half_done = 0

    for due in range(1, MOST_STATEMENTS):
        job_id = small.deliver(TEXT, source=f"s{due}")
        error = ERRORS[due % 2]
        with failing(small.database, fault):
            job = claim_job(small.database, utc_now())
            assert job is not None
            fault.arm(due, error("the disk is full"))
            try:
                small.runner._run(JobContext(small.database, job))  # noqa: SLF001 - without threads
            except error:  # all is done; what failed is to note that the job has ended
                break
        assert get_job(small.database, job_id).status == "FAILED", due
        assert small.rows(TORN) == [], due
        written = content(small, f"s{due}")
        assert imports(small)["inserted"] == len(written), due
        assert imports(small)["rows_read"] is None, due
        assert small.rows(f"from import_issue where job_id = '{job_id}'") == [], due
        half_done += 0 < len(written) < len(whole)
        retry_job(small.database, job_id)
        assert ledger(small.run(job_id)) == LEDGER, due
        assert content(small, f"s{due}") == whole, due

    assert due > LEAST_STATEMENTS
    assert half_done > LEAST_STATEMENTS / 3
    assert content(small, f"s{due}") == whole


@pytest.mark.parametrize("due", [1, 2, 3])
def test_import_that_is_stopped_goes_on_as_one_import(small: Importing, due: int) -> None:
    lock = HaltingLock(due)
    object.__setattr__(small.desk, "lock", lock)
    job_id = small.deliver(TEXT)
    job = claim_job(small.database, utc_now())
    assert job is not None
    lock.context = JobContext(small.database, job)

    small.runner._run(lock.context)  # noqa: SLF001 - without its threads

    stopped = get_job(small.database, job_id)
    assert (stopped.status, stopped.error, stopped.result) == ("QUEUED", None, None)
    assert small.rows(TORN) == []
    assert len(content(small, "elsewhere")) < 6
    lock.context = None
    assert ledger(small.run(job_id)) == LEDGER
    assert len(content(small, "elsewhere")) == 6


def test_import_that_is_over_but_for_its_job_is_not_done_again(small: Importing) -> None:
    job = small.bring(TEXT)
    written, issues = small.written(), small.issues(job)
    with small.database.transaction() as cursor:  # as a crash right after the commit leaves it
        cursor.execute("update job set status = 'QUEUED'")

    again = small.run(job.job_id)

    assert ledger(again) == LEDGER
    assert small.written() == written
    assert small.issues(again) == issues


def test_failed_import_run_after_another_one_of_the_same_lines_counts_them_unchanged(
    small: Importing,
) -> None:
    failed = small.deliver(TEXT)
    with failing(small.database, Fault(20, ZeroDivisionError("a defect"))):
        small.run(failed)
    other = small.bring(TEXT)
    written = small.written()
    retry_job(small.database, failed)

    job = small.run(failed)

    ours, theirs = ledger(job), ledger(other)
    assert (ours[0], ours[3], theirs[3]) == (7, 1, 1)
    assert ours[1] + theirs[1] == 6
    assert small.written() == written


def test_two_imports_of_one_file_run_one_after_the_other(small: Importing) -> None:
    first, second = small.deliver(TEXT), small.deliver(TEXT)
    running = claim_job(small.database, utc_now())
    assert running is not None

    assert claim_job(small.database, utc_now()) is None
    small.runner._run(JobContext(small.database, running))  # noqa: SLF001 - without its threads
    small.run(second)

    assert ledger(get_job(small.database, first)) == LEDGER
    assert ledger(get_job(small.database, second)) == (7, 0, 6, 1)
