"""The inbox in an S3 bucket: copied by the server, under conditions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from catalog.errors import FeedledgerError
from ingestion.drops import INBOX, Drop, DropChanged
from ingestion.s3_errors import store_errors
from ingestion.store import KeyTaken, ObjectMissing, StoreUnavailable

TAKER = "feedledger-taker"
COPY_FAILURES = (KeyTaken, ObjectMissing, StoreUnavailable)


class S3Inbox:
    """
    A `DropBox` in a bucket whose server honours conditions on copies and deletions.

    `base` is the store's prefix with its slash, or nothing. The copy bears the taker's name, so
    that a taker whose answer got lost, or who was killed, knows it again.
    """

    def __init__(self, client: Any, bucket: str, base: str, page_keys: int) -> None:  # noqa: ANN401 - boto3 ships no types
        self._client = client
        self._bucket = bucket
        self._base = base
        self._page_keys = page_keys

    @property
    def address(self) -> str:
        """Where others put their files."""
        return f"s3://{self._bucket}/{self._base}{INBOX}"

    def drops(self) -> Iterator[Drop]:
        """Yield all objects of the inbox, a page a request."""
        pages = iter(
            self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket,
                Prefix=self._base + INBOX,
                FetchOwner=True,
                PaginationConfig={"PageSize": self._page_keys},
            )
        )
        while (page := self._next(pages)) is not None:
            for found in page.get("Contents", ()):
                if found["Size"] or not found["Key"].endswith("/"):  # S3 consoles mark folders so
                    yield self._drop(found)

    def take(self, drop: Drop, key: str, taker: str) -> None:
        """See that the store holds under `key` exactly the file that was seen."""
        try:
            with store_errors(key):
                self._client.copy_object(
                    Bucket=self._bucket,
                    Key=self._base + key,
                    CopySource={"Bucket": self._bucket, "Key": self._base + drop.key},
                    CopySourceIfMatch=_etag_of(drop),
                    IfNoneMatch="*",
                    MetadataDirective="REPLACE",
                    Metadata={TAKER: taker},
                    TaggingDirective="REPLACE",  # to copy tags takes a permission of its own
                )
        except COPY_FAILURES as error:
            self._settle(drop, key, taker, error)

    def discard(self, drop: Drop, key: str) -> None:  # noqa: ARG002 - the folder needs it
        """Remove what was taken from the inbox."""
        target = {"Bucket": self._bucket, "Key": self._base + drop.key}
        try:
            with store_errors(drop.key):
                found = self._client.head_object(**target)
            if _version(found["ETag"], found["ContentLength"], found["LastModified"]) != (
                drop.version
            ):
                raise DropChanged(drop.key)
            with store_errors(drop.key):
                self._client.delete_object(**target, IfMatch=_etag_of(drop))
        except ObjectMissing:
            return
        except KeyTaken as error:
            raise DropChanged(drop.key) from error

    def _settle(self, drop: Drop, key: str, taker: str, error: FeedledgerError) -> None:
        """Return if the copy is ours: its answer got lost, a retry met it, or we were killed."""
        try:
            with store_errors(key):
                found = self._client.head_object(Bucket=self._bucket, Key=self._base + key)
        except ObjectMissing:
            raise error if isinstance(error, StoreUnavailable) else DropChanged(drop.key) from error
        if found["Metadata"].get(TAKER) != taker:
            raise KeyTaken(key) from error

    def _next(self, pages: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
        with store_errors(INBOX):
            return next(pages, None)

    def _drop(self, found: dict[str, Any]) -> Drop:
        owner = found.get("Owner", {})
        return Drop(
            key=found["Key"].removeprefix(self._base),
            version=_version(found["ETag"], found["Size"], found["LastModified"]),
            size_bytes=found["Size"],
            arrived_at=found["LastModified"].astimezone(UTC),
            owner=owner.get("DisplayName") or owner.get("ID") or "",
        )


def _version(etag: str, size_bytes: int, modified_at: datetime) -> str:
    # a list may tell fractions of a second, an answer to HEAD cannot
    return f"{etag} {size_bytes} {int(modified_at.timestamp())}"


def _etag_of(drop: Drop) -> str:
    return drop.version.split(" ", 1)[0]
