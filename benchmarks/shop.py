"""A shop with a large catalog and two years of trade in a folder: built once, then used again."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.trade import DAYS, LINES, PARTNERS, Extent, Trade, open_books, write_each

MARK = "shop.json"
# of the products that there are, so many are ever ordered
SOLD_SHARE = 20
MOST_CHANGED = 700  # by each feed
CATALOG = ("shop_feeds", "shop_jobs", "shop_issues", "shop_products")
HISTORY = ("trade_changes", "trade_refusals")


class OtherShop(Exception):
    """The folder holds something else; it was left as it is."""


@dataclass(frozen=True)
class Shop:
    """What the folder holds: so many products and order items, up to when it was built."""

    products: int
    items: int
    built_at: str

    @property
    def products_each(self) -> int:
        """How many products each partner has."""
        return self.products // PARTNERS


def keep_shop(
    folder: Path, products: int, items: int, memory: str, *, with_cells: bool = True
) -> Shop:
    """
    Return the shop in the folder; the first time it is built, which takes some minutes.

    Without cells of revenue, the application works them out beside the first visitors.

    Raises:
        OtherShop: the folder holds one of another size, or something that was not built here.
    """
    mark = folder / MARK
    if not mark.exists():
        _build(folder, products, items, memory, with_cells=with_cells)
    shop = Shop(**json.loads(mark.read_text(encoding="utf-8")))
    if (shop.products, shop.items) != (products, items):
        raise OtherShop(f"{folder} holds {shop}: remove it, or name another folder")
    return shop


def _build(folder: Path, products: int, items: int, memory: str, *, with_cells: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise OtherShop(f"{folder} is not empty, and no shop that was built to its end")
    now = datetime.now(UTC)
    each = products // PARTNERS
    changed = min(MOST_CHANGED, each // SOLD_SHARE)
    extent = Extent(items, each, each // SOLD_SHARE, changed, now - timedelta(days=DAYS))
    database = open_books(folder, memory)
    write_each(database, (*CATALOG, *LINES, *HISTORY), extent)
    if with_cells:
        Trade(database, extent.ends_at.date()).roll_up()
    database.checkpoint()
    database.close()
    built = {"products": products, "items": items, "built_at": now.isoformat(timespec="seconds")}
    (folder / MARK).write_text(json.dumps(built), encoding="utf-8")
