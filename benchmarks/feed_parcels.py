"""What partners send: real files and made-up ones, their next versions, and files that are none."""

import csv
import gzip
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from tests.model.contract import Mode, Sent
from tests.model.drawing import ANY, POOLS
from tests.model.dress import DRESSES, write_feed

Cells = tuple[str, ...]
USD = {"currency": "USD", "availability": "in_stock"}
MOST_CHANGED = 0.02  # of the records, from one version to the next
ODD = 0.03  # of the cells that are changed
SLICE = 400
KINDS = {
    "version": 6,
    "delta": 8,
    "supplemental": 3,
    "same": 3,
    "held": 2,
    "packed": 2,
    "broken": 2,
}
MADE_HEADERS = ("id", "title", "price", "currency_code", "stock", "brand", "ean", "Colour")
MADE_POOLS = ("sku", "product_name", "price", "currency", "quantity", "brand", "gtin", "colour")


@dataclass(frozen=True)
class Parcel:
    """A feed as it is sent; without `sent` it is no file of records and must be refused."""

    partner: str
    mode: Mode
    body: bytes
    sent: Sent | None
    hold: bool = False


@dataclass(frozen=True)
class RealFile:
    """A file of real data, the profile it takes, and the modes in which it makes sense."""

    name: str
    delimiter: str
    constants: Mapping[str, str]
    profile: Mapping[str, Any] = field(default_factory=dict)
    mode: Mode = "full"

    def read(self, folder: Path) -> tuple[bytes, list[Cells]]:
        """Return its bytes and its records, the header first."""
        body = (folder / "feeds" / self.name).read_bytes()
        text = io.StringIO(body.decode("utf-8-sig"), newline="")
        return body, [tuple(cells) for cells in csv.reader(text, delimiter=self.delimiter)]


WINE = {"fields": {"sku": "Varenummer", "product_name": "Varenavn", "price": "Pris"}}
REAL_FILES = {
    "walmart": RealFile("walmart_electronics.csv", "|", USD),
    "amazon": RealFile("amazon_electronics.csv", "|", USD),
    "wine": RealFile("vinmonopolet.csv", ",", {**USD, "currency": "NOK"}, WINE),
    "luma": RealFile("magento2_luma.csv", ",", USD),
    "woo": RealFile("woocommerce_bom_dups.csv", ",", USD, mode="delta"),
    "stock": RealFile("commercetools_inventory.csv", ",", USD, mode="supplemental"),
}
MADE = ("made", "wary")


