"""What the setting STORE may say, and what is there afterwards."""

import io
from pathlib import Path

import pytest

from ingestion.open_store import open_store
from ingestion.store import StoreRefused
from tests.seaweed import Seaweed


def test_folder_is_there_afterwards(tmp_path: Path) -> None:
    store = open_store(f"file://{tmp_path}/a%20b c/landing")

    store.check()
    assert (tmp_path / "a%20b c" / "landing").is_dir()


def test_relative_folder_is_one_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    open_store("file://data/landing").put("feed.csv", io.BytesIO(b"sku\n"))

    assert (tmp_path / "data" / "landing" / "feed.csv").read_bytes() == b"sku\n"


@pytest.mark.parametrize("slashes", ["", "/", "/deep/er", "/deep/er/"])
def test_bucket_is_reached_through_the_aws_settings(s3: Seaweed, slashes: str) -> None:
    key = f"{s3.fresh_prefix()}.csv"

    store = open_store(f"s3://{s3.bucket}{slashes}")
    store.put(key, io.BytesIO(b"sku\n"))

    store.check()
    assert [found.key for found in store.list(key)] == [key]
    name = f"{slashes}/{key}".replace("//", "/").removeprefix("/")
    assert s3.client().head_object(Bucket=s3.bucket, Key=name)["ContentLength"] == 4


@pytest.mark.parametrize(
    "url", ["", "landing", "/landing", "file://", "s3://", "s3:///prefix", "ftp://host/x", "s3:/b"]
)
def test_address_of_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreRefused):
        open_store(url)


@pytest.mark.parametrize("prefix", ["../other", "a//b", ".hidden", "a\nb"])
def test_prefix_that_is_no_key_is_refused(s3: Seaweed, prefix: str) -> None:
    with pytest.raises(StoreRefused):
        open_store(f"s3://{s3.bucket}/{prefix}")


def test_bucket_name_that_cannot_be_is_refused(s3: Seaweed) -> None:
    store = open_store(f"s3://{s3.bucket} and more")

    with pytest.raises(StoreRefused):
        store.check()


def test_endpoint_that_is_no_address_is_refused(
    s3: Seaweed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not an address")

    with pytest.raises(StoreRefused):
        open_store(f"s3://{s3.bucket}")


def test_profile_that_is_not_there_is_refused(s3: Seaweed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")

    with pytest.raises(StoreRefused):
        open_store(f"s3://{s3.bucket}")


def test_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "landing").touch()

    with pytest.raises(StoreRefused):
        open_store(f"file://{tmp_path}/landing")
