"""Backups of feeds in parts, and of feeds whose raw file is deleted."""

from pathlib import Path

from backups.manifest import RAW_LIST
from backups.raw_copies import read_list
from tests.keeping import Keeping
from tests.retaining import DAYS, Keeper, keep
from tests.sending_parts import HEAD, LAMP, RUG, Sender, raw_keys


def listed(keeping: Keeping, folder: Path) -> list[str]:
    """Make a backup and return the keys that it lists."""
    name = keeping.back_up().name
    return [raw.raw_key for raw in read_list(folder / "backups" / "backups" / name / RAW_LIST)]


def test_backup_lists_the_parts_and_what_they_make_together(
    keeping: Keeping, tmp_path: Path
) -> None:
    Sender(keeping.feeding, batch="waiting").send(2, RUG)
    Sender(keeping.feeding).load(HEAD + LAMP, RUG)

    keys = listed(keeping, tmp_path)

    assert len(keys) == 4
    assert keys == raw_keys(keeping.feeding)


def test_backup_lists_no_raw_file_that_is_deleted(keeping: Keeping, tmp_path: Path) -> None:
    feeding = keeping.feeding
    keep(feeding, raw_days=DAYS)
    Sender(feeding).load(HEAD + LAMP, RUG)
    last = feeding.load(HEAD + LAMP)

    Keeper(feeding).apply()

    assert listed(keeping, tmp_path) == [last.raw_key]
