"""What most tests need: a fresh database in a temporary folder, a clock that stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.database import Database
from catalog.migrations import migrate

pytest_plugins = [
    "pytester",
    "tests.alerting",
    "tests.api",
    "tests.chromium",
    "tests.realdata",
    "tests.feeding",
    "tests.ftp_source",
    "tests.importing",
    "tests.judging",
    "tests.keeping",
    "tests.pulling",
    "tests.sending_parts",
    "tests.retaining",
    "tests.seaweed",
    "tests.on_s3",
    "tests.dropping",
    "tests.polling",
    "tests.sftp_source",
    "tests.shown",
    "tests.soaking",
    "tests.web_source",
]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Lend a migrated database of its own to each test."""
    database = Database(tmp_path / "feedledger.duckdb", memory_limit="1GB", threads=2)
    migrate(database)
    yield database
    database.close()
