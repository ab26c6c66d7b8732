"""Parts and what breaks off: nothing that was acknowledged is lost, nothing is loaded in part."""

import io
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from unittest import mock

import pytest

from catalog.database import Database, Row
from catalog.errors import FeedledgerError
from ingestion.feeds import get_feed
from ingestion.parts import IncomingPart
from ingestion.retention import find_orphans
from ingestion.store import Source, StoredObject, StoreUnavailable
from tests.faults import Fault, failing
from tests.feeding import Feeding, ledger
from tests.sending_parts import HEAD, LAMP, RUG, Sender, parts_of, raw_content, raw_keys, skus
from tests.served import serving

MOST_STATEMENTS = 40


class Crash(BaseException):
    """The end of the process, as far as whoever is asked to go on can tell."""


def test_store_that_does_not_take_a_part_leaves_nothing_of_it(
    feeding: Feeding, sender: Sender
) -> None:
    feed = sender.send(1, HEAD + LAMP)
    down = mock.Mock(side_effect=StoreUnavailable("it does not answer"))

    with (
        mock.patch.object(feeding.ingestion.store, "put", down),
        pytest.raises(StoreUnavailable),
    ):
        sender.send(2, RUG, is_last=True)

    assert get_feed(feeding.database, feed.feed_id) == feed
    assert parts_of(feeding, feed).received == (1,)
    assert list(feeding.ingestion.spool.folder.iterdir()) == []
    assert ledger(feeding.wait(sender.send(2, RUG, is_last=True))) == (2, 2, 0, 0, 0, 0)


def test_part_of_which_the_store_has_other_bytes_is_not_taken(
    feeding: Feeding, sender: Sender
) -> None:
    put = feeding.ingestion.store.put

    def put_less(key: str, source: Source) -> StoredObject:
        return put(key, io.BytesIO(source.read(100)[:-1]))

    with (
        mock.patch.object(feeding.ingestion.store, "put", put_less),
        pytest.raises(StoreUnavailable),
    ):
        sender.send(1, HEAD + LAMP)

    assert feeding.database.rows("from feed") == []
    assert feeding.database.rows("from feed_batch") == []


def test_crash_between_storing_and_recording_leaves_an_orphan_and_the_part_comes_again(
    feeding: Feeding, sender: Sender
) -> None:
    with mock.patch.object(IncomingPart, "_record", side_effect=Crash), pytest.raises(Crash):
        sender.send(1, HEAD + LAMP)
    (orphan,) = raw_keys(feeding)

    feed = feeding.wait(sender.send(1, HEAD + LAMP, is_last=True))

    assert ledger(feed) == (1, 1, 0, 0, 0, 0)
    assert orphan in raw_keys(feeding)
    with mock.patch("ingestion.retention.ORPHANED_AFTER", timedelta(days=-1)):
        assert [found.key for found in find_orphans(feeding.ingestion)] == [orphan]


@pytest.mark.parametrize("has_begun", [False, True])
def test_statement_that_fails_leaves_the_batch_as_it_was(
    feeding: Feeding, sender: Sender, *, has_begun: bool
) -> None:
    if has_begun:
        sender.send(1, HEAD + LAMP)
    before = rows(feeding.database)
    fault, failed = Fault(), 0
    for due in range(1, MOST_STATEMENTS):
        fault.arm(due, RuntimeError("broken"))
        with failing(feeding.database, fault):
            try:
                sender.send(2, RUG, is_last=has_begun)
            except RuntimeError:
                failed += 1
            else:
                break
        if rows(feeding.database) != before:  # committed; only the answer failed
            break

    assert failed > 5
    assert sender.send(2, RUG, is_last=has_begun).status != "CANCELLED"
    feeding.settle()
    assert len(feeding.database.rows("from feed_part where part = 2")) == 1


