"""Other processes that read the analysts' file while it is replaced."""

from pathlib import Path

from benchmarks.feedledger_orders import open_feedledger
from benchmarks.published_readers import replace_while_read


def test_readers_keep_one_version_each_while_the_file_is_replaced(tmp_path: Path) -> None:
    with open_feedledger(tmp_path / "home", "1GB") as shop:
        outcome = replace_while_read(shop, tmp_path, replacements=5, readers=2)

    assert outcome.faults == ()
    assert outcome.replaced == 5
    assert outcome.versions > 1
