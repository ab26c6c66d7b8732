"""What most tests need: a fresh database in a temporary folder, a clock that stands still."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.definitions import define_measures
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
    "tests.made_files",
    "tests.pulling",
    "tests.sending_parts",
    "tests.storytelling",
    "tests.retaining",
    "tests.seaweed",
    "tests.selling",
    "tests.on_s3",
    "tests.dropping",
    "tests.polling",
    "tests.publishing",
    "tests.sftp_source",
    "tests.shown",
    "tests.soaking",
    "tests.web_source",
    "tests.analysts",
]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend a file with all migrations and nothing else, to be copied: that is sooner done."""
    path = tmp_path_factory.mktemp("migrated") / "feedledger.duckdb"
    database = Database(path)
    migrate(database)
    define_measures(database)
    database.close()
    return path


@pytest.fixture
def database(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    """Lend a migrated database of its own to each test."""
    path = Path(shutil.copyfile(migrated, tmp_path / "feedledger.duckdb"))
    database = Database(path, memory_limit="1GB", threads=2)
    yield database
    database.close()