def test_part_that_is_cut_off_leaves_nothing(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(1, HEAD + LAMP)

    sender.begin(2).abandon()

    assert parts_of(feeding, feed).received == (1,)
    assert list(feeding.ingestion.spool.folder.iterdir()) == []


@pytest.mark.parametrize("step", ["put_raw", "_keep"])
def test_assembly_that_breaks_off_starts_over_and_the_raw_file_is_written_once(
    feeding: Feeding, sender: Sender, step: str
) -> None:
    feeding.runner.stop()
    feed = sender.send_all([HEAD + LAMP, HEAD + RUG])

    with mock.patch(f"ingestion.assembly.{step}", side_effect=Crash), pytest.raises(Crash):
        feeding.run_next()
    put_back(feeding)

    done = feeding.work_off(feed)

    assert ledger(done) == (2, 2, 0, 0, 0, 0)
    assert raw_content(feeding, done) == (HEAD + LAMP + RUG).encode()
    assert len(raw_keys(feeding)) == 3
    assert skus(feeding) == ["LAMP", "RUG"]


def test_assembly_by_a_store_that_fails_at_each_read_once_is_tried_again(
    feeding: Feeding, sender: Sender
) -> None:
    feeding.runner.stop()
    feed = sender.send_all([HEAD + LAMP, HEAD + RUG])
    open_object = feeding.ingestion.store.open

    for fails_at in (1, 2):
        calls = iter(range(1, 10))

        def open_once(key: str, fails_at: int = fails_at, calls: object = calls) -> BinaryIO:
            if next(calls) == fails_at:  # type: ignore[call-overload]
                raise StoreUnavailable("it does not answer")
            return open_object(key)  # type: ignore[return-value]

        with (
            mock.patch.object(feeding.ingestion.store, "open", open_once),
            pytest.raises(StoreUnavailable),
        ):
            feeding.run_next()
        put_back(feeding)
        assert get_feed(feeding.database, feed.feed_id).sha256 == ""

    assert ledger(feeding.work_off(feed)) == (2, 2, 0, 0, 0, 0)


def test_part_that_the_store_has_damaged_is_never_loaded(feeding: Feeding, sender: Sender) -> None:
    feeding.runner.stop()
    sender.send_all([HEAD + LAMP, HEAD + RUG])
    (damaged,) = feeding.database.rows("select raw_key from feed_part where part = 2")
    path = feeding.folder / "landing" / damaged["raw_key"]
    path.write_bytes(path.read_bytes().replace(b"80", b"08"))

    with pytest.raises(FeedledgerError):
        feeding.run_next()

    assert skus(feeding) == []


def test_acknowledged_parts_outlive_a_kill(tmp_path: Path) -> None:
    asked = {"partner": "lumen", "batch": "spring"}
    with serving(tmp_path / "run") as served, served.api() as api:
        served.add_partner("lumen", default_currency="USD", default_availability="in_stock")
        first = api.post("/feeds", params={**asked, "part": "1"}, content=HEAD + LAMP)
        assert first.status_code == 202
        served.process.kill()
        served.process.wait()

    with serving(tmp_path / "run") as served, served.api() as api:
        feed_id = first.json()["feed_id"]
        again = api.post("/feeds", params={**asked, "part": "1"}, content=HEAD + LAMP)
        assert again.json() == first.json()
        last = api.post("/feeds", params={**asked, "part": "2", "last": "true"}, content=RUG)
        assert last.json()["feed_id"] == feed_id
        served.process.kill()
        served.process.wait()

    with serving(tmp_path / "run") as served:
        feed = served.wait_for_feed(feed_id)
        assert (feed["status"], feed["counters"]["inserted"]) == ("COMPLETED", 2)


def put_back(feeding: Feeding) -> None:
    """Do what the next start does with what was running."""
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = 'QUEUED', lease = null where status = 'RUNNING'")


def rows(database: Database) -> list[list[Row]]:
    """Return the rows of feeds, batches, parts and jobs."""
    told = ("from feed", "from feed_batch", "from feed_part", "from job")
    return [database.rows(statement) for statement in told]
