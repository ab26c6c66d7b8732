"""Parts of any cut, in any order and at once, load what the whole file would have loaded."""

import gzip
import io
import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.database import Row
from ingestion.feeds import Feed
from ingestion.folder_store import FolderStore
from ingestion.joining import StoredPart, Workplace, join_parts
from ingestion.profiles import Profile
from ingestion.spool import Spool
from tests.feeding import Feeding, ledger
from tests.racing import together
from tests.sending_parts import Sender, cut, parts_of, raw_content
from tests.soaking import tried

WORDS = ("Lamp", 'a "lamp"', "Lämpchen", "two\nlines", "with, comma", "", " x ", "ß" * 40)
OF_PARTNER = ("product_id", "partner_id", "first_feed_id", "last_feed_id", "price_feed_id")
TIMES = ("quantity_counted_at", "record_hash")


@dataclass
class Joiner:
    """Puts parts into a store and joins them."""

    folder: Path
    joins: int = 0

    def join(self, parts: list[bytes]) -> bytes:
        """Return what the parts make together."""
        self.joins += 1
        store = FolderStore(self.folder / "store")
        spool = Spool(self.folder / "spool", 10**8)
        stored = []
        for number, part in enumerate(parts, 1):
            key = f"raw/{self.joins}/{number}"
            found = store.put(key, io.BytesIO(part))
            stored.append(StoredPart(number, key, len(part), found.sha256))
        with spool.workspace() as folder:
            return b"".join(join_parts(Workplace(store, spool, folder, Profile()), stored))


@pytest.fixture(scope="module")
def joiner(tmp_path_factory: pytest.TempPathFactory) -> Joiner:
    return Joiner(tmp_path_factory.mktemp("joined"))


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\n\r') else cell


@dataclass(frozen=True)
class File:
    """A file: its mark, its records, the header first, and its line end."""

    mark: bytes
    records: list[bytes]
    end: bytes

    @property
    def whole(self) -> bytes:
        """All of it."""
        return self.mark + b"".join(record + self.end for record in self.records)


@st.composite
def files(draw: st.DrawFn) -> File:
    """Draw a file; wide text has a mark."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    encoding = draw(st.sampled_from(["utf-8", "cp1252", "utf-16-le", "utf-16-be"]))
    is_marked = encoding.startswith("utf-16") or (encoding == "utf-8" and draw(st.booleans()))
    mark = "\ufeff".encode(encoding) if is_marked else b""
    cells = st.lists(st.sampled_from(WORDS), min_size=3, max_size=3)
    rows = draw(st.lists(cells, min_size=1, max_size=12))
    records = [["sku", "title", "price"], *rows]
    texts = [",".join(map(quoted, row)) for row in records]
    return File(mark, [text.encode(encoding) for text in texts], end.encode(encoding))


@tried()
@given(files(), st.data())
def test_file_cut_by_bytes_is_joined_to_itself(
    joiner: Joiner, file: File, data: st.DataObject
) -> None:
    places = data.draw(st.sets(st.integers(1, len(file.whole) - 1), max_size=6))

    assert joiner.join(list(cut(file.whole, *sorted(places)))) == file.whole


@tried()
@given(files(), st.data())
def test_records_under_repeated_headers_are_joined_to_the_whole_file(
    joiner: Joiner, file: File, data: st.DataObject
) -> None:
    header, *rows = file.records
    places = sorted(data.draw(st.sets(st.integers(0, len(rows)), max_size=4)))
    parts = []
    for start, stop in zip((0, *places), (*places, len(rows)), strict=True):
        lines = [header, *rows[start:stop]]
        ends = data.draw(st.booleans()) or stop == len(rows) or start == 0
        mark = file.mark if start == 0 or data.draw(st.booleans()) else b""
        part = mark + file.end.join(lines) + (file.end if ends else b"")
        parts.append(gzip.compress(part) if data.draw(st.booleans()) else part)

    assert joiner.join(parts) == file.whole


@pytest.mark.parametrize("seed", range(2))
def test_catalog_and_ledger_are_those_of_the_whole_file(feeding: Feeding, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a seed makes the test repeatable
    feeding.partner("nordhus")
    for batch in range(3):
        records = [record(dice, number) for number in range(dice.randint(5, 25))]
        whole = "".join(["sku,title,price,quantity\n", *records]).encode()

        in_parts = send(feeding, f"batch {batch}", divided(whole, dice), dice)
        at_once = feeding.load(whole, partner="nordhus")

        assert raw_content(feeding, feeding.wait(in_parts)) == whole
        done = feeding.wait(in_parts)
        assert (done.status, ledger(done)) == (at_once.status, ledger(at_once))
        assert parts_of(feeding, done).is_complete
        assert catalog(feeding, 1) == catalog(feeding, 2)


def record(dice: random.Random, number: int) -> str:
    """Return a record, of one in ten the price cannot be read."""
    price = "none" if dice.random() < 0.1 else str(dice.randint(1, 3))
    title = quoted(dice.choice([word for word in WORDS if word.strip()]))
    return f"SKU{number * dice.choice((1, 1, 1, 0))},{title},{price},{dice.randint(0, 9)}\n"


def divided(whole: bytes, dice: random.Random) -> list[bytes]:
    """Return the file divided anywhere, or by records under repeated headers, some without end."""
    if dice.random() < 0.5:
        return list(cut(whole, *sorted(dice.sample(range(1, len(whole)), 6))))
    head, *lines = whole.split(b"\nSKU")
    header, records = head + b"\n", [b"SKU" + line + b"\n" for line in lines]
    records[-1] = records[-1].removesuffix(b"\n")
    places = sorted(dice.sample(range(1, len(records)), 3))
    spans = zip((0, *places), (*places, len(records)), strict=True)
    parts = [header + b"".join(records[start:stop]) for start, stop in spans]
    ends = [part.removesuffix(b"\n") if dice.random() < 0.5 else part for part in parts[:-1]]
    packs = dice.random() < 0.5
    return [gzip.compress(part) if packs else part for part in (*ends, parts[-1])]


def send(feeding: Feeding, batch: str, parts: list[bytes], dice: random.Random) -> Feed:
    """Send the parts in any order, some of them twice, and all at once."""
    sender = Sender(feeding, batch)
    numbers = [*range(1, len(parts) + 1), *dice.sample(range(1, len(parts) + 1), 2)]
    dice.shuffle(numbers)
    feeds = together(
        *(
            lambda n=number: sender.send(n, parts[n - 1], is_last=n == len(parts))
            for number in numbers
        )
    )
    return feeds[0]


def catalog(feeding: Feeding, partner_id: int) -> list[Row]:
    """Return the partner's products without what is its own of them."""
    hidden = {*OF_PARTNER, *TIMES}
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for row in feeding.products()
        if row["partner_id"] == partner_id
    ]
