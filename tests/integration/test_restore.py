"""A restored database is the one that was backed up, verified; a damaged backup is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backup_commands import run_command
from backups.making import BackupOrder, make_backup
from backups.restoring import RESTORING, RestoreUnfinished, refuse_half_restored
from catalog.database import Database
from catalog.settings import Settings
from tests.feeding import Feeding
from tests.keeping import Keeping, Shell
from wiring import Feedledger

FEED = "sku,product_name,price,quantity\nA,Lamp,1.50,5\nB,Rug,2,5\nC,,x,1\n"
SECOND = "sku,product_name,price,quantity\nA,Lamp,1.75,5\nD,Vase,3,5\n"
SECRETS = ("login_session", "job", "job_lease")


def tables(database: Database) -> dict[str, list[Any]]:
    """Return all rows of all tables, but of those that a restore changes."""
    names = database.rows("select table_name as name from duckdb_tables() order by name")
    kept = [row["name"] for row in names if row["name"] not in SECRETS]
    return {name: sorted(map(str, database.rows(f'from "{name}"'))) for name in kept}


def test_what_is_restored_is_what_was_there(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    feeding.load(FEED)
    second = feeding.load(SECOND)
    feeding.revert(second)
    with feeding.database.transaction() as cursor:
        cursor.execute("insert into login_session values ('x', 1, now(), now())")
    shell.keeping.back_up()
    before = tables(feeding.database)
    feeding.load(SECOND)

    assert shell.run("restore", shell.source) == 0, shell.text

    restored = shell.restored()
    assert tables(restored) == before
    assert restored.rows("from login_session") == []
    assert restored.rows("from job where kind = 'BACKUP' and status = 'RUNNING'") == []
    restored.close()
    assert (shell.tmp_path / "new" / "feedledger.duckdb").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (shell.tmp_path / "new").iterdir()) == [
        "feedledger.duckdb",
        "spool",
    ]


def test_restored_application_goes_on_with_what_was_queued(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    feeding.load(FEED)
    feeding.runner.stop()
    queued = feeding.deliver(SECOND)
    shell.keeping.desk.shelf()
    assert shell.run("restore", shell.source) == 1
    back_up_now(shell.keeping)

    assert shell.run("restore", shell.source) == 0, shell.text

    running = Feedledger(
        Settings(data_dir=shell.tmp_path / "new", store=f"file://{shell.landing}", inbox_poll_s=0)
    )
    running.start()
    again = Feeding(running.database, shell.tmp_path / "unused")
    assert again.wait(queued).status == "COMPLETED"
    fresh = running.database.row("select max(feed_no) as no from feed")
    again_fed = running.database.row("select nextval('feed_seq') as no")
    running.close()
    assert fresh
    assert again_fed
    assert again_fed["no"] > fresh["no"]


def back_up_now(keeping: Keeping) -> None:
    """Make a backup on this thread, beside workers that stand still."""
    with keeping.feeding.database.cursor() as cursor:
        order = BackupOrder("00000000-0000-0000-0000-000000000001", with_raw=True)
        make_backup(keeping.desk.workshop, cursor, keeping.desk.shelf(), order, lambda *_: None)


def flip(path: Path) -> None:
    """Flip a bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    """Leave the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
@pytest.mark.parametrize("name", ["feedledger.duckdb", "raw.jsonl"])
def test_damaged_file_is_refused_and_named(
    shell: Shell, name: str, damage: Callable[[Path], None]
) -> None:
    shell.keeping.feeding.load(FEED)
    shell.keeping.back_up()
    damage(shell.file(name))

    for command in ("restore", "verify"):
        assert shell.run(command, shell.source) == 1
        assert "backup/damaged" in shell.text
        assert name in shell.text
    assert list((shell.tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_backup_without_a_whole_manifest_is_none(
    shell: Shell, damage: Callable[[Path], None]
) -> None:
    shell.keeping.back_up()
    damage(shell.file("manifest.json"))

    assert shell.run("restore", shell.source) == 1

    assert "backup/" in shell.text
    assert not (shell.tmp_path / "new").exists()


def test_manifest_that_counts_otherwise_is_a_difference(shell: Shell) -> None:
    shell.keeping.feeding.load(FEED)
    shell.keeping.back_up()
    path = shell.file("manifest.json")
    manifest = json.loads(path.read_text())
    manifest["tables"]["product"] += 1
    path.write_text(json.dumps(manifest))

    assert shell.run("verify", shell.source) == 1

    assert "table product: had 3 rows, has 2" in shell.text


def test_database_whose_books_disagree_is_not_put_in_place_unless_that_is_accepted(
    shell: Shell,
) -> None:
    feeding = shell.keeping.feeding
    feeding.load(FEED)
    with feeding.database.transaction() as cursor:
        cursor.execute("delete from product where sku = 'A'")
    shell.keeping.back_up()

    assert shell.run("restore", shell.source) == 1
    assert "restore/books_disagree" in shell.text
    assert "partner lumen: products 1, inserted 2, removed 0" in shell.text
    assert list((shell.tmp_path / "new").iterdir()) == []

    assert shell.run("restore", shell.source, "--accept-differences") == 1
    restored = shell.restored()
    assert [row["sku"] for row in restored.rows("from product")] == ["B"]
    restored.close()


def test_missing_raw_file_is_named_and_comes_back_from_the_backup(shell: Shell) -> None:
    shell.keeping.plan(with_raw=True)
    feed = shell.keeping.feeding.load(FEED)
    shell.keeping.back_up()
    (shell.landing / feed.raw_key).unlink()

    assert shell.run("verify", shell.source) == 1
    assert feed.raw_key in shell.text
    assert "but with the backup" in shell.text
    assert shell.run("restore", shell.source, "--with-raw", "--deep") == 0, shell.text
    assert (shell.landing / feed.raw_key).read_text() == FEED


def test_flipped_byte_of_a_raw_file_is_found_by_reading_it(shell: Shell) -> None:
    feed = shell.keeping.feeding.load(FEED)
    shell.keeping.back_up()
    raw = shell.landing / feed.raw_key
    raw.chmod(0o600)
    flip(raw)

    assert shell.run("verify", shell.source) == 0
    assert shell.run("verify", shell.source, "--deep") == 1
    assert f"feed {feed.feed_id}" in shell.text


@pytest.mark.parametrize("name", ["feedledger.duckdb", "feedledger.duckdb.wal", "notes.txt"])
def test_restore_goes_over_nothing(shell: Shell, name: str) -> None:
    shell.keeping.back_up()
    (shell.tmp_path / "new").mkdir()
    (shell.tmp_path / "new" / name).write_text("mine")

    assert shell.run("restore", shell.source) == 1

    assert "restore/not_empty" in shell.text
    assert (shell.tmp_path / "new" / name).read_text() == "mine"


def test_drill_beside_the_running_application_reads_its_store(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.keeping.feeding.load(FEED)
    shell.keeping.back_up()
    monkeypatch.setenv("FEEDLEDGER_DATA_DIR", str(shell.tmp_path))  # its store is `landing`
    drill = shell.tmp_path / "drill"

    asked = ("restore", shell.source, "--data-dir", str(drill), "--deep")
    assert run_command(asked, shell.said.append) == 0, shell.text

    assert (drill / "feedledger.duckdb").exists()
    assert not (drill / "landing").exists()


def test_older_backup_is_restored_by_its_name(shell: Shell) -> None:
    shell.keeping.feeding.load(FEED)
    older = shell.keeping.back_up()
    shell.keeping.feeding.load(SECOND)
    shell.keeping.back_up()

    assert shell.run("restore", f"{shell.source}/backups/{older.name}") == 0, shell.text

    restored = shell.restored()
    assert [row["sku"] for row in restored.rows("from product order by sku")] == ["A", "B"]
    restored.close()


def test_folder_that_is_not_there_is_not_made(shell: Shell) -> None:
    assert shell.run("restore", str(shell.tmp_path / "typo")) == 1

    assert "backup/missing" in shell.text
    assert not (shell.tmp_path / "typo").exists()


def test_nothing_starts_where_a_restore_was_cut_off(shell: Shell) -> None:
    shell.keeping.feeding.load(FEED)
    shell.keeping.back_up()
    left = shell.tmp_path / "new" / RESTORING
    left.mkdir(parents=True)
    shutil.copy(shell.file("feedledger.duckdb"), left)

    with pytest.raises(RestoreUnfinished):
        Feedledger(Settings(data_dir=shell.tmp_path / "new", store=f"file://{shell.landing}"))
    assert not (shell.tmp_path / "new" / "feedledger.duckdb").exists()

    assert shell.run("restore", shell.source) == 0, shell.text
    refuse_half_restored(shell.tmp_path / "new")


def test_raw_file_that_was_kept_long_enough_may_be_gone(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    old, young = feeding.load(FEED), feeding.load(SECOND)
    with feeding.database.transaction() as cursor:
        cursor.execute("insert into partner_retention (partner_id, raw_days) values (1, 30)")
        cursor.execute(
            "update feed set received_at = now() - interval 40 day,"
            " finished_at = now() - interval 40 day where feed_id = $feed_id",
            {"feed_id": old.feed_id},
        )
    shell.keeping.back_up()
    (shell.landing / old.raw_key).unlink()

    assert shell.run("verify", shell.source) == 0, shell.text

    (shell.landing / young.raw_key).unlink()
    assert shell.run("verify", shell.source) == 1
    assert young.raw_key in shell.text
