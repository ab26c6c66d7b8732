"""From the setting STORE to the store it means."""

from pathlib import Path

from ingestion.folder_store import FolderStore
from ingestion.object_keys import InvalidKey
from ingestion.s3_store import S3Store
from ingestion.store import ObjectStore, StoreRefused


def folder_of(url: str) -> Path | None:
    """Return the folder that the store is in; None of a bucket."""
    scheme, _, place = url.partition("://")
    return Path(place) if scheme == "file" else None


def open_store(url: str, *, private: bool = False) -> ObjectStore:
    """
    Return the store of `file://folder` or `s3://bucket/prefix`; a folder is there afterwards.

    The address is taken as written: a `%20` in it stands for itself. What a `private` store keeps
    in a folder, only the user who runs this may read; a bucket has rules of its own.

    Raises:
        StoreRefused: the address, the folder's permissions or the AWS settings do not serve.
        StoreUnavailable: the folder cannot be made.
    """
    scheme, separator, place = url.partition("://")
    if not separator or not place.strip("/") or (scheme == "s3" and place.startswith("/")):
        raise StoreRefused(f"{url!r} is no store: write file://FOLDER or s3://BUCKET/PREFIX")
    if scheme == "file":
        return FolderStore(Path(place), private=private)
    if scheme == "s3":
        return _open_bucket(place)
    raise StoreRefused(f"there is no store of the kind {scheme!r}: write file:// or s3://")


def _open_bucket(place: str) -> S3Store:
    bucket, _, prefix = place.partition("/")
    try:
        return S3Store(bucket, prefix.strip("/"))
    except InvalidKey as error:
        raise StoreRefused(f"the prefix of s3://{place} cannot be one: {error}") from error