@dataclass
class Partner:
    """
    One partner and all it sends, the same for the same seed.

    `headers` and `records` are its latest file; `shape` writes the bytes of a feed.
    """

    code: str
    mode: Mode
    headers: Cells
    records: list[Cells]
    first: Parcel
    shape: Callable[[Sent], bytes]
    draws: Random
    constants: Mapping[str, str] = field(default_factory=lambda: USD)
    profile: Mapping[str, Any] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)

    def next(self) -> Parcel:
        """Return what it sends next."""
        parcel = self._draw() if self.parcels else self.first
        self.parcels.append(parcel)
        return parcel

    def _draw(self) -> Parcel:
        (kind,) = self.draws.choices(list(KINDS), list(KINDS.values()))
        if kind == "same":
            return self.draws.choice(self.parcels[-10:])
        if kind == "broken":
            return self._broken()
        mode: Mode = self.mode
        if kind in {"delta", "supplemental"}:
            mode = "supplemental" if kind == "supplemental" else "delta"
        parcel = self._parcel(mode, self._changed(is_whole=mode == "full"))
        if kind == "packed":
            return replace(parcel, body=gzip.compress(parcel.body, mtime=0))
        return replace(parcel, hold=kind == "held")

    def _parcel(self, mode: Mode, records: Sequence[Cells]) -> Parcel:
        sent = Sent(mode, {}, self.headers, tuple(records))
        return Parcel(self.code, mode, self.shape(sent), sent)

    def _changed(self, *, is_whole: bool) -> list[Cells]:
        """Change some cells for good, and return the whole file or a part of it."""
        changes = self.draws.randint(1, max(2, int(MOST_CHANGED * len(self.records))))
        for _ in range(changes):
            at = self.draws.randrange(len(self.records))
            self.records[at] = self._change(self.records[at])
        if not is_whole:
            start = self.draws.randrange(len(self.records))
            return self.records[start : start + self.draws.randint(1, SLICE)]
        gone = set(self.draws.sample(range(len(self.records)), len(self.records) // 200))
        return [cells for at, cells in enumerate(self.records) if at not in gone]

    def _change(self, cells: Cells) -> Cells:
        changed = list(cells)
        at = self.draws.randrange(len(cells)) if cells else 0
        changed[at : at + 1] = [self._cell(cells[at] if cells else "")]
        return tuple(changed)

    def _cell(self, cell: str) -> str:
        if self.draws.random() < ODD:
            return self.draws.choice(ANY)
        if cell.replace(".", "", 1).isdigit():
            return f"{self.draws.randint(1, 99_999) / 100:.2f}"
        return f"{cell} {self.draws.randint(1, 99)}"

    def _broken(self) -> Parcel:
        """Return a file that cannot be read as a whole."""
        body = self.draws.choice(
            [
                gzip.compress(self.first.body, mtime=0)[: self.draws.randint(20, 200)],
                b"PK\x03\x04" + self.draws.randbytes(200),
                b"weight,height\n" + b"1,2\n" * self.draws.randint(1, 50),
            ]
        )
        return Parcel(self.code, self.mode, body, None)


def real_partners(folder: Path, seed: int, codes: Sequence[str]) -> list[Partner]:
    """Return partners who send files of the folder of real data, at first as they are."""
    return [_real_partner(code, REAL_FILES[code], folder, _draws(seed, code)) for code in codes]


def _real_partner(code: str, file: RealFile, folder: Path, draws: Random) -> Partner:
    body, (headers, *records) = file.read(folder)

    def shape(sent: Sent) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=file.delimiter).writerows((sent.headers, *sent.records))
        return text.getvalue().encode()

    first = Parcel(code, file.mode, body, Sent(file.mode, {}, headers, tuple(records)))
    if file.mode == "supplemental":  # of products that are there: another file makes half of them
        first = _founding(code, records[::2])
    return Partner(
        code, file.mode, headers, records, first, shape, draws, file.constants, file.profile
    )


def _founding(code: str, records: Sequence[Cells]) -> Parcel:
    rows = tuple((cells[0], f"Thing {at}", "9.95") for at, cells in enumerate(records) if cells)
    sent = Sent("full", {}, ("sku", "title", "price"), rows)
    return Parcel(code, "full", write_feed(sent, "plain"), sent)


def made_partners(seed: int, products: int, codes: Sequence[str] = MADE) -> list[Partner]:
    """Return partners who send odd cells in files of many kinds."""
    return [_made_partner(code, products, _draws(seed, code)) for code in codes]


def _made_partner(code: str, products: int, draws: Random) -> Partner:
    records: list[Cells] = [
        (f"{code}-{at}", f"Lamp {at}", "15.00", "USD", "3", "Acme", "4006381333931", "red")
        for at in range(products)
    ]
    records += [_odd_record(draws) for _ in range(products // 10)]

    def shape(sent: Sent) -> bytes:
        return write_feed(sent, draws.choice(DRESSES))

    sent = Sent("full", {}, MADE_HEADERS, tuple(records))
    first = Parcel(code, "full", write_feed(sent, "plain"), sent)
    return Partner(code, "full", MADE_HEADERS, records, first, shape, draws)


def _odd_record(draws: Random) -> Cells:
    return tuple(draws.choice(POOLS.get(name, ANY)) for name in MADE_POOLS)


def _draws(seed: int, code: str) -> Random:
    return Random(f"{seed} {code}")  # noqa: S311 - no secret
