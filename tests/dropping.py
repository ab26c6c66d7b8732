"""An inbox to drop files into, in a folder and in a bucket of a real server. A pytest plugin."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.drops import Drop, DropBox
from ingestion.folder_store import FolderStore
from ingestion.s3_store import S3Store
from ingestion.store import ObjectStore
from tests.seaweed import Seaweed


@dataclass(frozen=True)
class Dropping:
    """A store, and the way by which partners reach its inbox without us."""

    store: ObjectStore
    folder: Path | None = None
    client: Any = None
    bucket: str = ""
    prefix: str = ""

    @property
    def inbox(self) -> DropBox:
        """The inbox as we see it."""
        return self.store.inbox

    def drop(self, name: str, content: bytes) -> None:
        """Put a whole file there, by its name below `inbox/`."""
        if self.folder is None:
            key = f"{self.prefix}/inbox/{name}"
            self.client.put_object(Bucket=self.bucket, Key=key, Body=content)
            return
        path = self.folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.folder / "uploading"
        aside.write_bytes(content)
        aside.rename(path)

    def remove(self, name: str) -> None:
        """Take the file back."""
        if self.folder is None:
            self.client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}/inbox/{name}")
        else:
            (self.folder / "inbox" / name).unlink()

    def names(self) -> list[str]:
        """Return what lies there."""
        return sorted(drop.key.removeprefix("inbox/") for drop in self.inbox.drops())

    def only(self) -> Drop:
        """Return the one file that lies there."""
        (drop,) = self.inbox.drops()
        return drop

    def read(self, key: str) -> bytes:
        """Return the content of an object."""
        with self.store.open(key) as stream:
            return stream.read()

    def raw_files(self) -> list[bytes]:
        """Return the contents of all raw files."""
        return [self.read(found.key) for found in self.store.list("raw/")]

    def again(self) -> "Dropping":
        """Return the same as another process would open it."""
        if self.folder is not None:
            return Dropping(FolderStore(self.folder), self.folder)
        store = S3Store(self.bucket, self.prefix, page_keys=7)
        return Dropping(store, None, self.client, self.bucket, self.prefix)


@pytest.fixture
def folder_dropping(tmp_path: Path) -> Dropping:
    """Lend an empty folder store."""
    return Dropping(FolderStore(tmp_path / "landing"), tmp_path / "landing")


@pytest.fixture
def s3_dropping(s3: Seaweed) -> Dropping:
    """Lend an empty store in a bucket."""
    prefix = s3.fresh_prefix()
    return Dropping(S3Store(s3.bucket, prefix, page_keys=7), None, s3.client(), s3.bucket, prefix)


@pytest.fixture(params=["folder", "s3"])
def dropping(request: pytest.FixtureRequest) -> Dropping:
    """Lend an empty store of each kind."""
    lent: Dropping = request.getfixturevalue(f"{request.param}_dropping")
    return lent
