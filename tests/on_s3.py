"""The whole pipeline on a real S3 server, reached by a way that can be made faulty. A plugin."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import botocore.retries.standard
import httpx
import pytest
from botocore.config import Config

from catalog.database import Row
from ingestion import s3_store
from ingestion.feeds import Feed, get_feed
from ingestion.s3_store import S3Store
from jobs.queue import Job, read_jobs_of
from jobs.runner import JobRunner
from tests.api import Client, count_rows
from tests.faulty_proxy import FaultyProxy, faulty_way_to
from tests.feeding import Feeding, ledger
from tests.seaweed import Seaweed

PART_BYTES = 5 * 1024 * 1024
ALL_TRIES = 20


@dataclass
class OnS3:
    """
    An ingestion with the partners `lumen` and `other` and its API, whose store is on the way.

    `straight` is the same store, reached without the way. No worker runs before `work`.
    """

    feeding: Feeding
    client: Client
    way: FaultyProxy
    server: Seaweed
    prefix: str
    straight: S3Store

    def connect(self) -> None:
        """Reach the store by the way."""
        store = S3Store(self.server.bucket, self.prefix, part_bytes=PART_BYTES)
        self.feeding.ingestion = replace(self.feeding.ingestion, store=store)
        self.client.replace(ingestion=self.feeding.ingestion)

    def use_read_timeout(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        """Wait no longer for the next bytes of an answer."""
        shorter = s3_store.TRANSFER.merge(Config(read_timeout=seconds))
        monkeypatch.setattr(s3_store, "TRANSFER", shorter)
        self.connect()

    def work(self) -> None:
        """Let workers run from now on."""
        self.feeding.runner = JobRunner(self.feeding.database, self.feeding.handlers)
        self.feeding.runner.start()

    def deliver_cold(self, content: bytes, partner: str = "lumen") -> Feed:
        """Deliver a feed of which nothing is here any more but what the store has."""
        feed = self.feeding.deliver(content, partner=partner)
        self.feeding.ingestion.spool.release(feed.feed_id)
        return feed

    def feed_of(self, answer: httpx.Response) -> Feed:
        """Return the feed that was taken by a delivery."""
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        return get_feed(self.feeding.database, answer.json()["feed_id"])

    def raw(self, feed: Feed) -> bytes:
        """Return what the server has of the feed."""
        with self.straight.open(feed.raw_key) as stream:
            return stream.read()

    def raw_files(self) -> list[bytes]:
        """Return all raw files that the server has, whether a row tells of them or not."""
        contents = []
        for found in self.straight.list("raw/"):
            with self.straight.open(found.key) as stream:
                contents.append(stream.read())
        return contents

    def unfinished(self) -> list[Row]:
        """Return the uploads whose parts lie on the server without an object."""
        answer = self.server.client().list_multipart_uploads(
            Bucket=self.server.bucket, Prefix=self.prefix
        )
        return list(answer.get("Uploads", ()))

    def recorded(self) -> tuple[dict[str, int], list[str]]:
        """Return how many rows each table has, and what lies in the spool."""
        spool = self.feeding.ingestion.spool.folder
        return count_rows(self.feeding.database), [path.name for path in spool.iterdir()]

    def job(self, feed: Feed) -> Job:
        """Return the feed's last job."""
        return max(
            read_jobs_of(self.feeding.database, [feed.feed_id])[feed.feed_id],
            key=lambda job: job.kind != "VALIDATE",
        )

    def is_loaded(self, feed: Feed, content: bytes) -> bool:
        """Whether the feed has loaded all records of the content, and its ledger balances."""
        feed = get_feed(self.feeding.database, feed.feed_id)
        records = content.count(b"\n") - 1
        rows_read, *accounted, _deactivated = ledger(feed)
        return (
            feed.status == "COMPLETED"
            and rows_read == records == sum(number or 0 for number in accounted)
            and self.raw(feed) == content
        )


@pytest.fixture
def on_s3(
    s3: Seaweed, feeding: Feeding, client: Client, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OnS3]:
    """Lend a pipeline on a store of its own, with the patience of a test."""
    prefix = s3.fresh_prefix()
    straight = S3Store(s3.bucket, prefix, part_bytes=PART_BYTES)
    backoff = botocore.retries.standard.ExponentialBackoff
    monkeypatch.setattr(backoff, "delay_amount", lambda *_: 0.0)
    monkeypatch.setattr("jobs.retrying.FIRST_WAIT_S", 0.05)
    monkeypatch.setattr("jobs.runner.POLL_EVERY_S", 0.1)
    feeding.runner.stop()
    feeding.partner("other")
    with faulty_way_to(s3.endpoint) as way:
        monkeypatch.setenv("AWS_ENDPOINT_URL", way.address)
        on_s3 = OnS3(feeding, client, way, s3, prefix, straight)
        on_s3.connect()
        yield on_s3
        feeding.runner.stop()
