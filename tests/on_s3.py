"""A real S3 server on a way that can be made faulty: a store, and a whole pipeline. A plugin."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import botocore.retries.standard
import httpx
import pytest
from botocore.config import Config

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


@dataclass(frozen=True)
class Scene:
    """A store on a way that can be made faulty, and the same store reached without it."""

    server: Seaweed
    way: FaultyProxy
    prefix: str
    store: S3Store
    straight: S3Store

    def connect(self) -> S3Store:
        """Return the store as a client of its own reaches it by the way."""
        return S3Store(self.server.bucket, self.prefix, part_bytes=PART_BYTES)

    def unfinished(self) -> list[str]:
        """Return the keys whose parts lie in the store without an object."""
        answer = self.server.client().list_multipart_uploads(
            Bucket=self.server.bucket, Prefix=self.prefix
        )
        return [upload["Key"] for upload in answer.get("Uploads", ())]


@dataclass
class OnS3:
    """
    An ingestion with the partners `lumen` and `other` and its API, whose store is the scene's.

    No worker runs before `work`.
    """

    feeding: Feeding
    client: Client
    scene: Scene

    @property
    def way(self) -> FaultyProxy:
        """What is between us and the store."""
        return self.scene.way

    def use(self, store: S3Store) -> None:
        """Have the store be the ingestion's."""
        self.feeding.ingestion = replace(self.feeding.ingestion, store=store)
        self.client.replace(ingestion=self.feeding.ingestion)

    def use_read_timeout(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        """Wait no longer for the next bytes of an answer."""
        shorter = s3_store.TRANSFER.merge(Config(read_timeout=seconds))
        monkeypatch.setattr(s3_store, "TRANSFER", shorter)
        self.use(self.scene.connect())

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
        with self.scene.straight.open(feed.raw_key) as stream:
            return stream.read()

    def raw_files(self) -> list[bytes]:
        """Return all raw files that the server has, whether a row tells of them or not."""
        contents = []
        for found in self.scene.straight.list("raw/"):
            with self.scene.straight.open(found.key) as stream:
                contents.append(stream.read())
        return contents

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
def scene(s3: Seaweed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Set the scene with an empty store; from now on S3 is reached by the way."""
    prefix = s3.fresh_prefix()
    straight = S3Store(s3.bucket, prefix, part_bytes=PART_BYTES)
    with faulty_way_to(s3.endpoint) as way:
        monkeypatch.setenv("AWS_ENDPOINT_URL", way.address)
        store = S3Store(s3.bucket, prefix, part_bytes=PART_BYTES)
        yield Scene(s3, way, prefix, store, straight)


@pytest.fixture
def on_s3(
    scene: Scene, feeding: Feeding, client: Client, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OnS3]:
    """Lend a pipeline on a store of its own, with the patience of a test."""
    backoff = botocore.retries.standard.ExponentialBackoff
    monkeypatch.setattr(backoff, "delay_amount", lambda *_: 0.0)
    monkeypatch.setattr("jobs.retrying.FIRST_WAIT_S", 0.05)
    monkeypatch.setattr("jobs.runner.POLL_EVERY_S", 0.1)
    feeding.runner.stop()
    feeding.partner("other")
    on_s3 = OnS3(feeding, client, scene)
    on_s3.use(scene.store)
    yield on_s3
    feeding.runner.stop()
