"""The Parquet files: one moment a set, months written once, in a folder and in a real bucket."""

import errno
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from pyarrow import fs

from analytics.parquet_publisher import LANE, ParquetPublisher
from analytics.parquet_set import BY_MONTH, MANIFESTS, WHOLE, SetOfAnother
from catalog.clock import utc_now
from catalog.database import Database
from ingestion.folder_store import FolderStore
from ingestion.s3_store import S3Store
from ingestion.store import ObjectStore, StoreUnavailable
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.queue import get_job
from tests.publishing import PUBLISH, Publishing
from tests.seaweed import Seaweed
from tests.shop import Shop, ask

YESTERDAY = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)


@dataclass
class Exporting:
    """A shop, its published file, and a store for Parquet files that readers reach."""

    shop: Shop
    publishing: Publishing
    store: ObjectStore
    files: fs.FileSystem
    now: datetime

    def __post_init__(self) -> None:
        database, files = self.shop.database, self.publishing.files
        self.publisher = ParquetPublisher(database, files, self.store, 1e-9, lambda: self.now)

    def export(self) -> dict[str, Any]:
        """Publish what is due, store the next set, and return what the job tells."""
        if self.publishing.is_due():
            self.publishing.publish()
        assert self.publisher.queue_due()
        job = claim_job(self.shop.database, utc_now(), PUBLISH)
        assert job is not None
        status = "FAILED"
        try:
            self.publisher.export(JobContext(self.shop.database, job))
            status = "SUCCEEDED"
        finally:
            with self.shop.database.transaction() as cursor:
                end = "update job set status = ? where job_id = ?"
                cursor.execute(end, [status, job.job_id])
        return get_job(self.shop.database, job.job_id).result or {}

    def keys(self, prefix: str = "analytics/") -> set[str]:
        """Return what is in the store."""
        return {found.key for found in self.store.list(prefix)}

    def manifest(self) -> dict[str, Any]:
        """Return the newest manifest."""
        with self.store.open(max(self.keys(MANIFESTS))) as source:
            return dict(json.loads(source.read()))

    def read(self, table: str) -> pa.Table:
        """Return a table of the newest set, as pyarrow reads it."""
        paths = [file["key"] for file in self.manifest()["tables"][table]["files"]]
        return ds.dataset(paths, filesystem=self.files, format="parquet").to_table()


@pytest.fixture(params=["folder", "s3"])
def exporting(
    request: pytest.FixtureRequest, tmp_path: Path, database: Database, publishing: Publishing
) -> Exporting:
    """Lend a shop with an order in each of two months."""
    store: ObjectStore = FolderStore(tmp_path / "landing")
    files: fs.FileSystem = fs.SubTreeFileSystem(str(tmp_path / "landing"), fs.LocalFileSystem())
    if request.param == "s3":
        s3: Seaweed = request.getfixturevalue("s3")
        prefix = s3.fresh_prefix()
        store = S3Store(s3.bucket, prefix)
        server = fs.S3FileSystem(
            access_key=s3.access_key,
            secret_key=s3.secret_key,
            endpoint_override=s3.endpoint,
            region=s3.region,
        )
        files = fs.SubTreeFileSystem(f"{s3.bucket}/{prefix}", server)
    shop = Shop(database, YESTERDAY)
    shop.stocked(LAMP=50)
    shop.place(ask(LAMP=1))
    shop.wait(days=30)
    shop.place(ask(LAMP=2))
    return Exporting(shop, publishing, store, files, utc_now())


@pytest.fixture
def local(tmp_path: Path, database: Database, publishing: Publishing) -> Exporting:
    """Lend one whose store is a folder."""
    shop = Shop(database, YESTERDAY)
    shop.stocked(LAMP=50)
    shop.place(ask(LAMP=1))
    store = FolderStore(tmp_path / "landing")
    files = fs.SubTreeFileSystem(str(tmp_path / "landing"), fs.LocalFileSystem())
    return Exporting(shop, publishing, store, files, utc_now())


def test_set_has_what_the_published_file_has(exporting: Exporting) -> None:
    told = exporting.export()

    with duckdb.connect(str(exporting.publishing.path), read_only=True) as published:
        for table in (*WHOLE, *BY_MONTH):
            wanted = published.table(table).to_arrow_table()
            if not wanted.num_rows and table in BY_MONTH:
                assert table not in exporting.manifest()["tables"]
                continue
            assert sorted_rows(exporting.read(table)) == sorted_rows(wanted), table
    assert told["files"] == told["files_written"]
    months = {file["month"] for file in exporting.manifest()["tables"]["order_items"]["files"]}
    assert months == {"2026-10", "2026-11"}


def test_month_that_has_not_changed_is_not_written_anew(exporting: Exporting) -> None:
    exporting.export()
    before = exporting.keys("analytics/order_items/")
    exporting.shop.place(ask(LAMP=3))

    exporting.export()

    kept = {key for key in before if "month=2026-10" in key}
    newest = {file["key"] for file in exporting.manifest()["tables"]["order_items"]["files"]}
    assert kept < newest
    assert len(newest - before) == 1
    assert before <= exporting.keys()  # for who is still at the older set
    assert exporting.read("order_items").num_rows == 3


