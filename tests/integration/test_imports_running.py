"""The application as it runs imports past orders, and goes on with them at its next start."""

from pathlib import Path

from catalog.clock import utc_now
from catalog.settings import Settings
from ingestion.deposits import IncomingDeposit
from jobs.claims import claim_job
from jobs.queue import Job, get_job
from orders.import_presets import LINES
from orders.import_request import ImportRequest, StoredFile, queue_import
from tests.feeding import until
from tests.importing import GOOD, HEADER, ledger
from wiring import Feedledger


def deliver(running: Feedledger) -> str:
    incoming = IncomingDeposit(running.ingestion, "imports/test", "orders.csv")
    incoming.write((HEADER + GOOD).encode())
    deposit = incoming.finish()
    files = {LINES: StoredFile(**vars(deposit))}
    request = ImportRequest("plain", "oldshop", None, "UTC", "key:test", utc_now(), files)
    return queue_import(running.database, request, None)


def finished(running: Feedledger, job_id: str) -> Job:
    running.ingestion.wake()
    until(lambda: get_job(running.database, job_id).finished_at is not None)
    return get_job(running.database, job_id)


def test_import_cut_off_by_a_crash_is_done_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = Feedledger(settings)
    job_id = deliver(first)
    assert claim_job(first.database, utc_now()) is not None  # it runs, and then nothing more
    first.database.close()

    second = Feedledger(settings)
    second.start()
    try:
        assert ledger(finished(second, job_id)) == (1, 1, 0, 0)
        again = deliver(second)
        assert ledger(finished(second, again)) == (1, 0, 1, 0)
    finally:
        second.close()
