"""What was delivered after a backup is in the store, and becomes the feeds that it was."""

import os
from pathlib import Path

import pytest

from catalog.database import Database
from ingestion.batches import SentPart
from ingestion.delivery import Delivery
from ingestion.delivery_notes import note_key_of
from ingestion.feeds import Feed, get_feed
from ingestion.folder_store import FolderStore
from ingestion.parts import begin_part
from ingestion.store import StoreUnavailable
from tests.feeding import Feeding
from tests.keeping import Shell

FEED = "sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\n"
DELTA = "sku,price\nA,1.75\n"


def worked_off(shell: Shell) -> tuple[Feeding, Database]:
    """Open what was restored, and run all that is queued there."""
    database = shell.restored()
    again = Feeding(database, shell.tmp_path)
    while again.run_next():
        pass
    return again, database


def restore_and_recover(shell: Shell) -> int:
    """Restore the newest backup and record what was delivered since."""
    return shell.run("restore", shell.source, "--recover")


def test_feeds_delivered_after_the_backup_come_back_as_what_they_were(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    feeding.load(FEED)
    shell.keeping.back_up()
    later = [feeding.load(DELTA, "delta"), feeding.load("sku,price\nB,9\n", "supplemental")]
    expected = feeding.values()

    assert shell.run("restore", shell.source) == 0
    assert "2 raw files were delivered after the backup" in shell.text
    assert shell.run("recover") == 0, shell.text
    assert shell.run("recover") == 0
    assert "0 raw files are recorded" in shell.text

    again, database = worked_off(shell)
    assert [_bare(row) for row in again.values()] == [_bare(row) for row in expected]
    for feed in later:
        recovered = get_feed(database, feed.feed_id)
        told = ("mode", "origin", "delivered_by", "filename", "raw_key", "sha256", "received_at")
        assert [getattr(recovered, name) for name in told] == [getattr(feed, name) for name in told]
        assert recovered.status == "COMPLETED"
    database.close()


def test_recovered_feeds_are_taken_in_the_order_of_receipt(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    shell.keeping.back_up()
    feeds = [feeding.load(f"sku,product_name,price\nA,Lamp,{price}\n") for price in range(1, 5)]

    assert restore_and_recover(shell) == 0, shell.text

    again, database = worked_off(shell)
    numbers = database.rows("select feed_id::varchar as id from feed order by feed_no")
    assert [row["id"] for row in numbers] == [feed.feed_id for feed in feeds]
    assert again.product("A")["price"] == 4
    database.close()


def test_file_without_a_note_is_held_for_a_person(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    feeding.load(FEED)
    shell.keeping.back_up()
    late = feeding.load("sku,product_name,price\nA,Lamp,1.75\n", "delta")
    (shell.landing / note_key_of(late.raw_key)).unlink()

    assert restore_and_recover(shell) == 0, shell.text

    _, database = worked_off(shell)
    assert get_feed(database, late.feed_id).status == "HELD"
    database.close()


def test_file_older_than_what_is_recorded_is_held(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    orphan = feeding.load(FEED)
    feeding.load("sku,product_name,price\nA,Lamp,3\n")
    with feeding.database.transaction() as cursor:
        # as if the process had died between the store and the ledger
        cursor.execute("delete from feed where feed_id = $id", {"id": orphan.feed_id})
        cursor.execute("delete from job where subject_id = $id", {"id": orphan.feed_id})
    shell.keeping.back_up()

    assert shell.run("restore", shell.source, "--recover", "--accept-differences") == 1

    again, database = worked_off(shell)
    assert get_feed(database, orphan.feed_id).status == "HELD"
    assert again.product("A")["price"] == 3
    database.close()


def test_file_of_a_partner_who_is_not_there_is_left_and_named(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    shell.keeping.back_up()
    feeding.partner("nordhus")
    late = feeding.load(FEED, partner="nordhus")
    stray = shell.landing / "raw" / "lumen" / "2026" / "01" / "01" / "not-an-id" / "x.csv"
    stray.parent.mkdir(parents=True)
    stray.write_text(FEED)

    assert restore_and_recover(shell) == 1

    assert f"{late.raw_key} is left: partner/not_found" in shell.text
    assert "not-an-id/x.csv is left: recover/not_possible" in shell.text
    assert (shell.landing / late.raw_key).exists()
    assert stray.exists()


def test_parts_delivered_after_the_backup_complete_their_batch(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    _send_part(feeding, 1, "sku,product_name,price\nA,Lamp,1\n", is_last=False)
    shell.keeping.back_up()
    whole = _send_part(feeding, 2, "sku,product_name,price\nB,Rug,2\n", is_last=True)
    feeding.wait(whole)

    assert restore_and_recover(shell) == 0, shell.text

    again, database = worked_off(shell)
    assert get_feed(database, whole.feed_id).status == "COMPLETED"
    assert [row["sku"] for row in again.products()] == ["A", "B"]
    database.close()


def test_what_was_made_of_parts_after_the_backup_is_no_feed_of_its_own(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    shell.keeping.back_up()
    _send_part(feeding, 1, "sku,product_name,price\nA,Lamp,1\n", is_last=False)
    whole = feeding.wait(_send_part(feeding, 2, "sku,product_name,price\nB,Rug,2\n", is_last=True))
    made = shell.landing / whole.raw_key
    os.utime(made, (0, 0))  # by the clock of the store, before its parts came

    assert restore_and_recover(shell) == 0, shell.text
    assert "2 raw files are recorded as delivered, 0 are left" in shell.text

    again, database = worked_off(shell)
    told = database.rows("select feed_id::varchar as id, status, rows_read from feed")
    assert told == [{"id": whole.feed_id, "status": "COMPLETED", "rows_read": 2}]
    assert [row["sku"] for row in again.products()] == ["A", "B"]
    database.close()


def test_second_file_under_the_id_of_a_feed_is_left_and_named(shell: Shell) -> None:
    feeding = shell.keeping.feeding
    feed = feeding.load(FEED)
    shell.keeping.back_up()
    second = shell.landing / feed.raw_key.replace("feed.csv", "other.csv")
    second.write_text(DELTA)

    assert restore_and_recover(shell) == 1

    assert "other.csv is left: recover/not_possible" in shell.text
    _, database = worked_off(shell)
    assert len(database.rows("from feed")) == 1
    database.close()


def test_delivery_without_its_note_is_no_delivery(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = FolderStore.put

    def fall(store: FolderStore, key: str, source: object) -> object:
        if key.startswith("notes/"):
            raise StoreUnavailable("down")
        return put(store, key, source)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderStore, "put", fall)

    with pytest.raises(StoreUnavailable):
        feeding.deliver(FEED)

    assert feeding.database.rows("from feed") == []
    assert feeding.database.rows("from job") == []


def _send_part(feeding: Feeding, part: int, body: str, *, is_last: bool) -> Feed:
    delivery = Delivery("lumen", "full", f"{part}.csv", "api", "test")
    sent = SentPart("spring", part, is_last)
    incoming = begin_part(feeding.ingestion, delivery, sent)
    incoming.write(body.encode())
    return incoming.finish()


def _bare(row: dict[str, object]) -> dict[str, object]:
    """Return the product without when it was counted."""
    return {name: value for name, value in row.items() if not name.endswith("_at")}


def test_only_known_notes_are_believed(shell: Shell, tmp_path: Path) -> None:
    feeding = shell.keeping.feeding
    shell.keeping.back_up()
    late = feeding.load(FEED)
    note = tmp_path / "landing" / note_key_of(late.raw_key)
    note.chmod(0o600)
    note.write_text('{"mode": "delta", "run": "rm"}')

    assert restore_and_recover(shell) == 0, shell.text

    _, database = worked_off(shell)
    assert get_feed(database, late.feed_id).status == "HELD"
    database.close()
