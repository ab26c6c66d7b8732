"""Parts and retention on a real S3 server."""

from dataclasses import replace

from ingestion.s3_store import S3Store
from tests.feeding import Feeding, ledger
from tests.retaining import DAYS, Keeper, keep
from tests.seaweed import Seaweed
from tests.sending_parts import HEAD, LAMP, RUG, Sender, raw_content, raw_keys


def test_parts_are_joined_and_deleted_there_as_in_a_folder(feeding: Feeding, s3: Seaweed) -> None:
    store = S3Store(s3.bucket, s3.fresh_prefix())
    feeding.ingestion = replace(feeding.ingestion, store=store)
    keep(feeding, raw_days=DAYS)

    old = Sender(feeding).load(HEAD + LAMP, HEAD + RUG)
    last = feeding.load(HEAD + LAMP)

    assert ledger(old) == (2, 2, 0, 0, 0, 0)
    assert raw_content(feeding, old) == (HEAD + LAMP + RUG).encode()
    assert len(raw_keys(feeding)) == 4
    Keeper(feeding).apply()
    assert raw_keys(feeding) == [last.raw_key]
    assert len(list(store.list("notes/"))) == 1