def test_files_of_older_sets_go_after_a_day(exporting: Exporting) -> None:
    exporting.export()
    first = exporting.keys()
    exporting.shop.place(ask(LAMP=3))
    exporting.now += timedelta(days=2)

    told = exporting.export()

    named = {
        file["key"] for table in exporting.manifest()["tables"].values() for file in table["files"]
    }
    assert exporting.keys() == named | {told["manifest"]}
    assert told["files_removed"] == len(first - named)


def test_set_of_long_ago_stays_for_a_day_after_it_was_replaced(
    local: Exporting, tmp_path: Path
) -> None:
    local.export()
    first = local.keys()
    long_ago = (local.now - timedelta(days=9)).timestamp()
    for key in first:
        os.utime(tmp_path / "landing" / key, (long_ago, long_ago))
    local.shop.place(ask(LAMP=3))

    told = local.export()

    assert told["files_removed"] == 0
    assert first <= local.keys()  # somebody may have taken its manifest a moment ago


def test_set_of_a_clock_that_was_set_back_since_is_not_taken_for_the_newest(
    local: Exporting,
) -> None:
    with patch.object(local.publishing.publisher, "clock", lambda: utc_now() + timedelta(days=900)):
        ahead = local.export()["manifest"]
    names = {
        file["key"] for table in local.manifest()["tables"].values() for file in table["files"]
    }
    local.shop.place(ask(LAMP=3))

    told = local.export()

    assert told["manifest"] < ahead
    assert local.keys(MANIFESTS) == {told["manifest"]}
    assert local.read("order_items").num_rows == 2
    assert names <= local.keys()  # for who is still at that set


def test_polars_and_duckdb_read_a_set_by_its_manifest(local: Exporting, tmp_path: Path) -> None:
    local.export()
    names = [file["key"] for file in local.manifest()["tables"]["order_items"]["files"]]
    paths = [str(tmp_path / "landing" / name) for name in names]

    assert pl.scan_parquet(paths).select(pl.len()).collect().item() == 1
    assert duckdb.read_parquet(paths).aggregate("sum(quantity)").fetchall() == [(1,)]


def test_set_that_is_cut_off_is_none(local: Exporting) -> None:
    local.export()
    before = local.manifest()
    local.shop.place(ask(LAMP=3))
    put = local.store.put

    def fail(key: str, source: BinaryIO) -> object:
        if key.startswith(MANIFESTS):
            raise StoreUnavailable("the store is away")
        return put(key, source)

    with patch.object(local.store, "put", fail), pytest.raises(StoreUnavailable):
        local.export()

    assert local.manifest() == before
    assert local.read("order_items").num_rows == 1
    local.export()
    assert local.read("order_items").num_rows == 2


def test_file_that_a_stopped_export_left_attached_is_let_go(
    local: Exporting, tmp_path: Path
) -> None:
    with local.shop.database.cursor() as cursor:
        cursor.execute("attach $path as shown", {"path": str(tmp_path / "left.duckdb")})

    assert local.export()["files_written"] > 0


def test_set_is_stored_where_the_file_system_has_no_hard_links(local: Exporting) -> None:
    link = Path.hardlink_to

    def refuse(path: Path, target: Path) -> None:
        if path.suffix == ".duckdb":  # the store's own files are elsewhere
            raise PermissionError(errno.EPERM, "Operation not permitted")
        link(path, target)

    with patch.object(Path, "hardlink_to", refuse):
        local.export()
        local.shop.place(ask(LAMP=3))
        local.export()

    assert local.read("order_items").num_rows == 2
    left = {path.name for path in (local.publishing.path.parent / "analytics-work").iterdir()}
    assert "held.duckdb" not in left


def test_set_of_another_installation_is_left_alone(local: Exporting) -> None:
    local.store.put(f"{MANIFESTS}2999.json", BytesIO(b'{"installation": "other", "tables": {}}'))
    before = local.keys()

    with pytest.raises(SetOfAnother):
        local.export()

    assert local.keys() == before


def test_no_set_is_due_while_the_published_file_is_the_same(local: Exporting) -> None:
    local.export()
    assert not local.publisher.queue_due()

    local.shop.place(ask(LAMP=3))
    local.publishing.publish()

    assert local.publisher.queue_due()
    assert not local.publisher.queue_due()
    waiting = local.shop.database.rows("from job where lane = $lane", {"lane": LANE})
    assert len(waiting) == 2


def sorted_rows(table: pa.Table) -> list[str]:
    """Return the rows as text, in an order of their own."""
    return sorted(
        repr([(name, _plain(value)) for name, value in sorted(row.items())])
        for row in table.to_pylist()
    )


def _plain(value: object) -> object:
    # a zone by one name or the other, an id as text or not: the same value
    return value.isoformat() if isinstance(value, datetime) else str(value)
