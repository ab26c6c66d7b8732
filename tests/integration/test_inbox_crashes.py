"""Whatever breaks off where, each file of the inbox becomes one feed, whole, with one job."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from boto3.s3.transfer import TransferConfig

from catalog.errors import WriteConflict
from ingestion.folder_inbox import FolderInbox
from ingestion.folder_writing import FolderWriter
from ingestion.s3_inbox import S3Inbox
from ingestion.s3_store import S3Store
from ingestion.store import StoreUnavailable
from tests.dropping import Dropping
from tests.faults import Fault, failing
from tests.faulty_proxy import Fault as WayFault
from tests.faulty_proxy import FaultyProxy
from tests.on_s3 import PART_BYTES, Scene
from tests.polling import Polling, warnings

ALL_TRIES = 12
STEPS_OF_STORE: dict[type, tuple[tuple[type, str], ...]] = {
    FolderInbox: (
        *((FolderInbox, name) for name in ("drops", "take", "discard")),
        *((FolderWriter, "publish"), (Path, "rename"), (Path, "unlink")),
    ),
    S3Inbox: (*((S3Inbox, name) for name in ("drops", "take", "discard")), (S3Store, "open")),
}


class Killed(Exception):
    """Stands for the end of the process: nothing of ours catches it."""


@contextmanager
def breaking(polling: Polling, fault: Fault) -> Iterator[None]:
    """Meet the fault before and after each step of the store and at each statement."""
    with ExitStack() as stack:
        for owner, name in STEPS_OF_STORE[type(polling.dropping.inbox)]:
            stack.enter_context(mock.patch.object(owner, name, _met(getattr(owner, name), fault)))
        stack.enter_context(failing(polling.database, fault))
        yield


def _met(step: Callable[..., Any], fault: Fault) -> Callable[..., Any]:
    def meet_and_call(*asked: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the step has
        fault.meet()
        answer = step(*asked, **named)
        fault.meet()
        return answer

    return meet_and_call


def content(number: int) -> bytes:
    return b"sku,price\n%d,15.00\n" % number


def test_killed_anywhere_the_next_start_goes_on(polling: Polling) -> None:
    fault, due = Fault(), 0
    while fault.error is None or fault.met >= due:
        due += 1
        polling.dropping.drop("lumen/feed.csv", content(due))
        polling.poll(1)
        fault.arm(due, Killed())
        with breaking(polling, fault), suppress(Killed):
            polling.poll(1)

        polling.start()
        polling.poll(3)

        assert polling.has_exactly(*(content(number) for number in range(1, due + 1)))
        assert polling.dropping.names() == []
        assert polling.database.rows("from inbox_take") == []
    assert due > 20


@pytest.mark.parametrize("error", [StoreUnavailable("by the test"), WriteConflict("by the test")])
def test_trouble_anywhere_is_over_with_the_next_looks(
    folder_polling: Polling, error: Exception
) -> None:
    polling, fault, due = folder_polling, Fault(), 0
    while fault.error is None or fault.met >= due:
        due += 1
        polling.dropping.drop("lumen/feed.csv", content(due))
        polling.poll(1)
        fault.arm(due, error)
        with breaking(polling, fault):
            polling.poll(1)

        polling.poll(3)

        assert polling.has_exactly(*(content(number) for number in range(1, due + 1)))
        assert polling.dropping.names() == []
        assert polling.refused() == {}
    assert due > 20


def test_killed_after_the_copy_a_replaced_file_and_the_one_before_are_both_feeds(
    polling: Polling,
) -> None:
    polling.dropping.drop("lumen/feed.csv", content(1))
    polling.poll(1)
    with (
        mock.patch.object(polling.dropping.store, "open", side_effect=Killed),
        pytest.raises(Killed),
    ):
        polling.poll(1)
    polling.dropping.drop("lumen/feed.csv", content(2))

    polling.start()
    polling.poll(3)

    assert polling.has_exactly(content(1), content(2))


@pytest.mark.parametrize(
    ("method", "fault", "times"),
    [
        *(("PUT", "answer lost", 1), ("PUT", "answer lost", ALL_TRIES), ("PUT", "slow down", 1)),
        *(("PUT", "error", ALL_TRIES), ("GET", "body cut", 1), ("GET", "error", ALL_TRIES)),
        *(("GET", "body changed", 1), ("HEAD", "error", ALL_TRIES), ("DELETE", "answer lost", 1)),
        *(("DELETE", "error", ALL_TRIES), ("DELETE", "answer lost", ALL_TRIES)),
    ],
)
def test_trouble_on_the_way_to_s3_loses_nothing(
    way: "Way", method: str, fault: WayFault, times: int
) -> None:
    way.polling.dropping.drop("lumen/feed.csv", content(1))
    way.polling.poll(1)

    way.proxy.fail(method, fault, times=times)
    way.polling.poll(1)
    way.proxy.faults.clear()
    way.polling.poll(3)

    assert way.polling.has_exactly(content(1))
    assert way.polling.dropping.names() == []
    assert way.polling.refused() == {}


@pytest.mark.parametrize("fault", ["body changed", "body shortened"])
def test_bytes_that_the_way_damages_are_never_recorded_as_the_file(
    way: "Way", fault: WayFault
) -> None:
    large = content(1) * 500_000
    way.upload_in_parts("lumen/feed.csv", large)
    way.polling.poll(1)

    way.proxy.fail("GET", fault, at="/raw/")
    way.polling.poll(1)

    assert way.polling.feeds() == []
    assert list(way.polling.ingestion.spool.folder.iterdir()) == []
    way.polling.poll(2)
    assert way.polling.has_exactly(large)
    assert way.polling.dropping.names() == []


def test_store_that_is_down_is_logged_once(way: "Way", caplog: pytest.LogCaptureFixture) -> None:
    way.polling.dropping.drop("lumen/feed.csv", content(1))
    way.polling.poll(1)
    for method in ("GET", "PUT", "HEAD", "DELETE"):
        way.proxy.fail(method, "error", times=1000)
    way.polling.poll(4)
    said = len(warnings(caplog))

    way.proxy.faults.clear()
    way.polling.poll(2)

    assert said == 1
    assert way.polling.has_exactly(content(1))


class Way:
    """A polling database on a way to S3 that can be made faulty."""

    def __init__(self, polling: Polling, proxy: FaultyProxy) -> None:
        self.polling = polling
        self.proxy = proxy

    def upload_in_parts(self, name: str, content: bytes) -> None:
        """Put an object there as programs do which send no checksums."""
        dropping = self.polling.dropping
        key = f"{dropping.prefix}/inbox/{name}"
        parts = TransferConfig(multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES)
        dropping.client.upload_fileobj(io.BytesIO(content), dropping.bucket, key, Config=parts)


@pytest.fixture
def way(scene: Scene, folder_polling: Polling) -> Way:
    """Lend a polling database whose store is reached by a proxy."""
    server = scene.server
    folder_polling.dropping = Dropping(
        scene.store, None, server.client(), server.bucket, scene.prefix
    )
    folder_polling.start()
    return Way(folder_polling, scene.way)
