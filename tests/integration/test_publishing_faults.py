"""Publishing that is cut off, or not let: the file that was published stays, and no litter."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from analytics.published_files import PublishedFiles
from catalog.database import Database
from catalog.errors import DiskFull
from jobs.context import JobContext, JobStopped
from tests.publishing import Publishing
from tests.shop import Shop
from tests.sources import ROOT

# the process dies right before the next file is put in place
DYING = """
import os, signal, sys
from pathlib import Path
from analytics.published_files import PublishedFiles
from catalog.database import Database
from tests.publishing import Publishing
from tests.shop import Shop
database = Database(Path(sys.argv[1]) / "feedledger.duckdb")
publishing = Publishing(database, Path(sys.argv[1]) / "published")
if sys.argv[2] == "by changes":
    publishing.publish()
    Shop(database).stocked(RUG=1)
PublishedFiles.put_in_place = lambda files: os.kill(os.getpid(), signal.SIGKILL)
publishing.publish()
"""


@pytest.fixture
def shop(database: Database) -> Shop:
    """Lend a shop with a product."""
    shop = Shop(database)
    shop.stocked(LAMP=5)
    return shop


def left(publishing: Publishing) -> list[str]:
    """Return the names of the files in the folder of the published one, but for the spare."""
    folder = publishing.path.parent
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(found - {"analytics-work/spare.duckdb"})


def skus(publishing: Publishing) -> set[str]:
    """Return the SKUs in the published file."""
    return {row[0] for row in publishing.read("select sku from products")}


def test_file_stays_while_there_is_no_room_for_the_next(publishing: Publishing, shop: Shop) -> None:
    publishing.publish()
    shop.stocked(RUG=1)

    def refuse(_more_bytes: int) -> None:
        raise DiskFull("the disk is full")

    with patch.object(publishing.publisher, "require_room", refuse), pytest.raises(DiskFull):
        publishing.publish()

    assert skus(publishing) == {"LAMP"}
    assert left(publishing) == ["analytics.duckdb"]


def test_publishing_that_is_stopped_leaves_the_file_and_goes_on_later(
    publishing: Publishing, shop: Shop
) -> None:
    publishing.publish()
    shop.stocked(RUG=1)

    def stop(context: JobContext, *_told: object) -> None:
        context.stop()
        context.check()

    with patch.object(JobContext, "report", stop), pytest.raises(JobStopped):
        publishing.publish()

    assert skus(publishing) == {"LAMP"}
    assert left(publishing) == ["analytics.duckdb"]
    assert publishing.publish_again()["how"] == "changes"
    assert skus(publishing) == {"LAMP", "RUG"}


def test_file_that_a_stopped_publishing_left_attached_is_let_go(
    publishing: Publishing, shop: Shop, tmp_path: Path
) -> None:
    publishing.publish()
    shop.stocked(RUG=1)
    with (
        shop.database.cursor() as cursor
    ):  # its rollback was interrupted, and so it could not detach
        cursor.execute("attach $path as published", {"path": str(tmp_path / "left.duckdb")})

    assert publishing.publish()["how"] == "changes"
    assert skus(publishing) == {"LAMP", "RUG"}


@pytest.mark.parametrize("way", ["anew", "by changes"])
def test_process_killed_in_the_middle_leaves_the_file(
    tmp_path: Path, publishing: Publishing, shop: Shop, way: str
) -> None:
    publishing.publish()
    shop.database.close()

    killed = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path), way],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )

    assert killed.returncode == -signal.SIGKILL
    assert skus(publishing) == {"LAMP"}
    PublishedFiles(publishing.path.parent).clear()  # as each start does
    assert left(publishing) == ["analytics.duckdb"]


def test_file_that_somebody_has_written_to_is_replaced_by_a_new_one(
    publishing: Publishing, shop: Shop
) -> None:
    publishing.publish()
    publishing.path.chmod(0o600)
    with publishing.path.open("ab") as file:
        file.write(b"mine")
    shop.stocked(RUG=1)

    assert publishing.publish()["how"] == "anew"
    assert skus(publishing) == {"LAMP", "RUG"}


def test_log_of_somebody_who_writes_to_the_file_is_no_part_of_the_next(
    publishing: Publishing, shop: Shop
) -> None:
    publishing.publish()
    publishing.path.chmod(0o600)
    writing = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
    writing += "c.execute('delete from products'); os._exit(0)"
    subprocess.run([sys.executable, "-c", writing, str(publishing.path)], check=True, timeout=60)
    assert skus(publishing) == set()

    assert publishing.is_due()
    assert publishing.publish()["how"] == "anew"
    assert skus(publishing) == {"LAMP"}
    assert shop.database.rows("from product")
    assert not publishing.is_due()


def test_file_that_was_removed_is_published_again(publishing: Publishing, shop: Shop) -> None:
    publishing.publish()
    publishing.path.unlink()

    assert publishing.publish()["how"] == "anew"
    assert shop.database.rows("from product")
    assert skus(publishing) == {"LAMP"}


def test_file_of_another_process_is_never_built_on(
    publishing: Publishing, shop: Shop, tmp_path: Path
) -> None:
    publishing.publish()
    with shop.database.transaction() as cursor:
        cursor.execute("update product set sku = 'RUG'")  # as a restored database has it

    later = Publishing(shop.database, tmp_path / "published")

    assert later.publish()["how"] == "anew"
    assert skus(later) == {"RUG"}


def test_copy_by_another_name_stays_as_it_is(
    publishing: Publishing, shop: Shop, tmp_path: Path
) -> None:
    publishing.publish()
    kept = tmp_path / "kept.duckdb"
    kept.hardlink_to(publishing.path)
    before = kept.read_bytes()
    for sku in ("RUG", "VASE", "SOFA"):
        shop.add(sku, quantity=1)
        assert publishing.publish()["how"] == "changes"

    assert kept.read_bytes() == before


def test_file_that_is_open_stays_as_it_is(publishing: Publishing, shop: Shop) -> None:
    publishing.publish()
    with publishing.path.open("rb") as reader:
        before = publishing.path.read_bytes()
        for sku in ("RUG", "VASE", "SOFA"):
            shop.add(sku, quantity=1)
            assert publishing.publish()["how"] == "changes"

        assert reader.read() == before


def test_file_that_lost_many_rows_is_written_anew(publishing: Publishing, shop: Shop) -> None:
    publishing.publish()
    shop.stocked(RUG=1)
    with patch("analytics.publisher.LEAST_REMOVED_ROWS", 0):
        assert publishing.publish()["how"] == "changes"
        shop.stocked(VASE=1)

        assert publishing.publish()["how"] == "anew"


def test_nobody_can_write_to_the_published_file(publishing: Publishing) -> None:
    publishing.publish()

    assert publishing.path.stat().st_mode & 0o222 == 0


def test_who_may_read_the_file_stays_as_the_operator_said(
    publishing: Publishing, shop: Shop
) -> None:
    publishing.publish()
    publishing.path.chmod(0o440)
    owner = publishing.path.stat()

    for sku in ("RUG", "VASE", "SOFA"):  # a copy, then one that was replaced before
        shop.add(sku, quantity=1)
        publishing.publish()
        now = publishing.path.stat()
        assert (now.st_mode & 0o777, now.st_uid, now.st_gid) == (0o440, owner.st_uid, owner.st_gid)


def test_group_of_the_file_stays_as_the_operator_said(publishing: Publishing, shop: Shop) -> None:
    groups = [group for group in os.getgroups() if group != os.getegid()]
    if os.geteuid() == 0:
        groups.append(12_345)
    if not groups:
        pytest.skip("this user is in one group only, and may give the file to no other")
    publishing.publish()
    os.chown(publishing.path, -1, groups[0])
    publishing.path.chmod(0o640)
    shop.stocked(RUG=1)

    publishing.publish()

    now = publishing.path.stat()
    assert (now.st_gid, now.st_mode & 0o777) == (groups[0], 0o440)


def test_jobs_that_went_well_do_not_pile_up(publishing: Publishing, shop: Shop) -> None:
    with patch("analytics.publishing_queue.KEPT_JOBS", 2):
        for number in range(4):
            shop.add(f"SKU-{number}", quantity=1)
            publishing.publish()

    assert len(shop.database.rows("from job where kind = 'PUBLISH'")) == 3
