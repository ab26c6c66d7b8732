"""A shop's season as plain records of what was done: what an analyst's answers must come from."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Product:
    """What a partner sells, as its feeds say; `sale` is the lower price, if there is one."""

    partner: str
    sku: str
    name: str
    category: str | None
    currency: str
    price: Decimal
    sale: Decimal | None = None
    quantity: int | None = None

    @property
    def asked(self) -> Decimal:
        """What an order pays for a unit."""
        return self.price if self.sale is None else self.sale


@dataclass(frozen=True)
class Sale:
    """A line placed; `feed` is the file that had set its price, None for an imported line."""

    at: datetime
    order: str
    line: int
    customer: str
    product: Product
    units: int
    total: Decimal
    feed: str | None

    @property
    def day(self) -> date:
        """The day in the reporting zone."""
        return self.at.astimezone(ZONE).date()

    @property
    def local_hour(self) -> int:
        """The hour in the reporting zone."""
        return self.at.astimezone(ZONE).hour


@dataclass(frozen=True)
class Return:
    """Units of a line that were given back, and for how much."""

    at: datetime
    order: str
    product: Product
    units: int
    amount: Decimal

    @property
    def day(self) -> date:
        """The day in the reporting zone."""
        return self.at.astimezone(ZONE).date()


@dataclass(frozen=True)
class Refusal:
    """A line of an order that could not be met; `product` is None where there is none."""

    at: datetime
    partner: str
    sku: str
    units: int
    code: str
    product: Product | None

    @property
    def day(self) -> date:
        """The day in the reporting zone."""
        return self.at.astimezone(ZONE).date()


@dataclass(frozen=True)
class Price:
    """A price that a file set, or that came back when it was reverted; `before`: None at first."""

    at: datetime
    feed: str
    action: str
    after: Product
    before: Product | None

    @property
    def day(self) -> date:
        """The day in the reporting zone."""
        return self.at.astimezone(ZONE).date()


@dataclass(frozen=True)
class Load:
    """A feed that was loaded: how many records it had, and the errors that skipped some."""

    at: datetime
    filename: str
    partner: str
    seconds: int
    rows: int
    errors: Counter[str]

    @property
    def day(self) -> date:
        """The day in the reporting zone."""
        return self.at.astimezone(ZONE).date()


@dataclass
class Season:
    """Everything that happened, in the order in which it happened; `shelf` is what is sold now."""

    sales: list[Sale] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    shelf: dict[tuple[str, str], Product] = field(default_factory=dict)
    gone: set[tuple[str, str]] = field(default_factory=set)

    @property
    def last_day(self) -> date:
        """The last day on which anything was sold or given back."""
        return max(*(sale.day for sale in self.sales), *(back.day for back in self.returns))
