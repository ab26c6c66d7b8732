"""What happened in the season: which feeds came, who ordered what, and what was given back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from tests.model.season import Product, Season
from tests.season import Shopkeeper, Wanted

Event = tuple[datetime, Callable[[], object]]


def keep_shop(keeper: Shopkeeper) -> Season:
    """Run the shop from September to November 2026, and return the records of it."""
    events = [*_feeds(keeper), *_refusals(keeper), *_orders(keeper, Random(7))]  # noqa: S311 - a shop's chances
    for at, act in sorted(events, key=lambda event: event[0]):
        keeper.now = at
        act()
    return keeper.season


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def _feeds(keeper: Shopkeeper) -> list[Event]:
    lumen = {product.sku: product for product in LUMEN}
    weaver = {product.sku: product for product in WEAVER}
    cheaper = replace(lumen["LAMP"], price=Decimal("16.00"))
    raised = [
        replace(lumen["RUG"], price=Decimal("95.00")),
        replace(lumen["CUP"], price=Decimal("4.95")),
    ]
    on_sale = [
        replace(raised[0], sale=Decimal("79.00")),
        replace(cheaper, price=Decimal("18.00")),
    ]
    mistaken = replace(lumen["SHADE"], price=Decimal("1.25"))
    winter = [replace(weaver["SCARF"], price=Decimal(2900)), weaver["SOCKS"], weaver["HAT"]]
    no_price = {"price/invalid": ["BAD,Bad,Home,cheap,,EUR,\n"]}
    odd = {
        "currency/unknown": ["BAD,Bad,Clothes,1,,YEN,\n"],
        "price/missing": ["ODD,Odd,Clothes,,,JPY,\n", "ODE,Ode,Clothes,,,JPY,\n"],
    }

    def load(filename: str, products: Sequence[Product], **more: object) -> Callable[[], None]:
        return lambda: keeper.load(filename, products, **more)  # type: ignore[arg-type]

    return [
        (_at(8, 31, 6), load("lumen-1.csv", [*lumen.values()], bad=no_price)),
        (_at(8, 31, 7), load("weaver-1.csv", [*weaver.values()], seconds=40)),
        (_at(8, 31, 8), lambda: keeper.bring(PAST)),
        (_at(10, 5, 6), load("lumen-2.csv", [cheaper, *raised], mode="delta", seconds=12)),
        (_at(10, 20, 6), load("lumen-3.csv", on_sale, mode="delta", seconds=90)),
        (_at(11, 2, 5), load("weaver-2.csv", winter, seconds=15, bad=odd)),
        (_at(11, 9, 9), load("lumen-4.csv", [mistaken], mode="delta", seconds=3)),
        (_at(11, 9, 11), lambda: keeper.revert("lumen-4.csv", [lumen["SHADE"]])),
    ]


def _refusals(keeper: Shopkeeper) -> list[Event]:
    def refuse(*asked: object) -> Callable[[], None]:
        return lambda: keeper.refuse(*asked)  # type: ignore[arg-type]

    return [
        (_at(9, 14, 10), refuse("lumen", "VASE", 900, "stock/short")),
        (_at(9, 14, 21, 59), refuse("lumen", "VASE", 800, "stock/short")),
        (
            _at(9, 14, 22, 1),
            refuse("lumen", "VASE", 700, "stock/short"),
        ),  # past midnight there
        (_at(10, 3, 10), refuse("lumen", "GHOST", 3, "product/not_found")),
        (_at(11, 3, 10), refuse("weaver", "TOWEL", 2, "product/inactive")),
    ]


def _orders(keeper: Shopkeeper, random: Random) -> list[Event]:
    events: list[Event] = []
    for number in range(60):
        at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(
            hours=33.5 * number, minutes=random.randrange(20 * 60)
        )
        partner = random.choice(["lumen", "lumen", "lumen", "weaver"])
        skus = random.sample(SOLD[partner], random.randint(1, 3))
        wanted = [(sku, random.randint(1, 4)) for sku in skus]
        customer, placed = f"c-{random.randint(1, 14)}", list[str]()

        def place(
            customer: str = customer,
            partner: str = partner,
            wanted: Wanted = wanted,
            placed: list[str] = placed,
        ) -> None:
            placed.append(keeper.order(customer, partner, wanted))

        def give_back(units: int | None, placed: list[str] = placed) -> None:
            keeper.give_back(placed[0], units)

        events.append((at, place))
        if number % 7 == 3:
            events.append((at + timedelta(days=3), partial(give_back, 1)))
        elif number % 11 == 5:
            events.append((at + timedelta(days=1), partial(give_back, None)))
    return events


LUMEN = (
    Product("lumen", "LAMP", "Desk lamp", "Home > Lights", "EUR", Decimal("20.00")),
    Product("lumen", "SHADE", "Lamp shade", "Home > Lights > Shades", "EUR", Decimal("12.50")),
    Product("lumen", "RUG", "Rug", "Home > Floor", "EUR", Decimal("89.00")),
    Product("lumen", "VASE", "Vase", "Home", "EUR", Decimal("15.00"), None, 500),
    Product("lumen", "CUP", "Cup", "Kitchen", "EUR", Decimal("4.50")),
    Product("lumen", "FORK", "Fork", None, "EUR", Decimal("2.25")),
    Product("lumen", "CLOCK", "Clock", "Home", "EUR", Decimal("35.00")),
)
WEAVER = (
    Product("weaver", "SCARF", "Scarf", "Clothes > Winter", "JPY", Decimal(3200)),
    Product("weaver", "SOCKS", "Socks", "Clothes", "JPY", Decimal(800)),
    Product("weaver", "HAT", "Hat", "Clothes > Winter", "JPY", Decimal(2600)),
    Product("weaver", "TOWEL", "Towel", "Home > Bath", "JPY", Decimal(1500)),
)
SOLD = {
    "lumen": ["LAMP", "SHADE", "RUG", "VASE", "CUP", "FORK"],
    "weaver": ["SCARF", "SOCKS", "HAT"],
}
PAST = [
    (datetime(2025, 9, 12, 9, tzinfo=UTC), "c-1", "lumen", "LAMP", 2),
    (datetime(2025, 10, 31, 23, 30, tzinfo=UTC), "c-2", "lumen", "RUG", 1),  # November in Berlin
    (datetime(2025, 11, 7, 9, tzinfo=UTC), "c-3", "weaver", "SCARF", 4),
    (datetime(2025, 11, 20, 9, tzinfo=UTC), "c-1", "lumen", "VASE", 3),
    (datetime(2025, 11, 22, 9, tzinfo=UTC), "", "lumen", "CUP", 6),
    (datetime(2025, 11, 23, 9, tzinfo=UTC), "c-2", "lumen", "RUG", -1),
    (datetime(2026, 7, 4, 9, tzinfo=UTC), "c-4", "weaver", "HAT", 2),
    (datetime(2026, 8, 30, 9, tzinfo=UTC), "c-2", "lumen", "FORK", 9),
]
