"""The object store in an S3 bucket, through boto3 and the standard AWS chain of settings."""

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, BinaryIO
from uuid import uuid4
from weakref import WeakValueDictionary

import boto3
from botocore.config import Config

from catalog.errors import FeedledgerError
from ingestion.object_keys import is_listable, validate_key
from ingestion.s3_body import WholeBody
from ingestion.s3_errors import store_errors
from ingestion.s3_inbox import S3Inbox
from ingestion.s3_multipart import MultipartUpload, base64_sha256
from ingestion.store import (
    KeyTaken,
    ListedObject,
    ObjectMissing,
    Source,
    StoredObject,
    StoreRefused,
    StoreUnavailable,
    read_block,
)

PART_BYTES = 8 * 1024 * 1024  # of at most 10,000 parts: objects of up to 78 GiB
PAGE_KEYS = 1000
BUFFER_BYTES = 256 * 1024
PUT_ID = "feedledger-put"
TRANSFER = Config(
    connect_timeout=3,
    read_timeout=60,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=32,
)
PROBE = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})


class S3Store:
    """
    An `ObjectStore` in a bucket whose server honours `If-None-Match` on writes.

    Objects of less than a part are written by one request, larger ones by a multipart upload;
    memory use is a few parts. Every write carries an id of its own: when an answer got lost,
    the id tells whether the object that is there now is ours.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        part_bytes: int = PART_BYTES,
        page_keys: int = PAGE_KEYS,
    ) -> None:
        if prefix:
            validate_key(prefix)
        self._bucket = bucket
        self._base = prefix and f"{prefix}/"
        self._part_bytes = part_bytes
        self._page_keys = page_keys
        self._client, self._probe = _connect(TRANSFER, PROBE)
        self.inbox = S3Inbox(self._client, bucket, self._base, page_keys)
        self._turns: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._turns_guard = threading.Lock()

    def put(self, key: str, source: Source) -> StoredObject:
        """Store all that the source gives under a key that was free."""
        self._target(key)
        first = read_block(source, self._part_bytes)
        if len(first) < self._part_bytes:
            return self._put_whole(key, first)
        with suppress(ObjectMissing):
            self._ask(key)
            raise KeyTaken(key)
        return self._put_parts(key, first, source)

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """Lend a stream of the object's bytes."""
        target = self._target(key)
        with store_errors(key):
            answer = self._client.get_object(**target)
        with io.BufferedReader(WholeBody(answer["Body"], key), BUFFER_BYTES) as stream:
            yield stream

    def list(self, prefix: str = "") -> Iterator[ListedObject]:
        """Yield the objects whose key starts with the prefix, a page a request."""
        pages = iter(
            self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket,
                Prefix=self._base + prefix,
                PaginationConfig={"PageSize": self._page_keys},
            )
        )
        while (page := _next(pages)) is not None:
            for found in page.get("Contents", ()):
                key = found["Key"].removeprefix(self._base)
                if is_listable(key):
                    yield _listed(key, found["Size"], found["LastModified"])

    def head(self, key: str) -> ListedObject:
        """Return what the server says of one object."""
        found = self._ask(key)
        return _listed(key, found["ContentLength"], found["LastModified"])

    def delete(self, key: str) -> None:
        """See that the store holds no object of that key."""
        target = self._target(key)
        with store_errors(key):
            self._client.delete_object(**target)

    def check(self) -> None:
        """See that the server lists the bucket for us."""
        with store_errors():
            self._probe.list_objects_v2(Bucket=self._bucket, Prefix=self._base, MaxKeys=1)

    def _target(self, key: str) -> dict[str, str]:
        validate_key(key)
        validate_key(self._base + key)
        return {"Bucket": self._bucket, "Key": self._base + key}

    def _ask(self, key: str) -> dict[str, Any]:
        target = self._target(key)
        with store_errors(key):
            found: dict[str, Any] = self._client.head_object(**target)
        return found

    def _put_whole(self, key: str, content: bytes) -> StoredObject:
        target, put_id = self._target(key), uuid4().hex
        sha256 = hashlib.sha256(content).hexdigest()

        def put() -> None:
            self._client.put_object(
                **target,
                Body=content,
                ChecksumSHA256=base64_sha256(content),
                Metadata={"sha256": sha256, PUT_ID: put_id},
                IfNoneMatch="*",
            )

        self._finish(key, put_id, put)
        return StoredObject(key, len(content), sha256)

    def _put_parts(self, key: str, block: bytes, source: Source) -> StoredObject:
        digest, size_bytes, put_id = hashlib.sha256(), 0, uuid4().hex
        upload = MultipartUpload(self._client, self._target(key), {PUT_ID: put_id})
        with ExitStack() as undo:
            undo.callback(upload.abort)
            while block:
                digest.update(block)
                size_bytes += len(block)
                upload.add(block)
                block = read_block(source, self._part_bytes)
            self._finish(key, put_id, upload.complete)
            undo.pop_all()
        return StoredObject(key, size_bytes, digest.hexdigest())

    def _finish(self, key: str, put_id: str, finish: Callable[[], None]) -> None:
        """Take the step that makes the object visible, one thread at a time for each key."""
        with self._turn(key):
            try:
                with store_errors(key):
                    finish()
            except (KeyTaken, StoreUnavailable) as error:
                self._settle(key, put_id, error)

    def _turn(self, key: str) -> threading.Lock:
        # SeaweedFS looks for the key and completes an upload in two steps: see docs/adr/0003.
        with self._turns_guard:
            return self._turns.setdefault(key, threading.Lock())

    def _settle(self, key: str, put_id: str, error: FeedledgerError) -> None:
        """Return if the object is ours after all: its answer got lost, or a retry met it."""
        try:
            found = self._ask(key)["Metadata"]
        except FeedledgerError:
            found = None
        if found is None:
            raise error
        if found.get(PUT_ID) != put_id:
            raise KeyTaken(key) from error


def _connect(*configs: Config) -> list[Any]:
    with store_errors():
        try:
            session = boto3.session.Session()
            return [session.client("s3", config=config) for config in configs]
        except ValueError as error:  # of an endpoint that is no URL
            raise StoreRefused(f"the S3 store cannot be used as it is set up: {error}") from error


def _next(pages: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
    with store_errors():
        return next(pages, None)


def _listed(key: str, size_bytes: int, modified_at: datetime) -> ListedObject:
    return ListedObject(key, size_bytes, modified_at.astimezone(UTC))
